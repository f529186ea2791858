// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.OptionalInt;

/** The revisions of the telemetry interface (Linux {@code include/uapi/linux/pfrut.h}, {@code PFRT_REVID_*}). */
public final class LogRevision {

    /** The lowest, and the driver's default. */
    public static final int LOWEST = 1;

    /** The highest. */
    public static final int HIGHEST = 2;

    /** What {@link #parse} takes, for messages. */
    public static final String ALLOWED = "1 or 2";

    private LogRevision() {}

    /**
     * Whether there is such a revision.
     *
     * @param revision any number
     * @return true for 1 and 2
     */
    public static boolean exists(long revision) {
        return revision >= LOWEST && revision <= HIGHEST;
    }

    /**
     * Reads a revision.
     *
     * @param text a number
     * @return the revision; empty when the text is not one
     */
    public static OptionalInt parse(String text) {
        return text.matches("[12]") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
