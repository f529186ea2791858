// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTypeTest {

    @ParameterizedTest
    @CsvSource({"execution, EXECUTION", "Execution, EXECUTION", "0, EXECUTION", "HISTORY, HISTORY", "1, HISTORY"})
    void isReadByNameInAnyCaseAndByNumber(String text, LogType type) {
        assertThat(LogType.parse(text)).contains(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "-1", "01", "exec", "history ", "both"})
    void isNothingElse(String text) {
        assertThat(LogType.parse(text)).isEmpty();
    }

    @Test
    void hasTheNumberOfTheDriver() {
        assertThat(LogType.of(0)).contains(LogType.EXECUTION);
        assertThat(LogType.of(1)).contains(LogType.HISTORY);
        assertThat(LogType.of(2)).isEmpty();
        assertThat(LogType.of(-1)).isEmpty();
        assertThat(LogType.values())
                .allSatisfy(type -> assertThat(LogType.ALLOWED).contains(type + " (" + type.code() + ")"));
    }

    @Test
    void isNotTheOtherOne() {
        assertThat(LogType.EXECUTION.other()).isEqualTo(LogType.HISTORY);
        assertThat(LogType.HISTORY.other()).isEqualTo(LogType.EXECUTION);
    }
}
