// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * The memory that the firmware shares with the kernel. Nothing erases it but the firmware: a shorter capsule leaves the end of a
 * longer one in place. Little-endian. Safe for use by several threads.
 */
final class CommunicationBuffer {

    private byte[] bytes;

    CommunicationBuffer(int size) {
        bytes = new byte[size];
    }

    synchronized int size() {
        return bytes.length;
    }

    /** Keeps what fits. */
    synchronized void resize(int size) {
        if (size != bytes.length) {
            bytes = Arrays.copyOf(bytes, size);
        }
    }

    /** Copies to the start. */
    synchronized void load(byte[] data) {
        System.arraycopy(data, 0, bytes, 0, data.length);
    }

    synchronized void erase(int length) {
        Arrays.fill(bytes, 0, length, (byte) 0);
    }

    synchronized int u8(long offset) {
        return Byte.toUnsignedInt(bytes[within(offset, Byte.BYTES)]);
    }

    synchronized int u16(long offset) {
        return Short.toUnsignedInt(view(offset, Short.BYTES).getShort());
    }

    synchronized long u32(long offset) {
        return Integer.toUnsignedLong(view(offset, Integer.BYTES).getInt());
    }

    synchronized UUID guid(long offset) {
        return EfiGuid.at(bytes, within(offset, EfiGuid.SIZE));
    }

    private ByteBuffer view(long offset, int length) {
        return ByteBuffer.wrap(bytes, within(offset, length), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int within(long offset, int length) {
        if (offset < 0 || offset > bytes.length - length) {
            throw new OutsideBufferException(offset, length, bytes.length);
        }
        return (int) offset;
    }
}
