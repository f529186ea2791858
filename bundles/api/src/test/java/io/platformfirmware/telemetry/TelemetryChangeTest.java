// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryChangeTest {

    private static final TelemetryChange ALL =
            new TelemetryChange(Optional.of(LogLevel.VERBOSE), Optional.of(LogType.HISTORY), OptionalInt.of(2));
    private static final TelemetrySettings AS_WANTED = new TelemetrySettings(LogLevel.VERBOSE, LogType.HISTORY, 2);

    @Test
    void laterOneWinsWhereBothSaySomething() {
        assertThat(ALL.then(TelemetryChange.of(LogLevel.ERROR)))
                .isEqualTo(new TelemetryChange(
                        Optional.of(LogLevel.ERROR), Optional.of(LogType.HISTORY), OptionalInt.of(2)));
        assertThat(TelemetryChange.of(LogLevel.ERROR).then(ALL)).isEqualTo(ALL);
        assertThat(TelemetryChange.of(LogLevel.ERROR).then(TelemetryChange.of(LogType.EXECUTION)))
                .hasToString("level error, type execution");
        assertThat(ALL.then(new TelemetryChange(Optional.empty(), Optional.empty(), OptionalInt.of(1))))
                .hasToString("level verbose, type history, revision 1");
    }

    @Test
    void nothingChangesNothing() {
        assertThat(ALL.then(TelemetryChange.NOTHING)).isEqualTo(ALL);
        assertThat(TelemetryChange.NOTHING.then(ALL)).isEqualTo(ALL);
        assertThat(TelemetryChange.NOTHING.isEmpty()).isTrue();
        assertThat(ALL.isEmpty()).isFalse();
        assertThat(TelemetryChange.NOTHING).hasToString("nothing");
    }

    @Test
    void isMissingOnlyWhereTheDeviceIsDifferent() {
        assertThat(ALL.missingFrom(AS_WANTED).isEmpty()).isTrue();
        assertThat(ALL.missingFrom(new TelemetrySettings(LogLevel.INFO, LogType.HISTORY, 2)))
                .isEqualTo(TelemetryChange.of(LogLevel.VERBOSE));
        assertThat(ALL.missingFrom(new TelemetrySettings(LogLevel.VERBOSE, LogType.EXECUTION, 2)))
                .isEqualTo(TelemetryChange.of(LogType.HISTORY));
        assertThat(ALL.missingFrom(new TelemetrySettings(LogLevel.VERBOSE, LogType.HISTORY, 1)))
                .hasToString("revision 2");
        assertThat(ALL.missingFrom(new TelemetrySettings(LogLevel.ERROR, LogType.EXECUTION, 1)))
                .isEqualTo(ALL);
        assertThat(TelemetryChange.NOTHING
                        .missingFrom(new TelemetrySettings(LogLevel.ERROR, LogType.EXECUTION, 1))
                        .isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, -1, Integer.MAX_VALUE})
    void knowsTwoRevisions(int revision) {
        assertThatThrownBy(() -> new TelemetryChange(Optional.empty(), Optional.empty(), OptionalInt.of(revision)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(revision));
        assertThatThrownBy(() -> new TelemetrySettings(LogLevel.INFO, LogType.HISTORY, revision))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(LogRevision.parse(Integer.toString(revision))).isEmpty();
    }

    @Test
    void readsRevisions() {
        assertThat(LogRevision.parse("1")).hasValue(1);
        assertThat(LogRevision.parse("2")).hasValue(2);
        assertThat(LogRevision.parse("")).isEmpty();
        assertThat(LogRevision.parse("12")).isEmpty();
    }
}
