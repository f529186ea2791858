// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import io.platformfirmware.tpm.TpmCommandCode;
import io.platformfirmware.tpm.TpmTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The commands that Linux begins with on a device: TPM2_SelfTest, TPM2_Startup where the TPM asks for it, and TPM2_GetCapability,
 * the last of them for the list of commands (drivers/char/tpm/tpm2-cmd.c, tpm2_auto_startup). Where it waits in vain for one of the
 * last it takes the TPM for one whose firmware failed, and shows a device without a resource manager, for good. So whoever answers
 * them late has to make the device anew.
 */
final class Beginning {

    /** A little less than {@code TPM2_DURATION_MEDIUM}, for which Linux waits for TPM2_Startup and TPM2_GetCapability. */
    static final Duration SOON = Duration.ofMillis(700);

    /** A little less than {@code TPM2_DURATION_LONG}, for which it waits for TPM2_SelfTest. */
    static final Duration LATER = Duration.ofMillis(1_900);

    /** TPM 2.0 Library, Part 2, {@code TPM_CAP_COMMANDS}. */
    private static final int CAP_COMMANDS = 2;

    private static final int CODE_OFFSET = 6;

    private boolean over;

    /**
     * Judges an answer, until the kernel has what it wants.
     *
     * @param command as the kernel gave it
     * @param byTpm whether the TPM answered it
     * @param took from the command to its answer
     * @return what went wrong, as a part of a sentence; empty when nothing did, and for every later command
     */
    Optional<String> wrong(byte[] command, boolean byTpm, Duration took) {
        if (over || command.length < TpmTransport.HEADER_SIZE) {
            return Optional.empty();
        }
        final ByteBuffer fields = ByteBuffer.wrap(command);
        final Optional<TpmCommandCode> code = TpmCommandCode.of(fields.getInt(CODE_OFFSET));
        final Duration limit;
        switch (code.orElse(TpmCommandCode.GET_RANDOM)) {
            case SELF_TEST -> limit = LATER;
            case STARTUP, GET_CAPABILITY -> limit = SOON;
            default -> {
                over = true;
                return Optional.empty();
            }
        }
        final String name = code.orElseThrow().commandName();
        if (!byTpm) {
            return Optional.of(name + " did not get to the TPM");
        }
        if (took.compareTo(limit) > 0) {
            return Optional.of(name + " took " + took.toMillis() + " ms, more than the kernel waits");
        }
        over = code.get() == TpmCommandCode.GET_CAPABILITY
                && fields.remaining() >= TpmTransport.HEADER_SIZE + Integer.BYTES
                && fields.getInt(TpmTransport.HEADER_SIZE) == CAP_COMMANDS;
        return Optional.empty();
    }
}
