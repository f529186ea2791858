// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/** A chip with input and output lines: a GPIO character device, for example {@code /dev/gpiochip0}. */
@ProviderType
public interface GpioChip extends Device {

    /** {@link #KIND} of such a node. */
    String KIND_GPIO = "gpio";

    /**
     * Takes a line as an input and records its rising edges. The caller closes it on every path.
     *
     * @param line its number on this chip, 0 or more
     * @param consumer who takes it, for other programs to see; at most 31 characters
     * @return the line, owned by the caller
     * @throws ErrnoException {@link Errno#EBUSY} when somebody else has it, {@link Errno#ENXIO} when it has no interrupt,
     *     {@link Errno#EINVAL} when there is no such line, others as open(2)
     */
    EdgeLine risingEdges(int line, String consumer) throws ErrnoException;
}
