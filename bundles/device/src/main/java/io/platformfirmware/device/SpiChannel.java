// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/**
 * An open SPI device. Calls block for as long as the controller does and can not be interrupted. A channel is used by one thread at a
 * time; only {@link #close()} may come from another. A call on a closed channel fails with {@link Errno#EBADF}.
 */
@ProviderType
public interface SpiChannel extends LockableChannel {

    /**
     * Sets mode 0, most significant bit first, 8 bits a word and the speed. Each of these settings <em>releases chip select</em>
     * ({@code spi_setup} of Linux drivers/spi/spi.c): never between the messages of one transaction.
     *
     * @param speedHz the highest clock rate, more than 0; the controller may take a lower one
     * @throws ErrnoException when the controller refused
     */
    void setUp(int speedHz) throws ErrnoException;

    /**
     * One message: all transfers, with chip select asserted.
     *
     * @param transfers one or more; their {@code in} arrays are filled when the call succeeds
     * @throws ErrnoException when the controller refused or failed; {@link Errno#EIO} too when it moved fewer bytes than asked for.
     *     Linux releases chip select then, but not where the message never started
     */
    void message(SpiTransfer... transfers) throws ErrnoException;
}
