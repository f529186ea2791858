// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import io.platformfirmware.Failure;
import io.platformfirmware.device.VtpmProxy;
import io.platformfirmware.tpm.TpmTransport;
import java.util.Optional;

/**
 * What the kernel should have, and what there is for it.
 *
 * @param transportId which TPM; empty: none
 * @param proxy makes the device; empty while there is none
 * @param transport that TPM; empty while it is not there
 */
record Wanted(Optional<String> transportId, Optional<VtpmProxy> proxy, Optional<TpmTransport> transport) {

    static final Wanted NOTHING = new Wanted(Optional.empty(), Optional.empty(), Optional.empty());

    boolean complete() {
        return transportId.isPresent() && proxy.isPresent() && transport.isPresent();
    }

    /** Why nothing can be made. */
    Optional<Failure> missing() {
        return transportId.flatMap(id -> {
            if (proxy.isEmpty()) {
                return Optional.of(VtpmFailures.noProxy(id));
            }
            return transport.isEmpty() ? Optional.of(VtpmFailures.noTransport(id)) : Optional.empty();
        });
    }

    /** Whether a device that was made for this one is right for the other one too, whatever became of the TPM's service. */
    boolean isSameDevice(Wanted other) {
        return transportId.equals(other.transportId) && proxy.equals(other.proxy);
    }
}
