// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Offsets of {@code struct pfrt_log_data_info} (Linux {@code include/uapi/linux/pfrut.h}), little-endian. Its four 64-bit fields
 * hold 32 bits each and make the compiler pad it to 64 bytes.
 */
final class DataInfoStruct {

    static final int SIZE = 64;

    // status at 0 and ext_status at 4 are of no use: the driver turns any status but 0 into EBUSY
    private static final int CHUNK1_ADDR_LO = 8;
    private static final int CHUNK1_ADDR_HI = 16;
    private static final int CHUNK2_ADDR_LO = 24;
    private static final int CHUNK2_ADDR_HI = 32;
    private static final int MAX_DATA_SIZE = 40;
    private static final int CHUNK1_SIZE = 44;
    private static final int CHUNK2_SIZE = 48;
    private static final int ROLLOVER_CNT = 52;
    private static final int RESET_CNT = 56;

    private DataInfoStruct() {}

    /** The struct says nothing of which log it describes. */
    static LogInfo decode(byte[] struct, LogType type) {
        final ByteBuffer in = ByteBuffer.wrap(struct).order(ByteOrder.LITTLE_ENDIAN);
        return new LogInfo(
                type,
                u32(in, MAX_DATA_SIZE),
                new LogChunk(address(in, CHUNK1_ADDR_LO, CHUNK1_ADDR_HI), u32(in, CHUNK1_SIZE)),
                new LogChunk(address(in, CHUNK2_ADDR_LO, CHUNK2_ADDR_HI), u32(in, CHUNK2_SIZE)),
                u32(in, ROLLOVER_CNT),
                u32(in, RESET_CNT));
    }

    /** As the driver puts it together for its mapping: the low half of each field counts. */
    private static long address(ByteBuffer in, int low, int high) {
        return in.getLong(high) << Integer.SIZE | u32(in, low);
    }

    private static long u32(ByteBuffer in, int offset) {
        return Integer.toUnsignedLong(in.getInt(offset));
    }
}
