// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import io.platformfirmware.device.DeviceClock;
import java.util.concurrent.TimeUnit;

/** The time of the machine, since the clock was made. It stands still while the machine is suspended, and the simulated chip with it. */
public final class RealTimeClock implements DeviceClock {

    /** The system's timers are later than this: what is shorter, such as one byte on the wire, is waited for in a loop. */
    private static final long SHORTEST_TIMER_NANOS = 100_000;

    private final long start = System.nanoTime();

    /** A clock at 0. */
    public RealTimeClock() {}

    @Override
    public long nanos() {
        return System.nanoTime() - start;
    }

    @Override
    public void sleep(long duration) {
        final long end = nanos() + duration;
        boolean interrupted = false;
        for (long left = duration; left > 0; left = end - nanos()) {
            if (left < SHORTEST_TIMER_NANOS) {
                Thread.onSpinWait();
            } else {
                try {
                    TimeUnit.NANOSECONDS.sleep(left);
                } catch (final InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
