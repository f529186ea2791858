// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.tpm.TpmResponse;
import io.platformfirmware.tpm.TpmResponseCode;
import java.nio.ByteBuffer;

/**
 * The command port of Microsoft's simulator (ms-tpm-20-ref, {@code TpmTcpProtocol.h} and {@code TcpServer.c}): a code of 32 bits and what
 * belongs to it; each answer ends with 0, or here with 1 for what a chip can not do from outside.
 */
final class MssimCommands extends FrameProtocol {

    private static final int HASH_START = 5;
    private static final int HASH_DATA = 6;
    private static final int HASH_END = 7;
    private static final int SEND_COMMAND = 8;
    private static final int REMOTE_HANDSHAKE = 15;
    private static final int SET_ALTERNATIVE_RESULT = 16;
    private static final int SESSION_END = 20;
    private static final int STOP = 21;

    private static final int SERVER_VERSION = 1;

    /** There is a platform port, {@code tpmPlatformAvailable}, and no resource manager, {@code tpmInRawMode}. */
    private static final int FLAGS = 1 | 4;

    @Override
    Request read(Frame in, int maxCommandSize) throws Frame.MissingException, BrokenException {
        final int code = in.u32();
        return switch (code) {
            case SEND_COMMAND -> {
                final int locality = in.u8();
                final byte[] command = in.bytes(in.size(maxCommandSize));
                yield locality == 0
                        ? new Request.Execute(command)
                        : new Request.Answer(
                                frame(TpmResponse.of(TpmResponseCode.LOCALITY).bytes()), true, false);
            }
            case REMOTE_HANDSHAKE -> {
                in.u32();
                yield done(SERVER_VERSION, FLAGS, 0);
            }
            case HASH_START, HASH_END -> refused(1);
            case HASH_DATA -> {
                in.bytes(in.size(maxCommandSize));
                yield refused(1);
            }
            case SET_ALTERNATIVE_RESULT -> {
                in.u32();
                yield refused(1);
            }
            case SESSION_END, STOP -> new Request.End();
            default -> throw new BrokenException("code " + Integer.toUnsignedString(code) + " is none of this port");
        };
    }

    @Override
    public byte[] frame(byte[] response) {
        return ByteBuffer.allocate(Integer.BYTES + response.length + Integer.BYTES)
                .putInt(response.length)
                .put(response)
                .putInt(0)
                .array();
    }
}
