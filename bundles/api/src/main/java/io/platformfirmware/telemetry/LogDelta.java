// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.List;
import java.util.Objects;

/**
 * What happened to a log since a place in it.
 *
 * @param events in their order; empty when nothing happened
 * @param end where to go on
 */
public record LogDelta(List<TelemetryEvent> events, LogPosition end) {

    /** Copies the list. */
    public LogDelta {
        events = List.copyOf(events);
        Objects.requireNonNull(end);
    }

    /**
     * What was written, without the marks between.
     *
     * @return all bytes in their order
     */
    public LogBytes bytes() {
        return bytes(events);
    }

    /**
     * What was written, without the marks between.
     *
     * @param events what happened to a log
     * @return all bytes in their order
     */
    public static LogBytes bytes(List<TelemetryEvent> events) {
        return LogBytes.join(events.stream()
                .filter(LogWritten.class::isInstance)
                .map(event -> ((LogWritten) event).bytes())
                .toList());
    }
}
