// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

/**
 * The platform port of Microsoft's simulator (ms-tpm-20-ref, {@code TpmTcpProtocol.h} and {@code TcpServer.c}): a code of 32 bits, answered
 * with 0. Clients switch the power on before they begin, and go on only when that is answered so; a chip is powered by its machine, and such
 * signals change nothing. What would be a lie is answered with 1.
 */
final class MssimPlatform extends FrameProtocol {

    private static final int POWER_ON = 1;
    private static final int POWER_OFF = 2;
    private static final int PHYSICAL_PRESENCE_ON = 3;
    private static final int PHYSICAL_PRESENCE_OFF = 4;
    private static final int CANCEL_ON = 9;
    private static final int CANCEL_OFF = 10;
    private static final int NV_ON = 11;
    private static final int NV_OFF = 12;
    private static final int KEY_CACHE_ON = 13;
    private static final int KEY_CACHE_OFF = 14;
    private static final int RESET = 17;
    private static final int RESTART = 18;
    private static final int SESSION_END = 20;
    private static final int STOP = 21;
    private static final int GET_COMMAND_RESPONSE_SIZES = 25;
    private static final int ACT_GET_SIGNALED = 26;
    private static final int TEST_FAILURE_MODE = 30;

    @Override
    Request read(Frame in, int maxCommandSize) throws Frame.MissingException {
        return switch (in.u32()) {
            case POWER_ON, POWER_OFF, NV_ON, NV_OFF, KEY_CACHE_ON, KEY_CACHE_OFF, CANCEL_OFF -> done(0);
            // TSS.Java sends 4, the size of the code, in front of each code: an answer too many does it no harm
            case PHYSICAL_PRESENCE_OFF -> done(0);
            case CANCEL_ON -> new Request.Cancel(words(0));
            case PHYSICAL_PRESENCE_ON, RESET, RESTART, TEST_FAILURE_MODE -> refused(1);
            case GET_COMMAND_RESPONSE_SIZES -> refused(0, 1);
            case ACT_GET_SIGNALED -> {
                in.u32();
                yield refused(0, 1);
            }
            case SESSION_END, STOP -> new Request.End();
            default -> new Request.Answer(words(1), true, true);
        };
    }
}
