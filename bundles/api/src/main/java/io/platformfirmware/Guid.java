// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.UUID;

/**
 * An EFI GUID. In memory its first three fields are little-endian and the rest is in order (UEFI specification, appendix A);
 * as text it is {@code B2F84B79-7B6E-4E45-885F-3FB9BB185402}.
 *
 * @param value the same GUID with its fields in text order
 */
public record Guid(UUID value) {

    /** Bytes of a GUID in memory. */
    public static final int SIZE = 16;

    /**
     * The GUID at an offset.
     *
     * @param bytes where it stands
     * @param offset of its first byte
     * @return the GUID
     * @throws IndexOutOfBoundsException when fewer than {@link #SIZE} bytes are there
     */
    public static Guid at(byte[] bytes, int offset) {
        final ByteBuffer in = ByteBuffer.wrap(bytes, offset, SIZE).order(ByteOrder.LITTLE_ENDIAN);
        final long high =
                (in.getInt() & 0xFFFF_FFFFL) << 32 | (in.getShort() & 0xFFFFL) << 16 | in.getShort() & 0xFFFFL;
        return new Guid(new UUID(high, in.order(ByteOrder.BIG_ENDIAN).getLong()));
    }

    /**
     * A GUID from its text.
     *
     * @param text as {@link #toString()} gives it, in any letter case
     * @return the GUID
     * @throws IllegalArgumentException when it is not one
     */
    public static Guid of(String text) {
        return new Guid(UUID.fromString(text));
    }

    /**
     * The bytes in memory.
     *
     * @return {@link #SIZE} new bytes
     */
    public byte[] toBytes() {
        final long high = value.getMostSignificantBits();
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(value.getLeastSignificantBits())
                .array();
    }

    @Override
    public String toString() {
        return value.toString().toUpperCase(Locale.ROOT);
    }
}
