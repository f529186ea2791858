// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Response codes by the table of TPM 2.0 Library, Part 2. */
final class TpmResponseCodeTest {

    /** The whole table once more, in hexadecimal: names and numbers as other implementations have them (libtpms, tpm2-tss). */
    private static final String TABLE = """
            SUCCESS 000 BAD_TAG 01E
            INITIALIZE 100 FAILURE 101 SEQUENCE 103 PRIVATE 10B HMAC 119 DISABLED 120 EXCLUSIVE 121 AUTH_TYPE 124
            AUTH_MISSING 125 POLICY 126 PCR 127 PCR_CHANGED 128 UPGRADE 12D TOO_MANY_CONTEXTS 12E AUTH_UNAVAILABLE 12F
            REBOOT 130 UNBALANCED 131 COMMAND_SIZE 142 COMMAND_CODE 143 AUTHSIZE 144 AUTH_CONTEXT 145 NV_RANGE 146
            NV_SIZE 147 NV_LOCKED 148 NV_AUTHORIZATION 149 NV_UNINITIALIZED 14A NV_SPACE 14B NV_DEFINED 14C
            BAD_CONTEXT 150 CPHASH 151 PARENT 152 NEEDS_TEST 153 NO_RESULT 154 SENSITIVE 155 READ_ONLY 156
            ASYMMETRIC 081 ATTRIBUTES 082 HASH 083 VALUE 084 HIERARCHY 085 KEY_SIZE 087 MGF 088 MODE 089 TYPE 08A
            HANDLE 08B KDF 08C RANGE 08D AUTH_FAIL 08E NONCE 08F PP 090 SCHEME 092 SIZE 095 SYMMETRIC 096 TAG 097
            SELECTOR 098 INSUFFICIENT 09A SIGNATURE 09B KEY 09C POLICY_FAIL 09D INTEGRITY 09F TICKET 0A0
            RESERVED_BITS 0A1 BAD_AUTH 0A2 EXPIRED 0A3 POLICY_CC 0A4 BINDING 0A5 CURVE 0A6 ECC_POINT 0A7 FW_LIMITED 0A8
            SVN_LIMITED 0A9 PARMS 0AA EXT_MU 0AB ONE_SHOT_SIGNATURE 0AC SIGN_CONTEXT_KEY 0AD CHANNEL 0B0 CHANNEL_KEY 0B1
            CONTEXT_GAP 901 OBJECT_MEMORY 902 SESSION_MEMORY 903 MEMORY 904 SESSION_HANDLES 905 OBJECT_HANDLES 906
            LOCALITY 907 YIELDED 908 CANCELED 909 TESTING 90A
            REFERENCE_H0 910 REFERENCE_H1 911 REFERENCE_H2 912 REFERENCE_H3 913 REFERENCE_H4 914 REFERENCE_H5 915
            REFERENCE_H6 916 REFERENCE_S0 918 REFERENCE_S1 919 REFERENCE_S2 91A REFERENCE_S3 91B REFERENCE_S4 91C
            REFERENCE_S5 91D REFERENCE_S6 91E
            NV_RATE 920 LOCKOUT 921 RETRY 922 NV_UNAVAILABLE 923 NOT_USED 97F
            """;

    static List<TpmErrorCode> formatOne() {
        return Arrays.stream(TpmErrorCode.values())
                .filter(error -> (error.code().value() & 0x80) != 0)
                .toList();
    }

