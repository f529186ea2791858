// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Guid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Little-endian fields at offsets of a file. Whoever reads asks first whether the file holds the field. */
final class FileFields {

    private final byte[] bytes;
    private final ByteBuffer in;

    FileFields(CapsuleFile file) {
        this.bytes = file.shared();
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes of the file. */
    long length() {
        return bytes.length;
    }

    /** Whether all of the bytes from the offset lie within the file; the offset may be anything, also negative. */
    boolean holds(long offset, long size) {
        return offset >= 0 && size >= 0 && size <= length() && offset <= length() - size;
    }

    /** How many of the bytes from the offset lie within the file. */
    long held(long offset, long size) {
        final long first = Math.min(Math.max(offset, 0), length());
        final long last = Math.min(Math.max(offset + size, 0), length());
        return Math.max(0, last - first);
    }

    /** 0..255. */
    int u8(long offset) {
        return Byte.toUnsignedInt(in.get(Math.toIntExact(offset)));
    }

    /** 0..65535. */
    int u16(long offset) {
        return Short.toUnsignedInt(in.getShort(Math.toIntExact(offset)));
    }

    /** 0..2^32-1. */
    long u32(long offset) {
        return Integer.toUnsignedLong(in.getInt(Math.toIntExact(offset)));
    }

    /** Unsigned: negative from 2^63 on. */
    long u64(long offset) {
        return in.getLong(Math.toIntExact(offset));
    }

    Guid guid(long offset) {
        return Guid.at(bytes, Math.toIntExact(offset));
    }
}
