// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets time pass. */
@FunctionalInterface
public interface Delay {

    /**
     * Returns when the time has passed.
     *
     * @param time how long
     */
    void pause(Duration time);

    /**
     * Real time. Like a system call in Management Mode it does not end early when its thread is interrupted; the thread stays
     * marked as interrupted.
     *
     * @return a delay
     */
    static Delay realTime() {
        return time -> {
            final long end = System.nanoTime() + time.toNanos();
            boolean interrupted = false;
            for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.sleep(left);
                } catch (final InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
