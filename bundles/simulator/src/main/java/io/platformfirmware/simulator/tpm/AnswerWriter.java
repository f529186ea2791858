// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.io.ByteArrayOutputStream;

/** Puts an answer together. Numbers are big endian. */
final class AnswerWriter {

    private static final int TAG_NO_SESSIONS = 0x8001;
    private static final int TAG_SESSIONS = 0x8002;

    /** {@code TPM_TAG_RSP_COMMAND}: what a TPM 1.2 would answer. */
    private static final int TAG_VERSION_1 = 0x00C4;

    private static final int HEADER = 10;

    /** Of a password session: no nonce, {@code continueSession}, no HMAC. */
    private static final byte[] PASSWORD_SESSION = {0, 0, 1, 0, 0};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    AnswerWriter u8(int value) {
        bytes.write(value);
        return this;
    }

    AnswerWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    AnswerWriter u32(int value) {
        return u16(value >>> 16).u16(value);
    }

    AnswerWriter bytes(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    /** A TPM2B. */
    AnswerWriter sized(byte[] value) {
        return u16(value.length).bytes(value);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** The answer to a command that was done. */
    static byte[] success(byte[] parameters, boolean sessions) {
        if (!sessions) {
            return header(TAG_NO_SESSIONS, HEADER + parameters.length, ResponseCode.SUCCESS)
                    .bytes(parameters)
                    .toBytes();
        }
        final int size = HEADER + Integer.BYTES + parameters.length + PASSWORD_SESSION.length;
        return header(TAG_SESSIONS, size, ResponseCode.SUCCESS)
                .u32(parameters.length)
                .bytes(parameters)
                .bytes(PASSWORD_SESSION)
                .toBytes();
    }

    /** The answer to a command that was not done. */
    static byte[] refusal(int code) {
        return header(code == ResponseCode.BAD_TAG ? TAG_VERSION_1 : TAG_NO_SESSIONS, HEADER, code)
                .toBytes();
    }

    private static AnswerWriter header(int tag, int size, int code) {
        return new AnswerWriter().u16(tag).u32(size).u32(code);
    }
}
