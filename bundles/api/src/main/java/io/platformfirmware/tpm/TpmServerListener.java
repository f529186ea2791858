// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.util.Objects;
import java.util.Optional;

/**
 * What a socket server listens to.
 *
 * @param port the protocol and which of its ports it is
 * @param address where, for example {@code 127.0.0.1:2321} or the path of a Unix-domain socket
 * @param trouble why it does not listen there; empty where it does
 */
public record TpmServerListener(TpmServerPort port, String address, Optional<String> trouble) {

    /** Checks that nothing is missing. */
    public TpmServerListener {
        Objects.requireNonNull(port);
        Objects.requireNonNull(address);
        Objects.requireNonNull(trouble);
    }
}
