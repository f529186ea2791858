// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.simulator.tpm.ScriptedTpm;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** What a TPM is asked by TPM2_GetRandom, and may answer. */
final class GetRandoms {

    private static final int CODE = 0x17B;
    private static final int CODE_AT = 6;
    private static final int COUNT_AT = 10;
    private static final int HEADER = 10;

    private GetRandoms() {}

    /** A TPM that gives as many bytes of this value as it is asked for. */
    static ScriptedTpm tpm(int value) {
        return new ScriptedTpm(command -> isOne(command) ? answer(filled(count(command), value)) : error(0x143));
    }

    /** How many bytes it was asked for, each time. */
    static List<Integer> counts(ScriptedTpm tpm) {
        return tpm.commands().stream()
                .filter(GetRandoms::isOne)
                .map(GetRandoms::count)
                .toList();
    }

    static byte[] filled(int count, int value) {
        final byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static byte[] answer(byte[] random) {
        final int size = HEADER + Short.BYTES + random.length;
        return ByteBuffer.allocate(size)
                .putShort((short) 0x8001)
                .putInt(size)
                .putInt(0)
                .putShort((short) random.length)
                .put(random)
                .array();
    }

    static byte[] error(int code) {
        return ByteBuffer.allocate(HEADER)
                .putShort((short) 0x8001)
                .putInt(HEADER)
                .putInt(code)
                .array();
    }

    private static boolean isOne(byte[] command) {
        return ByteBuffer.wrap(command).getInt(CODE_AT) == CODE;
    }

    private static int count(byte[] command) {
        return ByteBuffer.wrap(command).getShort(COUNT_AT);
    }
}
