// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Arrays;
import java.util.Optional;

/**
 * How important what the emulated firmware logs is, and how much it logs ({@code PFRT_LOG_ERR_IDX} and so on, Linux
 * {@code include/uapi/linux/pfrut.h}).
 */
public enum LineLevel {
    /** 0. */
    ERROR(0, "ERROR "),
    /** 1. */
    WARNING(1, "WARN  "),
    /** 2. */
    INFO(2, "INFO  "),
    /** 4. There is no 3. */
    VERBOSE(4, "VERB  ");

    private final int code;
    private final String mark;

    LineLevel(int code, String mark) {
        this.code = code;
        this.mark = mark;
    }

    /**
     * The number that crosses the interface.
     *
     * @return 0, 1, 2 or 4
     */
    public int code() {
        return code;
    }

    /**
     * What each line of this level begins with.
     *
     * @return six characters
     */
    public String mark() {
        return mark;
    }

    /** Whether a log of this level has lines of that one. */
    boolean shows(LineLevel line) {
        return line.code <= code;
    }

    static Optional<LineLevel> of(int code) {
        return Arrays.stream(values()).filter(level -> level.code == code).findFirst();
    }
}
