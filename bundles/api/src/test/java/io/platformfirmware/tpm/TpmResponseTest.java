// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses from bytes, laid out as the tables of TPM 2.0 Library, Part 3 have them; no bytes do more than be refused. */
final class TpmResponseTest {

    private static final String RANDOM = "8001 00000014 00000000 0008 0123456789abcdef";
    private static final String DIGEST_0 = "0000000000000000000000000000000000000001";
    private static final String DIGEST_17 = "ffffffffffffffffffffffffffffffffffffffff";
    private static final String PCRS =
            "8001 00000048 00000000 0000001a 00000001 0004 03 010002 00000002 0014" + DIGEST_0 + "0014" + DIGEST_17;

    @Test
    void givesRandomBytes() throws FirmwareException {
        final TpmResponse response = response(RANDOM);

        assertThat(response.randomBytes()).asHexString().isEqualTo("0123456789ABCDEF");
        assertThat(response.success()).isTrue();
        assertThat(response.tag()).isEqualTo(0x8001);
        assertThat(response.code()).isEqualTo(TpmResponseCode.SUCCESS);
        assertThat(response).hasToString("TPM_RC_SUCCESS, 20 bytes");
    }

    @Test
    void hasNothingButACode() {
        final TpmResponse response = TpmResponse.of(TpmResponseCode.LOCALITY);

        assertThat(response.bytes()).asHexString().isEqualTo("80010000000A00000907");
        assertThat(response).hasToString("TPM_RC_LOCALITY, 10 bytes");
        assertThat(TpmResponse.of(TpmResponseCode.SUCCESS).bytes())
                .asHexString()
                .isEqualTo("80010000000A00000000");
    }

    @Test
    void givesNoRandomBytesWhereTheTpmGaveNone() throws FirmwareException {
        assertThat(response("8001 0000000c 00000000 0000").randomBytes()).isEmpty();
    }

