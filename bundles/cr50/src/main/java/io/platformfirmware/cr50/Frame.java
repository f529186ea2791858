// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import java.util.Arrays;

/**
 * The header of a transaction, as bytes on the wire (TCG PC Client Platform TPM Profile, "SPI bit protocol"): direction and size, then
 * the address {@code 0xD40000} + offset, most significant byte first.
 *
 * @param read the direction
 * @param register which
 * @param length bytes of data, 1 to {@link #MAX}
 */
record Frame(boolean read, Register register, int length) {

    /** Bytes of the header. */
    static final int HEADER = 4;

    /** The most bytes of data in one transaction. */
    static final int MAX = 64;

    /**
     * The byte by which the chip ends its wait states. Only this one: the protocol goes by the lowest bit alone, but a wire that is stuck
     * at 1 has that too, and this chip idles at {@code FF} after it was reset (chromium EC chip/g/spp.c).
     */
    static final byte READY = 1;

    private static final int READ = 0x80;
    private static final byte TPM = (byte) 0xD4;
    private static final int BYTE = 8;

    Frame {
        if (length < 1 || length > MAX) {
            throw new IllegalArgumentException("length " + length);
        }
    }

    /** The header, and zeros behind it. */
    byte[] header(int zeros) {
        final byte[] bytes = new byte[HEADER + zeros];
        bytes[0] = (byte) ((read ? READ : 0) | length - 1);
        bytes[1] = TPM;
        bytes[2] = (byte) (register.offset() >> BYTE);
        bytes[3] = (byte) register.offset();
        return bytes;
    }

    /**
     * Where the chip said that it is ready.
     *
     * @param in what came, from the header on
     * @return an index, -1 where it did not
     */
    static int readyAt(byte[] in) {
        for (int i = HEADER; i < in.length; i++) {
            if (in[i] == READY) {
                return i;
            }
        }
        return -1;
    }

    /** What came behind the ready byte. */
    static byte[] behind(byte[] in, int ready, int length) {
        return Arrays.copyOfRange(in, ready + 1, ready + 1 + length);
    }
}
