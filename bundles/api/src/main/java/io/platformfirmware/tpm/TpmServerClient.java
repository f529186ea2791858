// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A connection to a socket server.
 *
 * @param number counted from 1, in the order in which they came
 * @param port what it is connected to
 * @param peer where it comes from, for example {@code 127.0.0.1:40112}; {@code unix} for a Unix-domain socket
 * @param since when it came
 * @param commands how many commands were answered by the TPM
 * @param errors how many commands or requests were not: refused, cancelled, or the TPM could not be reached
 * @param bytesIn received from the client
 * @param bytesOut sent to it
 * @param inFlight the command that waits or runs, for example {@code TPM2_Sign}
 * @param handles how many transient objects and sessions are flushed when it vanishes
 */
public record TpmServerClient(
        long number,
        TpmServerPort port,
        String peer,
        Instant since,
        long commands,
        long errors,
        long bytesIn,
        long bytesOut,
        Optional<String> inFlight,
        int handles) {

    /** Checks that nothing is missing. */
    public TpmServerClient {
        Objects.requireNonNull(port);
        Objects.requireNonNull(peer);
        Objects.requireNonNull(since);
        Objects.requireNonNull(inFlight);
    }
}
