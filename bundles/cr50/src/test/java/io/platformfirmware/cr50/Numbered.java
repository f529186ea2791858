// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.simulator.tpm.BuiltInTpm;
import io.platformfirmware.simulator.tpm.TpmEngine;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Commands of a vendor that have a number, and a TPM whose answer to each is another one for each number. */
final class Numbered {

    /** A vendor's command (TPM 2.0 Library, Part 2, TPMA_CC, attribute V). */
    static final int CODE = 0x20000001;

    private static final int HEADER = 10;
    private static final int CODE_AT = 6;

    private Numbered() {}

    /** The command of a number: 18 to about 400 bytes. */
    static byte[] command(long number) {
        return message((short) 0x8001, CODE, number, new Random(number));
    }

    /** What the TPM answers: 18 to about 400 bytes. */
    static byte[] answer(long number) {
        return message((short) 0x8001, 0, number, new Random(~number));
    }

    /** Answers these commands when they are whole and nobody else's, and leaves all others to the built-in one. */
    static TpmEngine engine(Runnable before) {
        final BuiltInTpm other = BuiltInTpm.repeatable();
        return new TpmEngine() {
            @Override
            public byte[] execute(byte[] command) {
                before.run();
                final ByteBuffer fields = ByteBuffer.wrap(command);
                if (fields.getInt(CODE_AT) != CODE) {
                    return other.execute(command);
                }
                final long number = fields.getLong(HEADER);
                return Arrays.equals(command, command(number)) ? answer(number) : other.execute(command);
            }

            @Override
            public void reset() {
                other.reset();
            }

            @Override
            public void close() {
                other.close();
            }
        };
    }

    private static byte[] message(short tag, int code, long number, Random random) {
        // mostly short ones, as in life
        final byte[] rest = new byte[random.nextInt(8) == 0 ? random.nextInt(400) : random.nextInt(40)];
        random.nextBytes(rest);
        final int size = HEADER + Long.BYTES + rest.length;
        return ByteBuffer.allocate(size)
                .putShort(tag)
                .putInt(size)
                .putInt(code)
                .putLong(number)
                .put(rest)
                .array();
    }
}
