// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.simulator.tpm.BuiltInTpm;
import io.platformfirmware.simulator.tpm.ScriptedTpm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;

/** Commands of any length and of every kind, and a TPM whose answer is another one for each byte of them. */
final class Digested {

    /** One of each class of durations: TPM2_PCR_Extend, GetRandom, Create, NV_Write. */
    private static final int[] CODES = {0x182, 0x17B, 0x153, 0x137};

    private static final int HEADER = 10;
    private static final int CODE_AT = 6;
    private static final int SHORT = 120;

    private Digested() {}

    /** Leaves commands of other kinds to the built-in one. */
    static ScriptedTpm tpm() {
        final BuiltInTpm other = BuiltInTpm.repeatable();
        return new ScriptedTpm(command -> isOne(command) ? answer(command) : other.execute(command));
    }

    /**
     * A command.
     *
     * @param size of all of it, 10 bytes or more
     */
    static byte[] command(Random random, int size) {
        final int tag = random.nextBoolean() ? 0x8001 : 0x8002;
        return message((short) tag, CODES[random.nextInt(CODES.length)], random, size);
    }

    /** What the TPM answers to these bytes: 10 to 2048 bytes, mostly few. */
    static byte[] answer(byte[] command) {
        final Random random = new Random(ByteBuffer.wrap(digest(command)).getLong());
        final int most = random.nextInt(4) == 0 ? ChipSession.MAX_COMMAND : SHORT;
        return message((short) 0x8001, 0, random, HEADER + random.nextInt(most - HEADER + 1));
    }

    private static boolean isOne(byte[] command) {
        final int code = ByteBuffer.wrap(command).getInt(CODE_AT);
        return Arrays.stream(CODES).anyMatch(one -> one == code);
    }

    private static byte[] message(short tag, int code, Random random, int size) {
        final byte[] rest = new byte[size - HEADER];
        random.nextBytes(rest);
        return ByteBuffer.allocate(size)
                .putShort(tag)
                .putInt(size)
                .putInt(code)
                .put(rest)
                .array();
    }

    private static byte[] digest(byte[] command) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(command);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
