// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingRulesTest {

    private static final SettingRules RULES = new SettingRules("io.example");

    @Test
    void takesWhatIsAllowed() throws FirmwareException {
        assertThat(RULES.number("count", " 10 ", 5, 1, 10)).isEqualTo(10);
        assertThat(RULES.number("count", "1", 5, 1, 10)).isEqualTo(1);
        assertThat(RULES.number("count", " ", 5, 1, 10)).isEqualTo(5);
        assertThat(RULES.millis("time", "250", Duration.ZERO, 0, 1000)).isEqualTo(Duration.ofMillis(250));
        assertThat(RULES.millis("time", "", Duration.ofSeconds(3), 0, 1000)).isEqualTo(Duration.ofSeconds(3));
        assertThat(RULES.flag("on", "true ")).isTrue();
        assertThat(RULES.flag("on", "false")).isFalse();
        assertThat(RULES.flag("on", "")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "-1", "+5", "1.0", "0x5", "5 5", "ten", "1000000000", "\u0665"})
    void refusesWhatIsNoSuchNumber(String value) {
        final FirmwareException e =
                catchThrowableOfType(FirmwareException.class, () -> RULES.number("count", value, 5, 1, 10));

        assertThat(e.reason()).isEqualTo(FailureReason.INVALID_VALUE);
        assertThat(e.failure())
                .hasToString("settings: count = '" + value + "' is not allowed: a whole number from 1 to 10, or empty");
        assertThat(e.failure().nextStep())
                .contains("Correct it in io.example; until then the last good settings stay in force.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "TRUE", "1"})
    void refusesWhatIsNeitherYesNorNo(String value) {
        assertThat(catchThrowableOfType(FirmwareException.class, () -> RULES.flag("on", value)))
                .hasMessage("settings: on = '" + value + "' is not allowed: true, false");
    }

    @Test
    void keepsWhyAValueWasRefused() {
        final Exception cause = new NumberFormatException("no number");

        assertThat(RULES.refused("key", "value", "this or that", cause))
                .hasCause(cause)
                .hasMessage(RULES.refused("key", "value", "this or that").getMessage());
    }
}
