// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import io.platformfirmware.Failure;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a socket server stands. Its parts need not be of quite the same moment.
 *
 * @param listeners what it listens to, or would; empty where the settings switch it off
 * @param deviceId the TPM behind it; empty where there is none
 * @param deviceTrouble why there is none
 * @param clients the open connections, oldest first
 * @param totals what was counted since the server's bundle was started
 * @param settingsFault what is wrong with the stored settings; empty where they are in force
 */
public record TpmServerState(
        List<TpmServerListener> listeners,
        Optional<String> deviceId,
        Optional<String> deviceTrouble,
        List<TpmServerClient> clients,
        TpmServerTotals totals,
        Optional<Failure> settingsFault) {

    /** Copies the lists. */
    public TpmServerState {
        listeners = List.copyOf(listeners);
        Objects.requireNonNull(deviceId);
        Objects.requireNonNull(deviceTrouble);
        clients = List.copyOf(clients);
        Objects.requireNonNull(totals);
        Objects.requireNonNull(settingsFault);
    }
}