    @Test
    void readsParametersInFrontOfSessions() throws FirmwareException {
        assertThat(response("8002 00000019 00000000 00000006 0004 01020304 0000 01 0000")
                        .randomBytes())
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void givesPcrs() throws FirmwareException {
        assertThat(response(PCRS).pcrValues()).isEqualTo(new PcrValues(26, PcrBank.SHA1, digests(DIGEST_0, DIGEST_17)));
    }

    @Test
    void givesNoPcrsOfABankThatTheTpmDoesNotHave() throws FirmwareException {
        assertThat(response("8001 0000001c 00000000 ffffffff 00000001 000d 03 000000 00000000")
                        .pcrValues())
                .isEqualTo(new PcrValues(0xFFFF_FFFFL, PcrBank.SHA512, new TreeMap<>()));
    }

    @Test
    void takesASelectionOfAnotherSize() throws FirmwareException {
        assertThat(response("8001 00000019 00000000 00000001 00000001 000b 00 00000000")
                        .pcrValues()
                        .digests())
                .isEmpty();
        assertThat(response("8001 0000001d 00000000 00000001 00000001 000b 04 00000000 00000000")
                        .pcrValues()
                        .digests())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '' | 0 bytes are too few: tag, size and code alone are 10
            80010000000a000000 | 9 bytes are too few: tag, size and code alone are 10
            80010000000b00000000 | its size field says 11 bytes, but it has 10
            80010000000a0000000000 | its size field says 10 bytes, but it has 11
            800180000000000000 | 9 bytes are too few: tag, size and code alone are 10
            ffffffffffffffffffff | its size field says 4294967295 bytes, but it has 10
            """)
    void refusesWhatIsNotWholeAndSaysWhy(String hex, String why) {
        assertThatExceptionOfType(FirmwareException.class)
                .isThrownBy(() -> response(hex))
                .withMessage("read response: " + why)
                .returns(FailureReason.INVALID_VALUE, FirmwareException::reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            8001 0000000a 00000000 | its size of random bytes should have 2 bytes at offset 10, but 0 are left
            8001 0000000b 00000000 00 | its size of random bytes should have 2 bytes at offset 10, but 1 are left
            8001 0000000d 00000000 0002 01 | its random bytes should have 2 bytes at offset 12, but 1 are left
            8001 0000000d 00000000 ffff 01 | its random bytes should have 65535 bytes at offset 12, but 1 are left
            8001 0000000e 00000000 0001 01 02 | 1 bytes are left over at its end
            8002 0000000c 00000000 0000 | its size of the parameters should have 4 bytes at offset 10, but 2 are left
            8002 00000010 00000000 00000003 0000 | its parameters should have 3 bytes at offset 14, but 2 are left
            8002 00000010 00000000 ffffffff 0000 | its parameters should have 4294967295 bytes at offset 14, but 2 are left
            8002 00000012 00000000 00000002 0001 0101 | its random bytes should have 1 bytes at offset 16, but 0 are left
            00c4 0000000c 00000000 0000 | its tag 0x00C4 is none of a response that is a success
            """)
    void refusesRandomBytesThatAreNotThere(String hex, String why) throws FirmwareException {
        final TpmResponse response = response(hex);

        assertThatExceptionOfType(FirmwareException.class)
                .isThrownBy(response::randomBytes)
                .withMessage("read response: " + why)
                .returns(FailureReason.INVALID_VALUE, FirmwareException::reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0000001a 00000000 | it selects PCRs of 0 banks, not of one
            0000001a 00000002 | it selects PCRs of 2 banks, not of one
            0000001a 00000001 0012 03 000000 00000000 | no bank of PCRs is known for algorithm 0x0012
            0000001a 00000001 0004 04 00000001 00000001 | it selects PCR 24; the last is 23
            0000001a 00000001 0004 03 010000 00000000 | it selects 1 PCRs, but has 0 digests
            0000001a 00000001 0004 03 000000 ffffffff | it selects 0 PCRs, but has 4294967295 digests
            0000001a 00000001 0004 03 010000 00000001 0002 | its digest of PCR 0 should have 2 bytes at offset 30, but 0 are left
            0000001a 00000001 0004 03 010000 00000001 0001ff | the digest of PCR 0 has 1 bytes; one of sha1 has 20
            0000001a 00000001 0004 03 000000 00000000 00 | 1 bytes are left over at its end
            0000001a 00000001 0004 ff 000000 00000000 | its selection should have 255 bytes at offset 21, but 7 are left
            """)
    void refusesPcrsThatAreNotThere(String parameters, String why) throws FirmwareException {
        final TpmResponse response = success(HexFormat.of().parseHex(parameters.replace(" ", "")));

        assertThatExceptionOfType(FirmwareException.class)
                .isThrownBy(response::pcrValues)
                .withMessage("read response: " + why)
                .returns(FailureReason.INVALID_VALUE, FirmwareException::reason);
    }

    @Test
    void refusesToReadAnError() throws FirmwareException {
        final TpmResponse error = response("8001 0000000a 00000100");

        assertThat(error.success()).isFalse();
        assertThat(error.code()).isEqualTo(TpmResponseCode.INITIALIZE);
        assertThatExceptionOfType(FirmwareException.class)
                .isThrownBy(error::randomBytes)
                .withMessage(
                        "read response: the TPM answered TPM_RC_INITIALIZE (0x00000100): TPM2_Startup was not called yet,"
                                + " or was called already")
                .returns(FailureReason.FIRMWARE_REFUSED, FirmwareException::reason);
        assertThatExceptionOfType(FirmwareException.class)
                .isThrownBy(error::pcrValues)
                .returns(FailureReason.FIRMWARE_REFUSED, FirmwareException::reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {RANDOM, PCRS})
    void keepsItsBytesToItself(String hex) throws FirmwareException {
        final byte[] given = HexFormat.of().parseHex(hex.replace(" ", ""));
        final TpmResponse response = TpmResponse.of(given);

        Arrays.fill(given, (byte) 0);
        Arrays.fill(response.bytes(), (byte) 0);

        assertThat(response).isEqualTo(response(hex)).hasSameHashCodeAs(response(hex));
        assertThat(response).isNotEqualTo(response("8001 0000000a 00000000"));
    }

    @Property(tries = 1000)
    void arbitraryBytesAreAResponseOrRefused(@ForAll @Size(max = 40) byte[] bytes) {
        read(bytes);
    }

    @Property(tries = 1000)
    void arbitraryParametersAreReadOrRefused(
            @ForAll("tag") int tag, @ForAll @IntRange(max = 1) int code, @ForAll @Size(max = 40) byte[] parameters) {
        read(bytes(tag, code, parameters));
    }

    @Property(tries = 2000)
    void damagedResponsesAreReadOrRefused(
            @ForAll("good") byte[] bytes, @ForAll @IntRange(min = 10, max = 71) int where, @ForAll byte what) {
        bytes[where % bytes.length] ^= what;
        read(bytes);
    }

    @Property(tries = 1000)
    void cutOrPaddedResponsesAreReadOrRefused(@ForAll("good") byte[] bytes, @ForAll @IntRange(max = 80) int length) {
        final byte[] cut = Arrays.copyOf(bytes, length);
        if (length >= TpmTransport.HEADER_SIZE) {
            ByteBuffer.wrap(cut).putInt(2, length);
        }
        read(cut);
    }

    @Property(tries = 300)
    void randomBytesOfAnyNumberAreRead(@ForAll @Size(max = 300) byte[] random) throws FirmwareException {
        final ByteBuffer parameters = ByteBuffer.allocate(2 + random.length);
        parameters.putShort((short) random.length).put(random);

        assertThat(success(parameters.array()).randomBytes()).isEqualTo(random);
    }

    @Property(tries = 300)
    void pcrsAreReadAsTheyWereWritten(@ForAll("values") PcrValues values) throws FirmwareException {
        assertThat(success(parameters(values)).pcrValues()).isEqualTo(values);
    }

    @Provide
    Arbitrary<Integer> tag() {
        return Arbitraries.of(0x8001, 0x8002, 0x00C4, 0xFFFF);
    }

    @Provide
    Arbitrary<byte[]> good() {
        return Arbitraries.of(RANDOM, PCRS, "8002 00000019 00000000 00000006 0004 01020304 0000 01 0000")
                .map(hex -> HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Provide
    Arbitrary<PcrValues> values() {
        final Arbitrary<Integer> pcr = Arbitraries.integers().between(0, 23);
        return Combinators.combine(
                        Arbitraries.longs().between(0, 0xFFFF_FFFFL), Arbitraries.of(PcrBank.class), pcr.set())
                .as((counter, bank, pcrs) -> {
                    final SortedMap<Integer, byte[]> digests = new TreeMap<>();
                    pcrs.forEach(one -> {
                        final byte[] digest = new byte[bank.size()];
                        Arrays.fill(digest, (byte) (one + counter));
                        digests.put(one, digest);
                    });
                    return new PcrValues(counter, bank, digests);
                });
    }

    private static void read(byte[] bytes) {
        final TpmResponse response;
        try {
            response = TpmResponse.of(bytes);
        } catch (final FirmwareException e) {
            assertThat(e.reason()).isEqualTo(FailureReason.INVALID_VALUE);
            return;
        }
        assertThat(response.bytes()).isEqualTo(bytes);
        final FailureReason refusal = response.success() ? FailureReason.INVALID_VALUE : FailureReason.FIRMWARE_REFUSED;
        try {
            assertThat(response.randomBytes()).hasSizeLessThanOrEqualTo(bytes.length - 12);
        } catch (final FirmwareException e) {
            assertThat(e.reason()).isEqualTo(refusal);
        }
        try {
            assertThat(response.pcrValues().digests()).hasSizeLessThanOrEqualTo(PcrValues.PCR_COUNT);
        } catch (final FirmwareException e) {
            assertThat(e.reason()).isEqualTo(refusal);
        }
    }

    private static byte[] parameters(PcrValues values) {
        final ByteBuffer out = ByteBuffer.allocate(
                18 + values.digests().size() * (2 + values.bank().size()));
        out.putInt((int) values.updateCounter()).putInt(1);
        out.putShort((short) values.bank().algorithm()).put((byte) 3);
        final int select =
                values.digests().keySet().stream().mapToInt(pcr -> 1 << pcr).sum();
        out.put((byte) select).put((byte) (select >> 8)).put((byte) (select >> 16));
        out.putInt(values.digests().size());
        values.digests()
                .values()
                .forEach(digest -> out.putShort((short) digest.length).put(digest));
        return out.array();
    }

    private static SortedMap<Integer, byte[]> digests(String zero, String seventeen) {
        final SortedMap<Integer, byte[]> digests = new TreeMap<>();
        digests.put(0, HexFormat.of().parseHex(zero));
        digests.put(17, HexFormat.of().parseHex(seventeen));
        return digests;
    }

    private static TpmResponse response(String hex) throws FirmwareException {
        return TpmResponse.of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static TpmResponse success(byte[] parameters) throws FirmwareException {
        return TpmResponse.of(bytes(0x8001, 0, parameters));
    }

    private static byte[] bytes(int tag, int code, byte[] parameters) {
        return ByteBuffer.allocate(10 + parameters.length)
                .putShort((short) tag)
                .putInt(10 + parameters.length)
                .putInt(code)
                .put(parameters)
                .array();
    }
}
