// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LogDeltaTest {

    private static final LogPosition START = LogPosition.beginning(LogType.EXECUTION);

    @Test
    void bytesAreWhatWasWrittenWithoutTheMarks() {
        final LogDelta delta = new LogDelta(
                List.of(
                        new LogReset(START),
                        written("one\nt"),
                        new LogGap(LogGap.Cause.OVERWRITTEN, OptionalLong.of(5), START),
                        written("wo\n"),
                        new LogTypeChange(LogType.HISTORY, START)),
                START);

        assertThat(delta.bytes().text()).isEqualTo("one\ntwo\n");
        assertThat(LogDelta.bytes(delta.events())).isEqualTo(delta.bytes());
    }

    @Test
    void nothingHappened() {
        assertThat(new LogDelta(List.of(), START).bytes()).isEqualTo(LogBytes.EMPTY);
        assertThat(LogDelta.bytes(List.of(new LogReset(START)))).isEqualTo(LogBytes.EMPTY);
    }

    @Test
    void eventsAreCopied() {
        final List<TelemetryEvent> events = new ArrayList<>();
        final LogDelta delta = new LogDelta(events, START);
        events.add(new LogReset(START));

        assertThat(delta.events()).isEmpty();
    }

    @Test
    void writingIsAtLeastAByte() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LogWritten(LogBytes.EMPTY, START));
    }

    private static LogWritten written(String text) {
        return new LogWritten(LogBytes.of(text.getBytes(StandardCharsets.US_ASCII)), START);
    }
}
