// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.ErrnoException;
import java.util.Optional;

/** Something went wrong between this machine and the chip. Chip select is released when it is thrown. */
final class LinkException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Fault fault;

    LinkException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    LinkException(ErrnoException cause) {
        super(cause.getMessage(), cause);
        this.fault = Fault.SYSTEM;
    }

    Fault fault() {
        return fault;
    }

    Optional<ErrnoException> errno() {
        return getCause() instanceof ErrnoException e ? Optional.of(e) : Optional.empty();
    }
}
