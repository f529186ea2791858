// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import io.platformfirmware.device.DeviceClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A time that passes only when somebody lets it: whoever sleeps, sleeps at once. Safe for use by several threads. */
public final class VirtualClock implements DeviceClock {

    private final AtomicLong nanos = new AtomicLong();

    /** A clock at 0. */
    public VirtualClock() {}

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void sleep(long duration) {
        if (duration > 0) {
            nanos.addAndGet(duration);
        }
    }

    /**
     * Lets time pass.
     *
     * @param time how much; nothing happens for zero or less
     */
    public void advance(Duration time) {
        sleep(time.toNanos());
    }
}
