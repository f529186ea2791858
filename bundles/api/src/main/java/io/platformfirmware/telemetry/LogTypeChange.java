// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.Objects;

/**
 * The device shows its other log now, because somebody changed the type. Reading goes on at the end of that one; what the
 * earlier one got since the last look was not read.
 *
 * @param before the log until now
 * @param position the end of the log that is shown now
 */
public record LogTypeChange(LogType before, LogPosition position) implements TelemetryEvent {

    /** Checks for null. */
    public LogTypeChange {
        Objects.requireNonNull(before);
        Objects.requireNonNull(position);
    }
}
