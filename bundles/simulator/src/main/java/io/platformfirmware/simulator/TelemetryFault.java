// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Locale;

/** What the emulated firmware does wrong with its log. Everything else about it goes on as it should. */
public enum TelemetryFault {
    /** The address of chunk 2 is 0 although there is a log: Linux refuses to map it. */
    NO_ADDRESS,
    /** The address of chunk 2 is not that of a page: Linux refuses to map it. */
    UNALIGNED_ADDRESS,
    /** {@code max_data_size} is 16 bytes short of whole pages: Linux refuses to map it. */
    UNALIGNED_SIZE,
    /** {@code max_data_size} is 0. */
    NO_SIZE,
    /** The log is said to have rolled over, with a chunk 1 that is 1 TiB away. */
    CHUNK1_OUTSIDE,
    /** The log is said to have rolled over, with a chunk 1 that begins in the middle of chunk 2. */
    CHUNK1_OVERLAP,
    /** The log is said to have rolled over; chunk 2 has a byte more than the log's memory, chunk 1 has 4294967295 bytes. */
    SIZES_TOO_LARGE,
    /** The level is said to be 3, which does not exist. */
    WRONG_LEVEL,
    /** A level that is set is acknowledged and forgotten. */
    SET_IGNORED,
    /** Setting the level is answered with something that is no package. */
    MALFORMED_SET_LEVEL,
    /** The query of the level is answered with something that is no package. */
    MALFORMED_GET_LEVEL,
    /** The query of the log is answered with something that is no package. */
    MALFORMED_DATA,
    /** In the answers to both queries stands a string in place of a number. */
    WRONG_ELEMENT;

    /**
     * The fault in settings.
     *
     * @return lower case with hyphens
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
