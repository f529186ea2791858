// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.Objects;

/**
 * The firmware emptied the log, or the log has another buffer. What it had written since the last look is gone; how much that was
 * can not be told.
 *
 * @param position at the start of the log
 */
public record LogReset(LogPosition position) implements TelemetryEvent {

    /** Checks for null. */
    public LogReset {
        Objects.requireNonNull(position);
    }
}
