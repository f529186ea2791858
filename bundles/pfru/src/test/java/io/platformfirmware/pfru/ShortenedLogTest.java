// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ShortenedLogTest {

    private static final LogGap OVERWRITTEN = new LogGap(LogGap.Cause.OVERWRITTEN, OptionalLong.of(7), at(0));

    @Test
    void leavesAloneWhatIsNotTooMuch() {
        final List<TelemetryEvent> events = List.of(
                new LogReset(at(0)),
                OVERWRITTEN,
                written(1, 1),
                new LogTypeChange(LogType.HISTORY, at(1)),
                written(65535, 65536));

        assertThat(ShortenedLog.of(events)).isEqualTo(events);
        assertThat(ShortenedLog.of(List.of())).isEmpty();
    }

    @Test
    void cutsTheOldestBytesAndSaysHowManyAndWhereTheRestBegins() {
        assertThat(ShortenedLog.of(List.of(new LogReset(at(0)), written(65530, 65530), written(10, 65540))))
                .containsExactly(shortened(4, 4), written(65526, 65530), written(10, 65540));
    }

    @Test
    void leavesOutWholeEventsWhereTheNewestAreEnough() {
        assertThat(ShortenedLog.of(List.of(written(10, 10), new LogReset(at(0)), written(65536, 65536))))
                .containsExactly(shortened(10, 10), new LogReset(at(0)), written(65536, 65536));
    }

    @Test
    void countsWhatWasMissingBefore() {
        final LogGap unknown = new LogGap(LogGap.Cause.OVERWRITTEN, OptionalLong.empty(), at(0));

        assertThat(ShortenedLog.of(List.of(OVERWRITTEN, written(70000, 70000))))
                .startsWith(shortened(7 + 70000 - 65536, 70000 - 65536));
        assertThat(ShortenedLog.of(List.of(unknown, written(70000, 70000))))
                .startsWith(new LogGap(LogGap.Cause.SHORTENED, OptionalLong.empty(), at(70000 - 65536)));
    }

    @Test
    void doesNotGuessAPlaceBeforeTheStartOfTheBuffer() {
        assertThat(ShortenedLog.of(List.of(written(70000, 100)))).startsWith(shortened(70000 - 65536, 100));
    }

    @Test
    void boundsTheNumberOfEventsToo() {
        final List<TelemetryEvent> events = new ArrayList<>(Collections.nCopies(10, written(3, 30)));
        events.addAll(Collections.nCopies(ShortenedLog.MOST_EVENTS, new LogReset(at(0))));

        assertThat(ShortenedLog.of(events))
                .hasSize(ShortenedLog.MOST_EVENTS + 1)
                .startsWith(shortened(30, 30), new LogReset(at(0)));
    }

    private static LogGap shortened(long lost, long offset) {
        return new LogGap(LogGap.Cause.SHORTENED, OptionalLong.of(lost), at(offset));
    }

    private static LogWritten written(int size, long end) {
        return new LogWritten(LogBytes.of(new byte[size]), at(end));
    }

    private static LogPosition at(long offset) {
        return new LogPosition(LogType.EXECUTION, 0x1000, 1, 0, offset);
    }
}
