// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When to look whether a command is done. Each look is a transaction, so the first one waits about as long as the command took last time,
 * and each later one an eighth of the time that has passed: that costs an eighth of the time at most, and few looks at a long command.
 * Times are nanoseconds. Used on the chip's owner thread.
 */
final class Pace {

    private static final int KINDS = 64;
    private static final long SHORTEST = 200_000;
    private static final long LONGEST = 20_000_000;
    private static final long LONGEST_FIRST = 1_000_000_000;
    private static final int SHARE = 8;
    private static final int LITTLE = 64;

    /** A wait that is longer may be many times too long, where the command before was an exception: it is halved. */
    private static final long LONG = 5_000_000;

    private static final int MUCH = 2;

    private final Map<Integer, Long> expected = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
            return size() > KINDS;
        }
    };

    /** From tpmGo to the first look. */
    long first(int code) {
        return Math.min(expected.getOrDefault(code, 0L), LONGEST_FIRST);
    }

    /** From one look to the next. */
    static long next(long elapsed) {
        return Math.max(SHORTEST, Math.min(LONGEST, elapsed / SHARE));
    }

    /**
     * A command was done.
     *
     * @param elapsed from tpmGo to the look that found it done
     * @param looks how many it took; where one was enough, one a little earlier may be too
     */
    void took(int code, long elapsed, int looks) {
        final long before = first(code);
        expected.put(code, looks == 1 ? before - before / (before > LONG ? MUCH : LITTLE) : elapsed);
    }
}
