// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

class LogPositionTest {

    private static final LogInfo INFO = new LogInfo(
            LogType.HISTORY, 0x2000, new LogChunk(0xFFFF_FFFF_0000_0800L, 0x1800), chunk2(), 0xFFFF_FFFFL, 7);

    @Test
    void endOfALogIsBehindItsNewerPart() {
        assertThat(LogPosition.endOf(INFO))
                .isEqualTo(new LogPosition(LogType.HISTORY, 0xFFFF_FFFF_0000_0000L, 7, 0xFFFF_FFFFL, 0x800));
    }

    @Test
    void beginningIsThatOfALogWithoutAPlace() {
        final LogInfo atPowerOn = new LogInfo(LogType.HISTORY, 0, new LogChunk(0, 0), new LogChunk(0, 0), 0, 0);

        assertThat(atPowerOn.exists()).isFalse();
        assertThat(LogPosition.beginning(LogType.HISTORY)).isEqualTo(LogPosition.endOf(atPowerOn));
    }

    @Test
    void counterOfALogSaysHowMuchIsInIt() {
        assertThat(INFO.size()).isEqualTo(0x2000);
        assertThat(INFO.exists()).isTrue();
        assertThat(new LogInfo(LogType.HISTORY, 0, new LogChunk(0, 0xFFFF_FFFFL), new LogChunk(0, 0xFFFF_FFFFL), 0, 0)
                        .size())
                .as("nothing of it is checked")
                .isEqualTo(0x1_FFFF_FFFEL);
    }

    @Test
    void isOfALog() {
        assertThatNullPointerException().isThrownBy(() -> new LogPosition(null, 0, 0, 0, 0));
    }

    private static LogChunk chunk2() {
        return new LogChunk(0xFFFF_FFFF_0000_0000L, 0x800);
    }
}
