// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogLevelTest {

    @ParameterizedTest
    @CsvSource({
        "error,   ERROR",
        "ERROR,   ERROR",
        "0,       ERROR",
        "Warning, WARNING",
        "1,       WARNING",
        "info,    INFO",
        "INFO,    INFO",
        "2,       INFO",
        "verbose, VERBOSE",
        "4,       VERBOSE"
    })
    void isReadByNameInAnyCaseAndByNumber(String text, LogLevel level) {
        assertThat(LogLevel.parse(text)).contains(level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "3", "5", "-1", "+0", "00", "0x1", "info ", "warn", "4294967296", "\u0130nfo"})
    void isNothingElse(String text) {
        assertThat(LogLevel.parse(text)).isEmpty();
    }

    @Test
    void hasTheNumberOfTheDriverAndThereIsNoThree() {
        assertThat(Arrays.stream(LogLevel.values()).map(LogLevel::code)).containsExactly(0, 1, 2, 4);
        assertThat(LogLevel.values())
                .allSatisfy(level -> assertThat(LogLevel.of(level.code())).contains(level));
        assertThat(LogLevel.of(3)).isEmpty();
        assertThat(LogLevel.of(0xFFFF_FFF0L))
                .as("an errno that the driver passes on")
                .isEmpty();
        assertThat(LogLevel.of(1L << 32)).isEmpty();
    }

    @Test
    void saysWhatIsAllowed() {
        assertThat(LogLevel.values())
                .allSatisfy(level -> assertThat(LogLevel.ALLOWED).contains(level + " (" + level.code() + ")"));
    }
}
