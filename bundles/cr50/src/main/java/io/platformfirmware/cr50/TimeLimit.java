// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.DeviceClock;
import java.time.Duration;

/**
 * How long something is looked at again and again: so long, and no fewer times than it takes until edges of the ready line that stay away
 * are not waited for any more. Each of these waits may be as long as all the time there is.
 */
final class TimeLimit {

    /** The look after the last edge that is waited for in vain. */
    static final int LOOKS = AccessGate.MISSES + 1;

    private final DeviceClock clock;
    private final long end;
    private int looks;

    TimeLimit(DeviceClock clock, Duration time) {
        this.clock = clock;
        this.end = clock.nanos() + time.toNanos();
    }

    /** Another look was in vain: whether it was the last. */
    boolean isOver() {
        looks++;
        return looks >= LOOKS && clock.nanos() >= end;
    }
}
