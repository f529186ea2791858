// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.device.EdgeLine;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;

/** A ready line that somebody has taken. Edges are recorded from then on; of more than 16 the oldest are lost. */
final class SimulatedEdgeLine implements EdgeLine {

    /** The kernel's fifo for each line. */
    private static final int FIFO = 16;

    /** How often a waiting thread looks for an edge that nobody knew of when it began to wait. */
    private static final long LOOK_NANOS = 1_000_000;

    private final SimulatedGpioChip gpio;
    private final DeviceClock clock;
    private final Cr50Chip chip;
    private long taken;
    private volatile boolean closed;

    SimulatedEdgeLine(SimulatedGpioChip gpio, DeviceClock clock, Cr50Chip chip) {
        this.gpio = gpio;
        this.clock = clock;
        this.chip = chip;
        this.taken = clock.nanos();
    }

    @Override
    public int drain() throws ErrnoException {
        check("read");
        final long now = clock.nanos();
        final int edges = Math.min(FIFO, chip.risingEdges(taken, now));
        taken = now;
        return edges;
    }

    @Override
    public boolean await(long nanos) throws ErrnoException {
        final long begin = clock.nanos();
        while (true) {
            check("poll");
            final long now = clock.nanos();
            if (chip.risingEdges(taken, now) > 0) {
                return true;
            }
            final long left = nanos - (now - begin);
            if (left <= 0) {
                return false;
            }
            final long next = chip.nextRisingEdge(now);
            clock.sleep(Math.min(Math.min(left, LOOK_NANOS), next == ChipSettings.FOR_EVER ? left : next - now));
        }
    }

    @Override
    public void close() {
        closed = true;
        gpio.release(this);
    }

    private void check(String call) throws ErrnoException {
        if (closed) {
            throw new ErrnoException(call, gpio.path(), Errno.EBADF);
        }
        gpio.checkPresent(call);
    }
}
