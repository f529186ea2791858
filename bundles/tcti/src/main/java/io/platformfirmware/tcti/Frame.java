// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import java.nio.ByteBuffer;

/** The fields of a frame that may not be whole yet, big endian. */
final class Frame {

    /** Bytes are missing. There is nothing to tell, and nobody who reads the trace. */
    static final class MissingException extends Exception {

        private static final long serialVersionUID = 1L;

        MissingException() {
            super("bytes are missing", null, false, false);
        }
    }

    private final ByteBuffer in;

    Frame(ByteBuffer in) {
        this.in = in;
    }

    int u8() throws MissingException {
        need(Byte.BYTES);
        return Byte.toUnsignedInt(in.get());
    }

    int u32() throws MissingException {
        need(Integer.BYTES);
        return in.getInt();
    }

    byte[] bytes(int count) throws MissingException {
        need(count);
        final byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private void need(int count) throws MissingException {
        if (in.remaining() < count) {
            throw new MissingException();
        }
    }

    /** A size that a client announces, as long as it is one that will be waited for. */
    int size(int max) throws MissingException, Protocol.BrokenException {
        final int size = u32();
        if (size < 0 || size > max) {
            throw new Protocol.BrokenException(
                    Integer.toUnsignedString(size) + " bytes are announced, and " + max + " are allowed");
        }
        return size;
    }
}
