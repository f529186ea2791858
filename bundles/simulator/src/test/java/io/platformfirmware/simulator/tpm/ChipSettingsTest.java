// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ChipSettingsTest {

    @Test
    void changesMakeCopies() {
        final ChipSettings settings = ChipSettings.defaults();

        assertThat(settings.withWaitBytes(7).maxWaitBytes()).isEqualTo(7);
        assertThat(settings.maxWaitBytes()).isEqualTo(1);
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        final List<UnaryOperator<ChipSettings>> wrong = List.of(
                chip -> chip.withWaitBytes(-1),
                chip -> chip.withWaitBytes(3, 2),
                chip -> chip.withPulseMissing(1.1),
                chip -> chip.withStormPeriod(Duration.ZERO),
                chip -> chip.withBusyLosesBytes(-1),
                chip -> chip.withLongBusy(-0.1, Duration.ZERO),
                chip -> chip.withBitFlips(0, 2),
                chip -> chip.withBurstLimit(0),
                chip -> chip.withBurstLimit(64),
                chip -> chip.withLeftOver(-1),
                chip -> chip.withResets(Double.NaN, Duration.ZERO),
                chip -> chip.withFirmwareVersion("x".repeat(80)));
        for (final UnaryOperator<ChipSettings> change : wrong) {
            assertThatIllegalArgumentException().isThrownBy(() -> change.apply(ChipSettings.defaults()));
        }
    }
}
