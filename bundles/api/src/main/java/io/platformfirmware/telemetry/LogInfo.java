// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.Objects;

/**
 * The counters of the log, as the firmware gives them (Linux {@code include/uapi/linux/pfrut.h}, {@code struct
 * pfrt_log_data_info}). The log is a ring: until it rolls over, all of it is in chunk 2; afterwards chunk 2 is the newest part,
 * from the start of the buffer to the write position, and chunk 1 the oldest, behind it. Nothing of it is checked.
 *
 * @param type which log
 * @param capacity of both chunks together, unsigned 32-bit
 * @param chunk1 the older part
 * @param chunk2 the newer part; its address is that of the buffer, and 0 before the first update since power on
 * @param rolloverCount how often the log was overwritten since the last reset, unsigned 32-bit
 * @param resetCount how often the log was reset, unsigned 32-bit
 */
public record LogInfo(
        LogType type, long capacity, LogChunk chunk1, LogChunk chunk2, long rolloverCount, long resetCount) {

    /** Checks for null. */
    public LogInfo {
        Objects.requireNonNull(type);
        Objects.requireNonNull(chunk1);
        Objects.requireNonNull(chunk2);
    }

    /**
     * How much is in the log.
     *
     * @return bytes of both chunks
     */
    public long size() {
        return chunk1.size() + chunk2.size();
    }

    /**
     * Whether the firmware has given the log a place yet.
     *
     * @return false before the first update since power on
     */
    public boolean exists() {
        return chunk2.address() != 0;
    }
}
