// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** GUIDs as they lie in memory: the first three fields little-endian, the rest in order (UEFI specification, appendix A). */
final class EfiGuid {

    static final int SIZE = 16;

    private EfiGuid() {}

    static byte[] toBytes(UUID guid) {
        final long high = guid.getMostSignificantBits();
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(guid.getLeastSignificantBits())
                .array();
    }

    static UUID at(byte[] bytes, int offset) {
        final ByteBuffer in = ByteBuffer.wrap(bytes, offset, SIZE).order(ByteOrder.LITTLE_ENDIAN);
        final long high = Integer.toUnsignedLong(in.getInt()) << 32
                | Short.toUnsignedLong(in.getShort()) << 16
                | Short.toUnsignedLong(in.getShort());
        return new UUID(high, in.order(ByteOrder.BIG_ENDIAN).getLong());
    }
}
