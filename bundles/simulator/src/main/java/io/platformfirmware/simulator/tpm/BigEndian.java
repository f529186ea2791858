// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/** Numbers in the byte order of the TCG's structures. */
final class BigEndian {

    private static final int BYTE = 0xFF;

    private BigEndian() {}

    static int u16(byte[] bytes, int at) {
        return (bytes[at] & BYTE) << 8 | bytes[at + 1] & BYTE;
    }

    static int u32(byte[] bytes, int at) {
        return u16(bytes, at) << 16 | u16(bytes, at + 2);
    }

    static void put32(byte[] bytes, int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> 8 * (Integer.BYTES - 1 - i));
        }
    }
}
