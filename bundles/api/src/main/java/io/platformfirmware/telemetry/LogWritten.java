// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.Objects;

/**
 * The firmware wrote bytes. They may end in the middle of a line, or of a character.
 *
 * @param bytes at least one
 * @param position behind the last of them
 */
public record LogWritten(LogBytes bytes, LogPosition position) implements TelemetryEvent {

    /** Checks for null, and that there are bytes. */
    public LogWritten {
        Objects.requireNonNull(position);
        if (bytes.isEmpty()) {
            throw new IllegalArgumentException("no byte was written");
        }
    }
}
