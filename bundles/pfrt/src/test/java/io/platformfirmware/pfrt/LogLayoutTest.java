// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogType;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing says that a firmware fills its buffer to the last byte before it begins again. */
class LogLayoutTest {

    private static final long BUFFER = 0x1_0000;

    @ParameterizedTest
    @CsvSource({
        "0,    4096, 0, ''",
        "0,    4097, 0, 'chunk 2 has 4097 bytes, the log has room for 4096'",
        "1,    10,   0, 'chunk 1 has 1 bytes, although the log never rolled over'",
        "4086, 10,   1, ''",
        "4087, 10,   1, 'does not lie between'",
        "0,    10,   1, ''"
    })
    void makesSenseWithinTheBuffer(long older, long newer, long rollovers, String fault) {
        final LogInfo info = log(older, newer, rollovers);

        assertThat(LogLayout.fault(info).orElse("")).contains(fault);
        assertThat(LogLayout.fault(info).isPresent()).isEqualTo(!fault.isEmpty());
    }

    @Test
    void mayLeaveTheEndOfTheBufferEmpty() {
        final LogLayout layout = LogLayout.of(log(4000 - 10, 10, 1));

        assertThat(layout.oldest()).isEqualTo(place(0, 10));
        assertThat(layout.range(0, place(0, 3990))).contains(new LogLayout.Range(0, 3990, 4000));
        assertThat(layout.range(0, place(0, 4090))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // turn and offset of a reader; turns, older and newer part of a log; how many bytes it missed
        "0, 4096, 1, 4086, 10,",
        "0, 4095, 2, 4086, 10,   11",
        "0, 4096, 2, 4096, 0,    0",
        "1, 5,    4, 4086, 10,   8197",
        "0, 4090, 2, 3990, 10,",
        "0, 100,  2, 0,    10,"
    })
    void tellsHowMuchAReaderMissed(long turn, long offset, long rollovers, long older, long newer, Long missed) {
        final LogLayout layout = LogLayout.of(log(older, newer, rollovers));

        if (LogLayout.isEarlier(place(turn, offset), layout.oldest())) {
            assertThat(layout.lostSince(place(turn, offset)))
                    .isEqualTo(missed == null ? OptionalLong.empty() : OptionalLong.of(missed));
        } else {
            assertThat(missed).isNull();
        }
    }

    @Test
    void doesNotTellOfAGapInWhichNothingIsMissing() throws Exception {
        final ClaimingDevice claiming = new ClaimingDevice(
                () -> new byte[InfoStruct.SIZE], () -> ClaimingDevice.data(4096, BUFFER, 4096, BUFFER, 0, 2));
        try (Bench bench = new Bench()) {
            final LogDelta delta = bench.over(claiming).since(place(0, 4096));

            assertThat(delta.events()).hasSize(1).noneMatch(LogGap.class::isInstance);
            assertThat(delta.bytes().size()).isEqualTo(4096);
        }
    }

    private static LogInfo log(long older, long newer, long rollovers) {
        return new LogInfo(
                LogType.EXECUTION,
                4096,
                new LogChunk(BUFFER + newer, older),
                new LogChunk(BUFFER, newer),
                rollovers,
                7);
    }

    private static LogPosition place(long turn, long offset) {
        return new LogPosition(LogType.EXECUTION, BUFFER, 7, turn, offset);
    }
}
