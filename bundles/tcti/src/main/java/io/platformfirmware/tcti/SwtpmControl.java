// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import java.nio.ByteBuffer;

/**
 * The control port of swtpm (swtpm, {@code include/swtpm/tpm_ioctl.h}): a code of 32 bits and what belongs to it; a result of 32 bits and
 * what belongs to that. What only a TPM in software can do is answered with an error, and {@code CMD_GET_CAPABILITY} does not name it.
 */
final class SwtpmControl extends FrameProtocol {

    private static final int GET_CAPABILITY = 1;
    private static final int INIT = 2;
    private static final int SHUTDOWN = 3;
    private static final int GET_TPMESTABLISHED = 4;
    private static final int SET_LOCALITY = 5;
    private static final int HASH_START = 6;
    private static final int HASH_DATA = 7;
    private static final int HASH_END = 8;
    private static final int CANCEL_TPM_CMD = 9;
    private static final int STORE_VOLATILE = 10;
    private static final int RESET_TPMESTABLISHED = 11;
    private static final int GET_STATEBLOB = 12;
    private static final int SET_STATEBLOB = 13;
    private static final int STOP = 14;
    private static final int GET_CONFIG = 15;
    private static final int SET_DATAFD = 16;
    private static final int SET_BUFFERSIZE = 17;
    private static final int GET_INFO = 18;

    /** {@code PTM_CAP_SET_LOCALITY}, {@code PTM_CAP_GET_CONFIG}, {@code PTM_CAP_SET_BUFFERSIZE}. */
    private static final long CAPABILITIES = 1 << 3 | 1 << 11 | 1 << 13;

    /** TPM Main Part 2 (TPM 1.2), {@code TPM_FAIL}: swtpm answers with codes of TPM 1.2. */
    private static final int FAIL = 9;

    /** The same, {@code TPM_BAD_ORDINAL}. */
    private static final int BAD_ORDINAL = 10;

    /** The same, {@code TPM_BAD_LOCALITY}. */
    private static final int BAD_LOCALITY = 61;

    @Override
    Request read(Frame in, int maxCommandSize) throws Frame.MissingException, BrokenException {
        return switch (in.u32()) {
            case GET_CAPABILITY ->
                new Request.Answer(
                        ByteBuffer.allocate(Long.BYTES).putLong(CAPABILITIES).array(), false, false);
            case SET_LOCALITY -> in.u8() == 0 ? done(0) : refused(BAD_LOCALITY);
            case GET_CONFIG -> done(0, 0);
            case SET_BUFFERSIZE -> {
                in.u32();
                yield done(0, maxCommandSize, maxCommandSize, maxCommandSize);
            }
            // it does not say whose command
            case CANCEL_TPM_CMD -> refused(FAIL);
            case SHUTDOWN, GET_TPMESTABLISHED, HASH_START, HASH_END, STORE_VOLATILE, STOP, SET_DATAFD ->
                refused(BAD_ORDINAL);
            case RESET_TPMESTABLISHED -> {
                in.u8();
                yield refused(BAD_ORDINAL);
            }
            case INIT -> {
                in.u32();
                yield refused(BAD_ORDINAL);
            }
            case HASH_DATA -> {
                in.bytes(in.size(maxCommandSize));
                yield refused(BAD_ORDINAL);
            }
            case GET_STATEBLOB -> {
                in.bytes(3 * Integer.BYTES);
                yield refused(BAD_ORDINAL);
            }
            case SET_STATEBLOB -> {
                in.bytes(2 * Integer.BYTES);
                // the buffer holds a command and what stands in front of one, which is less than stands in front of a
                // blob
                in.bytes(in.size(maxCommandSize - 2 * Integer.BYTES));
                yield refused(BAD_ORDINAL);
            }
            case GET_INFO -> {
                in.bytes(Long.BYTES + 2 * Integer.BYTES);
                yield refused(BAD_ORDINAL);
            }
            default -> new Request.Answer(words(BAD_ORDINAL), true, true);
        };
    }
}
