// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelMessageTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 0", "8, 1", "12, 1", "191, 23"})
    void hasAFacility(int priority, int facility) {
        assertThat(message(priority, Map.of()).facility()).isEqualTo(facility);
    }

    @Test
    void namesItsDevice() {
        assertThat(message(7, Map.of("SUBSYSTEM", "platform", "DEVICE", "+platform:INTC1080:00"))
                        .device())
                .contains("+platform:INTC1080:00");
        assertThat(message(7, Map.of()).device()).isEmpty();
    }

    @Test
    void hasNoNegativePriority() {
        assertThatIllegalArgumentException().isThrownBy(() -> message(-1, Map.of()));
    }

    private static KernelMessage message(int priority, Map<String, String> dictionary) {
        return new KernelMessage(priority, 1, Duration.ZERO, "text", dictionary);
    }
}
