// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.Errno;
import java.util.Optional;

/** What the simulated kernel does with entropy for its pool. */
enum TpmEntropyPool {
    /** It takes it. */
    NORMAL("normal", Optional.empty()),
    /** It refuses it, as from a process without the privilege. */
    DENIED("denied", Optional.of(Errno.EPERM));

    private final String id;
    private final Optional<Errno> refusal;

    TpmEntropyPool(String id, Optional<Errno> refusal) {
        this.id = id;
        this.refusal = refusal;
    }

    /** Its name in the settings. */
    String id() {
        return id;
    }

    Optional<Errno> refusal() {
        return refusal;
    }
}
