// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiTransfer;

/**
 * A transaction as several messages with chip select held over all of them: the header, single bytes until the chip is ready, the data.
 * No byte of data moves before the chip said so.
 */
final class HoldChipSelect implements Framing {

    /** This many bytes behind the header of a read go in its message: a chip at rest is ready within them. */
    private static final int AHEAD = 4;

    /** So many single bytes follow each other at once; then the bus gets some rest in between. */
    private static final int EAGER_POLLS = 64;

    private static final long FIRST_PAUSE = 20_000;
    private static final long LAST_PAUSE = 1_000_000;

    private final Wire wire;

    HoldChipSelect(Wire wire) {
        this.wire = wire;
    }

    @Override
    public byte[] read(Frame frame) throws ErrnoException, LinkException {
        // fewer than the data even if all but the first of them were data
        final byte[] in = start(frame, Math.min(AHEAD, frame.length()));
        final int ready = Frame.readyAt(in);
        final byte[] data = new byte[frame.length()];
        int have = 0;
        if (ready >= 0) {
            have = in.length - ready - 1;
            System.arraycopy(in, ready + 1, data, 0, have);
            wire.waited(ready - Frame.HEADER + 1);
        } else {
            wire.waited(in.length - Frame.HEADER);
            awaitReady();
        }
        final byte[] rest = new byte[data.length - have];
        wire.last(SpiTransfer.read(rest));
        System.arraycopy(rest, 0, data, have, rest.length);
        return data;
    }

    @Override
    public void write(Frame frame, byte[] data) throws ErrnoException, LinkException {
        // one byte only: the next one could be taken for data
        final byte[] in = start(frame, 1);
        wire.waited(1);
        if (Frame.readyAt(in) < 0) {
            awaitReady();
        }
        wire.last(SpiTransfer.write(data));
    }

    private byte[] start(Frame frame, int ahead) throws ErrnoException {
        final byte[] out = frame.header(ahead);
        final byte[] in = new byte[out.length];
        wire.hold(SpiTransfer.exchange(out, in));
        return in;
    }

    private void awaitReady() throws ErrnoException, LinkException {
        final long end = wire.clock().nanos() + wire.flowControl();
        final byte[] in = new byte[1];
        long pause = FIRST_PAUSE;
        for (int polls = 0; ; polls++) {
            wire.hold(SpiTransfer.read(in));
            wire.waited(1);
            if (in[0] == Frame.READY) {
                return;
            }
            if (wire.clock().nanos() >= end) {
                throw new LinkException(
                        Fault.FLOW_CONTROL,
                        String.format("the chip stayed in its wait states, the last one %02X", in[0]));
            }
            if (polls >= EAGER_POLLS) {
                wire.clock().sleep(pause);
                pause = Math.min(LAST_PAUSE, pause * 2);
            }
        }
    }
}
