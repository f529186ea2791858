// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PfrtSettingsTest {

    @Test
    void leaveTheDeviceAloneWhenNothingIsSet() throws Exception {
        assertThat(PfrtSettings.of(Given.NOTHING)).isEqualTo(PfrtSettings.DEFAULTS);
        assertThat(PfrtSettings.DEFAULTS.wanted().isEmpty()).isTrue();
        assertThat(PfrtSettings.DEFAULTS.followInterval()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"verbose, history, 2, 50", "4, 1, 2, 50", "VERBOSE, History, ' 2 ', ' 0050 '"})
    void takeNamesAndNumbers(String level, String type, String revision, String interval) throws Exception {
        assertThat(PfrtSettings.of(new Given(level, type, revision, interval)))
                .isEqualTo(new PfrtSettings(
                        new TelemetryChange(
                                Optional.of(LogLevel.VERBOSE), Optional.of(LogType.HISTORY), OptionalInt.of(2)),
                        Duration.ofMillis(50)));
    }

    @ParameterizedTest
    @CsvSource({
        "logLevel,       3,             'error (0), warning (1), info (2) or verbose (4)'",
        "logLevel,       -1,            'error (0), warning (1), info (2) or verbose (4)'",
        "logLevel,       debug,         'error (0), warning (1), info (2) or verbose (4)'",
        "logType,        2,             'execution (0) or history (1)'",
        "logType,        both,          'execution (0) or history (1)'",
        "logRevision,    0,             '1 or 2'",
        "logRevision,    3,             '1 or 2'",
        "logRevision,    99999999999,   '1 or 2'",
        "followInterval, 49,            'milliseconds from 50 to 3600000'",
        "followInterval, 3600001,       'milliseconds from 50 to 3600000'",
        "followInterval, -100,          'milliseconds from 50 to 3600000'",
        "followInterval, 1 s,           'milliseconds from 50 to 3600000'",
        "followInterval, 9999999999999, 'milliseconds from 50 to 3600000'"
    })
    void nameTheKeyTheValueAndWhatIsAllowed(String key, String value, String allowed) {
        final FirmwareException e = catchThrowableOfType(
                FirmwareException.class,
                () -> PfrtSettings.of(new Given(
                        key.equals("logLevel") ? value : "",
                        key.equals("logType") ? value : "",
                        key.equals("logRevision") ? value : "",
                        key.equals("followInterval") ? value : "")));

        assertThat(e.reason()).isEqualTo(FailureReason.INVALID_VALUE);
        assertThat(e).hasMessage("settings: %s = '%s' is not allowed: %s, or empty", key, value, allowed);
        assertThat(e.failure().nextStep()).get().asString().contains(PfrtSettings.PID);
    }

    @Test
    void stayInForceWhenNewOnesAreInvalidAndRecoverWhenTheyAreMended() {
        final SettingsInForce settings = new SettingsInForce();
        settings.change(Given.NOTHING.level("info"));
        settings.change(Given.NOTHING.level("loud"));

        assertThat(settings.get().wanted()).isEqualTo(TelemetryChange.of(LogLevel.INFO));
        assertThat(settings.fault()).get().asString().contains("logLevel = 'loud'");

        settings.change(Given.NOTHING.level("error"));

        assertThat(settings.get().wanted()).isEqualTo(TelemetryChange.of(LogLevel.ERROR));
        assertThat(settings.fault()).isEmpty();
    }
}
