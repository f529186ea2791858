// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmCommandCode;
import io.platformfirmware.tpm.TpmResponseCode;
import io.platformfirmware.tpm.TpmTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Makes sure that the next response is that of the next command. Raised when a response may turn up that belongs to an earlier one; passed
 * by questions whose answers say what was asked: twice in a row, because the first may be answered by the earlier command's response, if
 * that happens to fit. Used on the chip's owner thread.
 */
final class Fence {

    /** {@code TPM_CAP_TPM_PROPERTIES} (TPM 2.0 Library, Part 2, TPM_CAP). */
    private static final int TPM_PROPERTIES = 6;

    /** {@code PT_FIXED} (TPM 2.0 Library, Part 2, TPM_PT); the first properties of the group are those that every TPM has. */
    private static final int PT_FIXED = 0x100;

    private static final int PROPERTIES = 5;
    private static final int IN_A_ROW = 2;
    private static final int QUESTIONS = 8;
    private static final long PAUSE = 50_000_000;
    private static final int CODE_AT = 6;
    private static final int CAPABILITY_AT = TpmTransport.HEADER_SIZE + 1;
    private static final int PROPERTY_AT = CAPABILITY_AT + 2 * Integer.BYTES;
    private static final int ANSWER_SIZE = PROPERTY_AT + 2 * Integer.BYTES;

    private final FifoProtocol fifo;
    private final Counters counters;
    private final DeviceClock clock;
    private final Supplier<Cr50Settings> settings;
    private boolean up;
    private int asked;

    Fence(FifoProtocol fifo, Counters counters, DeviceClock clock, Supplier<Cr50Settings> settings) {
        this.fifo = fifo;
        this.counters = counters;
        this.clock = clock;
        this.settings = settings;
    }

    void raise() {
        up = true;
    }

    boolean isUp() {
        return up;
    }

    /** Asks until command and response are in step. */
    void pass(Call call) throws LinkException {
        int inARow = 0;
        int refusal = 0;
        for (int i = 0; up; i++) {
            if (i == QUESTIONS || call.isOver()) {
                throw new LinkException(Fault.RESPONSE, "the chip answers with responses to earlier commands");
            }
            final int property = PT_FIXED + asked++ % PROPERTIES;
            final byte[] answer = ask(property);
            final int code = ByteBuffer.wrap(answer).getInt(CODE_AT);
            // a TPM that was not started refuses all the same way
            final boolean fits = code == TpmResponseCode.SUCCESS.value() ? says(answer, property) : code == refusal;
            refusal = code;
            if (fits) {
                inARow++;
            } else {
                inARow = 0;
                counters.count(LinkCounter.DISCARDED_RESPONSES);
                clock.sleep(PAUSE);
            }
            up = inARow < IN_A_ROW;
        }
    }

    private byte[] ask(int property) throws LinkException {
        final TpmCommand question = TpmCommand.getCapability(TPM_PROPERTIES, property, 1);
        final Duration duration = settings.get().durations().of(TpmCommandCode.GET_CAPABILITY.value());
        fifo.getReady(FifoProtocol.FIRST_BYTE);
        fifo.send(question.bytes());
        fifo.go();
        return fifo.receive(fifo.awaitResponse(question.code(), duration, () -> false));
    }

    private static boolean says(byte[] answer, int property) {
        final ByteBuffer fields = ByteBuffer.wrap(answer);
        return answer.length == ANSWER_SIZE
                && fields.getInt(CAPABILITY_AT) == TPM_PROPERTIES
                && fields.getInt(PROPERTY_AT) == property;
    }
}