    @Test
    void hasTheWholeTable() {
        final List<String> words = List.of(TABLE.split("\\s+"));
        final TreeMap<Integer, String> expected = new TreeMap<>(IntStream.range(0, words.size() / 2)
                .boxed()
                .collect(Collectors.toMap(
                        at -> Integer.parseInt(words.get(2 * at + 1), 16), at -> "TPM_RC_" + words.get(2 * at))));
        final TreeMap<Integer, String> actual = new TreeMap<>(Arrays.stream(TpmErrorCode.values())
                .collect(Collectors.toMap(
                        error -> error.code().value(), error -> error.code().name())));

        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(TpmErrorCode.class)
    void meansSomethingInPlainWords(TpmErrorCode error) {
        assertThat(error.sentence()).isNotBlank().doesNotEndWith(".").hasSizeLessThan(110);
        assertThat(error.code())
                .hasToString(String.format(
                        "TPM_RC_%s (0x%08X): %s", error.name(), error.code().value(), error.sentence()));
    }

    @ParameterizedTest
    @MethodSource("formatOne")
    void saysWhichParameterHandleOrSessionItIsAbout(TpmErrorCode error) {
        final int base = error.code().value();
        for (int number = 1; number <= 15; number++) {
            assertAbout(error, base | 0x40 | number << 8, "parameter " + number + ": ");
        }
        for (int number = 1; number <= 7; number++) {
            assertAbout(error, base | number << 8, "handle " + number + ": ");
            assertAbout(error, base | 0x800 | number << 8, "session " + number + ": ");
        }
        assertAbout(error, base | 0x40, "a parameter: ");
        assertAbout(error, base | 0x800, "a session: ");
        assertAbout(error, base, "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0x00000000 | TPM_RC_SUCCESS (0x00000000): the command did what it should
            0x000001C4 | TPM_RC_VALUE (0x000001C4): parameter 1: a value is out of range or does not fit here
            0x0000018B | TPM_RC_HANDLE (0x0000018B): handle 1: the handle does not fit here
            0x0000098E | TPM_RC_AUTH_FAIL (0x0000098E): session 1: the authorization is wrong, and the counter against \
            dictionary attacks went up
            0x00000922 | TPM_RC_RETRY (0x00000922): the TPM could not begin: try again
            0x0000001E | TPM_RC_BAD_TAG (0x0000001E): the tag of the command is none of TPM 2.0
            0x00000009 | TPM 1.2 code 0x00000009: not a code of TPM 2.0
            0x00000800 | TPM 1.2 code 0x00000800: not a code of TPM 2.0
            0x00000500 | vendor code 0x00000500: only the vendor of the chip says what it means
            0x0000057F | vendor code 0x0000057F: only the vendor of the chip says what it means
            0x00000401 | vendor code 0x00000401: only the vendor of the chip says what it means
            0x00000D22 | vendor code 0x00000D22: only the vendor of the chip says what it means
            0x00000140 | 0x00000140: the TPM 2.0 Library has no such code
            0x00000300 | 0x00000300: the TPM 2.0 Library has no such code
            0x000001C6 | 0x000001C6: parameter 1: the TPM 2.0 Library has no such code
            0x00001100 | 0x00001100: not a code of a TPM, which has 12 bits
            0x000A0008 | 0x000A0008: not a code of a TPM, which has 12 bits
            0xFFFFFFFF | 0xFFFFFFFF: not a code of a TPM, which has 12 bits
            """)
    void isALineForAPerson(String code, String line) {
        assertThat(new TpmResponseCode(Long.decode(code).intValue())).hasToString(line);
    }

    @ParameterizedTest
    @CsvSource({
        "0x1C4, TPM_RC_VALUE",
        "0xF84, TPM_RC_VALUE",
        "0x009, TPM 1.2 code 0x00000009",
        "0x501, vendor code 0x00000501",
        "0x140, 0x00000140",
        "0x0C6, 0x000000C6",
        "0x10000, 0x00010000"
    })
    void hasAName(String code, String name) {
        assertThat(new TpmResponseCode(Integer.decode(code)).name()).isEqualTo(name);
    }

    @Test
    void namesTheCodesThatALinkKnows() {
        assertThat(TpmResponseCode.SUCCESS).isEqualTo(new TpmResponseCode(0));
        assertThat(TpmResponseCode.INITIALIZE).isEqualTo(new TpmResponseCode(0x100));
        assertThat(TpmResponseCode.COMMAND_CODE).isEqualTo(new TpmResponseCode(0x143));
        assertThat(TpmResponseCode.YIELDED).isEqualTo(new TpmResponseCode(0x908));
        assertThat(TpmResponseCode.TESTING).isEqualTo(new TpmResponseCode(0x90A));
        assertThat(TpmResponseCode.RETRY).isEqualTo(new TpmResponseCode(0x922));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0x80, 0x100, 0x922, Integer.MIN_VALUE})
    void onlyZeroIsASuccess(int value) {
        assertThat(new TpmResponseCode(0).success()).isTrue();
        assertThat(new TpmResponseCode(value).success()).isFalse();
    }

    @Property(tries = 2000)
    void everyCodeOfATpmHasANameAndALine(@ForAll @IntRange(max = 0xFFF) int value) {
        assertDescribed(value);
    }

    @Property(tries = 500)
    void everyNumberHasANameAndALine(@ForAll int value) {
        assertDescribed(value);
    }

    private static void assertDescribed(int value) {
        final TpmResponseCode code = new TpmResponseCode(value);
        assertThat(code.name()).matches("TPM_RC_[A-Z0-9_]+|(TPM 1\\.2 code |vendor code )?0x[0-9A-F]{8}");
        assertThat(code.toString()).startsWith(code.name()).contains(String.format("0x%08X", value));
    }

    private static void assertAbout(TpmErrorCode error, int value, String about) {
        final TpmResponseCode code = new TpmResponseCode(value);
        assertThat(code.name()).isEqualTo("TPM_RC_" + error.name());
        assertThat(code)
                .hasToString(String.format("TPM_RC_%s (0x%08X): %s%s", error.name(), value, about, error.sentence()));
    }
}
