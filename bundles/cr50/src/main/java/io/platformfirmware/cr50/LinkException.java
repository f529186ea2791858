// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Something went wrong between this machine and the chip. Chip select is released when it is thrown. */
final class LinkException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final Set<Errno> GONE =
            EnumSet.of(Errno.ENODEV, Errno.ENXIO, Errno.ESHUTDOWN, Errno.EBADF, Errno.ENOENT);

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

    /** Whether the device itself is no longer there. */
    boolean isGone() {
        return errno().stream().anyMatch(e -> GONE.stream().anyMatch(e::is));
    }

    Optional<ErrnoException> errno() {
        return getCause() instanceof ErrnoException e ? Optional.of(e) : Optional.empty();
    }
}
