// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiTransfer;

/**
 * A transaction as one message with more clocks than data. Of a read, the data is what follows the ready byte, wherever that is; a chip
 * that took longer has put it nowhere, and from the FIFO it is gone until the response is put back to its start. Of a write, the chip
 * takes the last bytes before chip select rises (chromium EC chip/g/spp_tpm.c), so it loses nothing; whether it has taken it shows its
 * status only.
 */
final class OverClock implements Framing {

    /** Wait states that a chip at rest stays below. */
    static final int FEW = 8;

    /** The most wait states that are tried: the chip drops a frame of more than 512 bytes ({@code RXBUF_MAX} of spp_tpm.c). */
    static final int MANY = 128;

    private final Wire wire;
    private int slack = FEW;

    OverClock(Wire wire) {
        this.wire = wire;
    }

    @Override
    public byte[] read(Frame frame) throws ErrnoException, LinkException {
        final byte[] out = frame.header(slack + frame.length());
        final byte[] in = new byte[out.length];
        wire.last(SpiTransfer.exchange(out, in));
        final int ready = Frame.readyAt(in);
        if (ready < 0 || ready + 1 + frame.length() > in.length) {
            wire.waited(slack);
            slack = Math.min(MANY, slack * 2);
            throw new LinkException(Fault.FLOW_CONTROL, "the chip was not ready within " + slack + " bytes");
        }
        wire.waited(ready - Frame.HEADER + 1);
        return Frame.behind(in, ready, frame.length());
    }

    @Override
    public void write(Frame frame, byte[] data) throws ErrnoException {
        final byte[] out = frame.header(FEW + data.length);
        System.arraycopy(data, 0, out, out.length - data.length, data.length);
        wire.waited(FEW);
        wire.last(SpiTransfer.write(out));
    }
}
