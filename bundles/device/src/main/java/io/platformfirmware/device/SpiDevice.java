// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/** A chip select of an SPI bus: a node of Linux's spidev driver, for example {@code /dev/spidev0.0}. */
@ProviderType
public interface SpiDevice extends Device {

    /** {@link #KIND} of such a node. */
    String KIND_SPI = "spi";

    /**
     * Opens the node for reading and writing. The caller closes the channel on every path.
     *
     * @return an open channel, owned by the caller
     * @throws ErrnoException when open(2) fails; {@link Errno#ENODEV} or {@link Errno#ENOENT} when the device has gone
     */
    SpiChannel open() throws ErrnoException;

    /**
     * The clock of whoever waits for the chip behind it.
     *
     * @return the same for as long as the device is there
     */
    DeviceClock clock();
}
