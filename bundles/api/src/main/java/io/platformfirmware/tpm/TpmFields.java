// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.nio.ByteBuffer;

/** Reads the fields of a command or response one after the other, big endian, and never outside of it. */
final class TpmFields {

    private static final int CODE_OFFSET = 6;

    private final String operation;
    private final ByteBuffer in;

    private TpmFields(String operation, ByteBuffer in) {
        this.operation = operation;
        this.in = in;
    }

    /**
     * Bytes that are whole: not shorter than a header, and as many as their size field says.
     *
     * @param operation for failures
     * @param bytes any
     * @return the fields, the next one is the first behind the header
     * @throws FirmwareException {@code INVALID_VALUE}
     */
    static TpmFields of(String operation, byte[] bytes) throws FirmwareException {
        if (bytes.length < TpmTransport.HEADER_SIZE) {
            throw failure(
                    operation,
                    bytes.length + " bytes are too few: tag, size and code alone are " + TpmTransport.HEADER_SIZE);
        }
        final TpmFields fields = new TpmFields(operation, ByteBuffer.wrap(bytes));
        fields.u16("tag");
        final long size = fields.u32("size");
        if (size != bytes.length) {
            throw failure(operation, "its size field says " + size + " bytes, but it has " + bytes.length);
        }
        fields.u32("code");
        return fields;
    }

    /**
     * The tag of what is whole.
     *
     * @param bytes as {@link #of} accepts them
     * @return 0 to 65535
     */
    static int tag(byte[] bytes) {
        return Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort());
    }

    /**
     * The code of what is whole.
     *
     * @param bytes as {@link #of} accepts them
     * @return 32 bits
     */
    static int code(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt(CODE_OFFSET);
    }

    int u8(String what) throws FirmwareException {
        need(1, what);
        return Byte.toUnsignedInt(in.get());
    }

    int u16(String what) throws FirmwareException {
        need(Short.BYTES, what);
        return Short.toUnsignedInt(in.getShort());
    }

    long u32(String what) throws FirmwareException {
        need(Integer.BYTES, what);
        return Integer.toUnsignedLong(in.getInt());
    }

    byte[] bytes(long count, String what) throws FirmwareException {
        need(count, what);
        final byte[] out = new byte[(int) count];
        in.get(out);
        return out;
    }

    /** A {@code TPM2B}: its size in 16 bits, and as many bytes. */
    byte[] sized(String what) throws FirmwareException {
        return bytes(u16("size of " + what), what);
    }

    /** The next bytes as fields of their own. */
    TpmFields part(long count, String what) throws FirmwareException {
        need(count, what);
        return new TpmFields(operation, in.duplicate().limit(in.position() + (int) count));
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    void end() throws FirmwareException {
        if (in.hasRemaining()) {
            throw failure(in.remaining() + " bytes are left over at its end");
        }
    }

    FirmwareException failure(String message) {
        return failure(operation, message);
    }

    static FirmwareException failure(String operation, String message) {
        return Failure.of(FailureReason.INVALID_VALUE, operation, message).asException();
    }

    private void need(long count, String what) throws FirmwareException {
        if (count > in.remaining()) {
            throw failure("its " + what + " should have " + count + " bytes at offset " + in.position() + ", but "
                    + in.remaining() + " are left");
        }
    }
}
