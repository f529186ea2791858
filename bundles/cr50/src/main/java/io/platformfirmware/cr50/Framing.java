// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.ErrnoException;

/** How one transaction becomes SPI messages. An implementation leaves chip select as it is when it throws: its caller releases it. */
interface Framing {

    /**
     * Reads a register.
     *
     * @throws LinkException {@code FLOW_CONTROL} when the chip was not ready in time: the FIFO may have moved on
     */
    byte[] read(Frame frame) throws ErrnoException, LinkException;

    /**
     * Writes a register.
     *
     * @throws LinkException {@code FLOW_CONTROL} when the chip was not ready in time: it has not taken the data
     */
    void write(Frame frame, byte[] data) throws ErrnoException, LinkException;
}
