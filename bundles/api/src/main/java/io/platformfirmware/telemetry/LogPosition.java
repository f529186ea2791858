// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.Objects;

/**
 * A place in a log: behind the last byte that somebody has read. It means something for as long as the platform runs.
 *
 * @param type which log
 * @param bufferAddress physical address of its buffer; 0 where it had none yet
 * @param resetCount of the log at the time
 * @param rolloverCount of the log at the time
 * @param offset in the buffer, bytes
 */
public record LogPosition(LogType type, long bufferAddress, long resetCount, long rolloverCount, long offset) {

    /** Checks for null. */
    public LogPosition {
        Objects.requireNonNull(type);
    }

    /**
     * The place before the first byte that a log has had since power on.
     *
     * @param type which log
     * @return the place
     */
    public static LogPosition beginning(LogType type) {
        return new LogPosition(type, 0, 0, 0, 0);
    }

    /**
     * The place behind the last byte of a log.
     *
     * @param info the log
     * @return the place
     */
    public static LogPosition endOf(LogInfo info) {
        return new LogPosition(
                info.type(),
                info.chunk2().address(),
                info.resetCount(),
                info.rolloverCount(),
                info.chunk2().size());
    }
}
