// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.Objects;
import java.util.Optional;

/**
 * A log as it was at one time.
 *
 * @param info its counters then
 * @param content what the bytes are
 * @param warning why they are not what was asked for, one sentence; empty when they are
 * @param bytes the log, NUL bytes among them where the firmware wrote some
 */
public record LogSnapshot(LogInfo info, Content content, Optional<String> warning, LogBytes bytes) {

    /** What the bytes of a snapshot are. */
    public enum Content {
        /** What the firmware wrote, oldest first, and nothing else. */
        TIME_ORDER,
        /** The whole buffer as it lies in memory, with left-overs where nothing was written since. */
        RAW
    }

    /** Checks for null. */
    public LogSnapshot {
        Objects.requireNonNull(info);
        Objects.requireNonNull(content);
        Objects.requireNonNull(warning);
        Objects.requireNonNull(bytes);
    }
}
