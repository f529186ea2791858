// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.simulator.tpm.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When looking is given up. */
final class TimeLimitTest {

    private static final Duration TIME = Duration.ofMillis(750);

    private final VirtualClock clock = new VirtualClock();
    private final TimeLimit limit = new TimeLimit(clock, TIME);

    @Test
    void looksAgainAfterEveryEdgeThatMayBeWaitedForInVain() {
        for (int missed = 0; missed < AccessGate.MISSES; missed++) {
            clock.advance(TIME);
            assertThat(limit.isOver()).as("after %d looks", missed + 1).isFalse();
        }
        assertThat(limit.isOver()).isTrue();
    }

    @Test
    void looksAsLongAsThereIsTime() {
        for (int millis = 1; millis < TIME.toMillis(); millis++) {
            clock.advance(Duration.ofMillis(1));
            assertThat(limit.isOver()).isFalse();
        }
        clock.advance(Duration.ofMillis(1));
        assertThat(limit.isOver()).isTrue();
    }
}
