// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.device.ErrnoException;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code CLOCK_BOOTTIME}, which goes on while the machine is suspended. A sleep ends late by what the kernel's timers are
 * late, some 50 microseconds on an idle machine.
 */
final class LinuxClock implements DeviceClock {

    private final SystemCalls calls;

    /**
     * The clock of this machine.
     *
     * @param calls reads it
     */
    LinuxClock(SystemCalls calls) {
        this.calls = calls;
    }

    @Override
    public long nanos() {
        try {
            return calls.nanos(SystemCalls.Clock.BOOTTIME);
        } catch (ErrnoException e) {
            // every Linux since 2.6.39 has it, and no Java 17 runs on an older one
            throw new IllegalStateException(e);
        }
    }

    // not Thread.sleep, which has milliseconds; whatever ends a park early is found out by looking at the clock
    @Override
    public void sleep(long nanos) {
        if (nanos <= 0) {
            return;
        }
        final long start = nanos();
        boolean interrupted = false;
        try {
            for (long left = nanos; left > 0; left = nanos - (nanos() - start)) {
                LockSupport.parkNanos(this, left);
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
