// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which of its two logs the firmware shows (Linux {@code include/uapi/linux/pfrut.h}, {@code PFRT_LOG_*_IDX}). */
public enum LogType {
    /** What the last update wrote. */
    EXECUTION(0),
    /** What all updates wrote. */
    HISTORY(1);

    /** What {@link #parse} takes, for messages. */
    public static final String ALLOWED = "execution (0) or history (1)";

    private final int code;

    LogType(int code) {
        this.code = code;
    }

    /**
     * The number that the driver knows.
     *
     * @return 0 or 1
     */
    public int code() {
        return code;
    }

    /**
     * The other one.
     *
     * @return the log that is not this one
     */
    public LogType other() {
        return this == EXECUTION ? HISTORY : EXECUTION;
    }

    /**
     * The type with this number.
     *
     * @param code any number
     * @return the type; empty when there is none
     */
    public static Optional<LogType> of(long code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    /**
     * Reads a type.
     *
     * @param text its name in any letter case, or its number
     * @return the type; empty when the text is neither
     */
    public static Optional<LogType> parse(String text) {
        return Arrays.stream(values())
                .filter(type -> type.toString().equals(text.toLowerCase(Locale.ROOT))
                        || Integer.toString(type.code).equals(text))
                .findFirst();
    }

    /** Its name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
