// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much the firmware writes to its log (Linux {@code include/uapi/linux/pfrut.h}, {@code PFRT_LOG_*_IDX}). */
public enum LogLevel {
    /** Errors only. */
    ERROR(0),
    /** Warnings too. */
    WARNING(1),
    /** What is done, too. */
    INFO(2),
    /** Everything. There is no level 3. */
    VERBOSE(4);

    /** What {@link #parse} takes, for messages. */
    public static final String ALLOWED = "error (0), warning (1), info (2) or verbose (4)";

    private final int code;

    LogLevel(int code) {
        this.code = code;
    }

    /**
     * The number that the driver knows.
     *
     * @return 0, 1, 2 or 4
     */
    public int code() {
        return code;
    }

    /**
     * The level with this number.
     *
     * @param code any number
     * @return the level; empty when there is none
     */
    public static Optional<LogLevel> of(long code) {
        return Arrays.stream(values()).filter(level -> level.code == code).findFirst();
    }

    /**
     * Reads a level.
     *
     * @param text its name in any letter case, or its number
     * @return the level; empty when the text is neither
     */
    public static Optional<LogLevel> parse(String text) {
        return Arrays.stream(values())
                .filter(level -> level.toString().equals(text.toLowerCase(Locale.ROOT))
                        || Integer.toString(level.code).equals(text))
                .findFirst();
    }

    /** Its name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
