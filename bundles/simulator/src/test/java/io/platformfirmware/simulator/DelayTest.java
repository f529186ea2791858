// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DelayTest {

    @Test
    void interruptDoesNotCutItShort() {
        final Duration time = Duration.ofMillis(20);
        Thread.currentThread().interrupt();

        final long before = System.nanoTime();
        Delay.realTime().pause(time);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(time.toNanos());
    }
}
