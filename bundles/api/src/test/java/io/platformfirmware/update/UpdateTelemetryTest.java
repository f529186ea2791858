// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpdateTelemetryTest {

    private static final LogPosition START = LogPosition.beginning(LogType.EXECUTION);

    @Test
    void textIsWhatWasWrittenThoughACharacterIsCutBetweenTwoEvents() {
        assertThat(telemetry(List.of(
                                new LogReset(START), written('a', 0xC3), new LogReset(START), written(0xA9, 'b', 0xFF)))
                        .text())
                .isEqualTo("a\u00E9b\uFFFD");
        assertThat(telemetry(List.of()).text()).isEmpty();
    }

    @Test
    void eventsAreCopied() {
        final List<TelemetryEvent> events = new ArrayList<>();
        final UpdateTelemetry telemetry = telemetry(events);
        events.add(new LogReset(START));

        assertThat(telemetry.events()).isEmpty();
    }

    private static UpdateTelemetry telemetry(List<TelemetryEvent> events) {
        return new UpdateTelemetry("pfrt0", events, Optional.empty());
    }

    private static LogWritten written(int... bytes) {
        final byte[] copy = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            copy[i] = (byte) bytes[i];
        }
        return new LogWritten(LogBytes.of(copy), START);
    }
}
