// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that are known, and those where another TPM may answer otherwise. */
class BuiltInTpmTest {

    private final BuiltInTpm tpm = BuiltInTpm.repeatable();

    @BeforeEach
    void start() {
        assertThat(answer(Host.STARTUP_CLEAR)).isEqualTo(Host.SUCCESS);
    }

    private String answer(String command) {
        return Host.hex(tpm.execute(Host.bytes(command)));
    }

    private String property(String number) {
        final byte[] answer = tpm.execute(Host.bytes("8001 00000016 0000017A 00000006 00000" + number + " 00000001"));
        return Host.hex(Arrays.copyOfRange(answer, 19, answer.length));
    }

    @Test
    void extendHashesTheOldValueWithTheDigest() throws NoSuchAlgorithmException {
        assertThat(answer("8002 00000041 00000182 00000007 00000009 40000009 0000 00 0000 00000001 000B "
                        + "00".repeat(32)))
                .isEqualTo("80 02 00 00 00 13 00 00 00 00 00 00 00 00 00 00 01 00 00");

        // SHA-256 of 64 zeros
        final String expected =
                "F5 A5 FD 42 D1 6A 20 30 27 98 EF 6E D3 09 97 9B" + " 43 00 3D 23 20 D9 F0 E8 EA 98 31 A9 27 59 FB 4B";
        assertThat(Host.hex(MessageDigest.getInstance("SHA-256").digest(new byte[64])))
                .isEqualTo(expected);
        assertThat(answer("8001 00000014 0000017E 00000001 000B 03 800000"))
                .isEqualTo("80 01 00 00 00 3E 00 00 00 00 00 00 00 01 00 00 00 01 00 0B 03 80 00 00 00 00 00 01 00 20 "
                        + expected);
    }

    @Test
    void isACr50() {
        assertThat(property("100")).isEqualTo("00 00 01 00 32 2E 30 00");
        assertThat(property("102")).isEqualTo("00 00 01 02 00 00 00 74");
        assertThat(property("105")).isEqualTo("00 00 01 05 43 52 4F 53");
        assertThat(property("106")).isEqualTo("00 00 01 06 78 43 47 20");
        assertThat(property("107")).isEqualTo("00 00 01 07 66 54 50 4D");
    }

    @Test
    void listsCanBeReadInPieces() {
        assertThat(answer("8001 00000016 0000017A 00000000 00000000 00000001"))
                .isEqualTo("80 01 00 00 00 19 00 00 00 00 01 00 00 00 00 00 00 00 01 00 04 00 00 00 04");
        assertThat(answer("8001 00000016 0000017A 00000000 00000005 00000008"))
                .isEqualTo("80 01 00 00 00 19 00 00 00 00 00 00 00 00 00 00 00 00 01 00 0B 00 00 00 04");
        assertThat(answer("8001 00000016 0000017A 00000002 00000182 00000002"))
                .isEqualTo("80 01 00 00 00 17 00 00 00 00 00 00 00 00 02 00 00 00 01 02 40 01 82");
        assertThat(answer("8001 00000016 0000017A 00000005 00000000 00000001"))
                .isEqualTo("80 01 00 00 00 1F 00 00 00 00 00 00 00 00 05 00 00 00 02"
                        + " 00 04 03 FF FF FF 00 0B 03 FF FF FF");
        assertThat(answer("8001 00000016 0000017A 00000006 00001000 00000001"))
                .isEqualTo("80 01 00 00 00 13 00 00 00 00 00 00 00 00 06 00 00 00 00");
    }

    @Test
    void randomNumbersAreRepeatableAndAtMostALargestDigest() {
        final BuiltInTpm same = new BuiltInTpm(new SplittableRandom(1));
        same.execute(Host.bytes(Host.STARTUP_CLEAR));
        final String command = "8001 0000000C 0000017B 0040";

        final String first = answer(command);
        assertThat(first).startsWith("80 01 00 00 00 4C 00 00 00 00 00 40 ");
        assertThat(Host.hex(same.execute(Host.bytes(command)))).isEqualTo(first);
        assertThat(answer(command)).isNotEqualTo(first);
        assertThat(answer("8001 0000000C 0000017B 1000")).startsWith("80 01 00 00 00 4C 00 00 00 00 00 40 ");
        assertThat(answer("8001 0000000C 0000017B 0003")).startsWith("80 01 00 00 00 0F 00 00 00 00 00 03 ");
        assertThat(new BuiltInTpm().execute(Host.bytes(Host.STARTUP_CLEAR))).isEqualTo(Host.bytes(Host.SUCCESS));
    }

    @Test
    void wrongTagIsAnsweredAsBySpecification() {
        assertThat(answer("00C1 0000000A 00000099")).isEqualTo("00 C4 00 00 00 0A 00 00 00 1E");
        assertThat(answer("FF")).isEqualTo("80 01 00 00 00 0A 00 00 00 9A");
        assertThat(answer("")).isEqualTo("80 01 00 00 00 0A 00 00 00 9A");
        assertThat(answer("8001 0000")).isEqualTo("80 01 00 00 00 0A 00 00 01 42");
    }

    @Test
    void testResultIsGood() {
        assertThat(answer("8001 0000000A 0000017C")).isEqualTo("80 01 00 00 00 10 00 00 00 00 00 00 00 00 00 00");
    }

    @Test
    void vendorCommands() {
        assertThat(answer("8001 0000000C 20000000 0019"))
                .isEqualTo("80 01 00 00 00 18 00 00 00 00 00 19 FF FF FF FF FF FF FF FF FF FF FF FF");
        assertThat(answer("8001 0000000C 20000000 0001")).endsWith("00 00 05 7F");
        assertThat(answer("8001 0000000A 20000000")).endsWith("00 00 05 7F");
    }

    @Test
    void needsStartupAfterAReset() {
        tpm.reset();

        assertThat(answer("8001 0000000C 0000017B 0003")).endsWith("00 00 01 00");
        assertThat(answer(Host.STARTUP_CLEAR)).isEqualTo(Host.SUCCESS);
    }
}
