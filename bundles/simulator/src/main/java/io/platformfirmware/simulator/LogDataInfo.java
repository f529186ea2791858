// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where the firmware's log is and how full. Chunk 2 begins at the start of the log's memory and ends where the firmware writes next;
 * once the log has rolled over, chunk 1 follows it to the end of the memory and is the older one.
 *
 * @param maxDataSize bytes of the log's memory, u32
 * @param chunk1Address physical
 * @param chunk1Size in bytes, u32
 * @param chunk2Address physical; 0 when there is no log yet
 * @param chunk2Size in bytes, u32
 * @param rollovers how often the log was filled since the last reset, u32
 * @param resets how often the log was reset, u32
 */
record LogDataInfo(
        long maxDataSize,
        long chunk1Address,
        long chunk1Size,
        long chunk2Address,
        long chunk2Size,
        long rollovers,
        long resets) {

    /** Bytes of {@code struct pfrt_log_data_info} (Linux {@code include/uapi/linux/pfrut.h}), the last 4 of them padding. */
    static final int SIZE = 64;

    private static final long U32 = 0xFFFF_FFFFL;
    private static final int PART_OF_A_PAGE = 16;
    private static final long FAR_AWAY = 1L << 40;

    /** The struct as the driver gives it to its caller: little-endian, status and extended status 0. */
    byte[] toBytes() {
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0)
                .putInt(0)
                .putLong(chunk1Address & U32)
                .putLong(chunk1Address >>> Integer.SIZE)
                .putLong(chunk2Address & U32)
                .putLong(chunk2Address >>> Integer.SIZE)
                .putInt((int) maxDataSize)
                .putInt((int) chunk1Size)
                .putInt((int) chunk2Size)
                .putInt((int) rollovers)
                .putInt((int) resets)
                .array();
    }

    /** As a firmware with this fault tells it; the same where the fault is about something else. */
    LogDataInfo with(TelemetryFault fault) {
        return switch (fault) {
            case NO_ADDRESS -> base(maxDataSize, 0);
            case UNALIGNED_ADDRESS -> base(maxDataSize, chunk2Address + PART_OF_A_PAGE);
            case UNALIGNED_SIZE -> base(maxDataSize - PART_OF_A_PAGE, chunk2Address);
            case NO_SIZE -> base(0, chunk2Address);
            case CHUNK1_OUTSIDE ->
                rolledOver(chunk2Address + FAR_AWAY + chunk2Size, maxDataSize - chunk2Size, chunk2Size);
            case CHUNK1_OVERLAP -> rolledOver(chunk2Address + chunk2Size / 2, maxDataSize - chunk2Size, chunk2Size);
            case SIZES_TOO_LARGE -> rolledOver(chunk2Address + chunk2Size, U32, maxDataSize + 1);
            case WRONG_LEVEL, SET_IGNORED, MALFORMED_SET_LEVEL, MALFORMED_GET_LEVEL, MALFORMED_DATA, WRONG_ELEMENT ->
                this;
        };
    }

    private LogDataInfo base(long size, long address) {
        return new LogDataInfo(size, chunk1Address, chunk1Size, address, chunk2Size, rollovers, resets);
    }

    private LogDataInfo rolledOver(long address1, long size1, long size2) {
        return new LogDataInfo(maxDataSize, address1, size1, chunk2Address, size2, Math.max(1, rollovers), resets);
    }
}
