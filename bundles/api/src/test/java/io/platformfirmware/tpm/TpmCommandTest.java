// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands as bytes; the golden ones are laid out as the tables of TPM 2.0 Library, Part 3 have them. */
final class TpmCommandTest {

    static Stream<Arguments> encoded() {
        return Stream.of(
                Arguments.of(TpmCommand.getRandom(0), "TPM2_GetRandom", "8001 0000000c 0000017b 0000"),
                Arguments.of(TpmCommand.getRandom(16), "TPM2_GetRandom", "8001 0000000c 0000017b 0010"),
                Arguments.of(TpmCommand.getRandom(65_535), "TPM2_GetRandom", "8001 0000000c 0000017b ffff"),
                Arguments.of(TpmCommand.selfTest(true), "TPM2_SelfTest", "8001 0000000b 00000143 01"),
                Arguments.of(TpmCommand.selfTest(false), "TPM2_SelfTest", "8001 0000000b 00000143 00"),
                Arguments.of(TpmCommand.shutdown(true), "TPM2_Shutdown", "8001 0000000c 00000145 0001"),
                Arguments.of(TpmCommand.shutdown(false), "TPM2_Shutdown", "8001 0000000c 00000145 0000"),
                Arguments.of(TpmCommand.startup(true), "TPM2_Startup", "8001 0000000c 00000144 0001"),
                Arguments.of(TpmCommand.startup(false), "TPM2_Startup", "8001 0000000c 00000144 0000"),
                Arguments.of(
                        TpmCommand.flushContext(0x8000_0001), "TPM2_FlushContext", "8001 0000000e 00000165 80000001"),
                Arguments.of(
                        TpmCommand.getCapability(6, 0x100, 1),
                        "TPM2_GetCapability",
                        "8001 00000016 0000017a 00000006 00000100 00000001"),
                Arguments.of(
                        TpmCommand.getCapability(-1, 0x8000_0000, -1),
                        "TPM2_GetCapability",
                        "8001 00000016 0000017a ffffffff 80000000 ffffffff"),
                Arguments.of(
                        TpmCommand.pcrRead(PcrBank.SHA256, List.of(0)),
                        "TPM2_PCR_Read",
                        "8001 00000014 0000017e 00000001 000b 03 010000"),
                Arguments.of(
                        TpmCommand.pcrRead(PcrBank.SHA1, Set.of(0, 1, 2, 3, 4, 5, 6, 7)),
                        "TPM2_PCR_Read",
                        "8001 00000014 0000017e 00000001 0004 03 ff0000"),
                Arguments.of(
                        TpmCommand.pcrRead(PcrBank.SHA384, List.of(23, 8, 23)),
                        "TPM2_PCR_Read",
                        "8001 00000014 0000017e 00000001 000c 03 000180"),
                Arguments.of(
                        TpmCommand.pcrRead(
                                PcrBank.SHA512, IntStream.range(0, 24).boxed().toList()),
                        "TPM2_PCR_Read",
                        "8001 00000014 0000017e 00000001 000d 03 ffffff"),
                Arguments.of(
                        TpmCommand.pcrRead(PcrBank.SHA256, List.of()),
                        "TPM2_PCR_Read",
                        "8001 00000014 0000017e 00000001 000b 03 000000"));
    }

    @ParameterizedTest
    @MethodSource("encoded")
    void isEncodedAsTheLibraryHasIt(TpmCommand command, String name, String golden) throws FirmwareException {
        assertThat(HexFormat.of().formatHex(command.bytes())).isEqualTo(golden.replace(" ", ""));
        assertThat(command.length()).isEqualTo(command.bytes().length);
        assertThat(command.tag()).isEqualTo(0x8001);
        assertThat(command.name()).isEqualTo(name);
        assertThat(TpmCommand.of(command.bytes())).isEqualTo(command).hasSameHashCodeAs(command);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536, Integer.MIN_VALUE})
    void refusesToAskForANumberOfBytesThatDoesNotFit(int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TpmCommand.getRandom(count))
                .withMessageContaining(count + " bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 24, Integer.MAX_VALUE})
    void refusesPcrsThatAreNotThere(int pcr) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TpmCommand.pcrRead(PcrBank.SHA1, List.of(0, pcr)))
                .withMessage("PCR " + pcr + " is not one of 0 to 23");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                          | 0 bytes are too few: tag, size and code alone are 10
            80010000000a000001          | 9 bytes are too few: tag, size and code alone are 10
            80010000000b00000143        | its size field says 11 bytes, but it has 10
            8001000000090000014301      | its size field says 9 bytes, but it has 11
            8001000000000000014301      | its size field says 0 bytes, but it has 11
            8001ffffffff0000014301      | its size field says 4294967295 bytes, but it has 11
            """)
    void refusesWhatIsNotWholeAndSaysWhy(String hex, String why) {
        assertThatExceptionOfType(FirmwareException.class)
                .isThrownBy(() -> TpmCommand.of(HexFormat.of().parseHex(hex)))
                .withMessage("check command: " + why)
                .returns(FailureReason.INVALID_VALUE, FirmwareException::reason);
    }

    @Test
    void takesUpTo4096Bytes() throws FirmwareException {
        assertThat(TpmCommand.of(command(0x8002, 0x137, new byte[4086])).length())
                .isEqualTo(TpmCommand.MAX_SIZE);
        assertThatExceptionOfType(FirmwareException.class)
                .isThrownBy(() -> TpmCommand.of(command(0x8002, 0x137, new byte[4087])))
                .withMessage("check command: 4097 bytes are too many: 4096 at most")
                .returns(FailureReason.INVALID_VALUE, FirmwareException::reason);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0000014E, TPM2_NV_Read",
        "0x0000011E, command 0x0000011E",
        "0x000001FF, command 0x000001FF",
        "0x00000000, command 0x00000000",
        "0xDFFFFFFF, command 0xDFFFFFFF",
        "0x20000000, vendor command 0x20000000",
        "0x2000014E, vendor command 0x2000014E",
        "0xFFFFFFFF, vendor command 0xFFFFFFFF"
    })
    void hasANameForAPerson(String code, String name) throws FirmwareException {
        assertThat(TpmCommand.of(command(0x8001, Long.decode(code).intValue(), new byte[0]))
                        .name())
                .isEqualTo(name);
    }

    @Test
    void keepsItsBytesToItself() throws FirmwareException {
        final byte[] given = command(0x8001, 0x17B, new byte[] {0, 16});
        final TpmCommand command = TpmCommand.of(given);

        Arrays.fill(given, (byte) 0);
        Arrays.fill(command.bytes(), (byte) 0);

        assertThat(command).isEqualTo(TpmCommand.getRandom(16)).isNotEqualTo(TpmCommand.getRandom(17));
        assertThat(command).hasToString("TPM2_GetRandom, 12 bytes");
    }

    @Property(tries = 1000)
    void arbitraryBytesAreACommandOrRefused(@ForAll @Size(max = 40) byte[] bytes) {
        try {
            assertThat(TpmCommand.of(bytes).bytes()).isEqualTo(bytes);
        } catch (final FirmwareException e) {
            assertThat(e.reason()).isEqualTo(FailureReason.INVALID_VALUE);
        }
    }

    @Property(tries = 500)
    void whatIsWholeIsNeitherJudgedNorChanged(
            @ForAll @IntRange(max = 0xFFFF) int tag, @ForAll int code, @ForAll @Size(max = 64) byte[] rest)
            throws FirmwareException {
        final byte[] bytes = command(tag, code, rest);
        final TpmCommand command = TpmCommand.of(bytes);

        assertThat(command.bytes()).isEqualTo(bytes);
        assertThat(command.tag()).isEqualTo(tag);
        assertThat(command.code()).isEqualTo(code);
        assertThat(command.length()).isEqualTo(bytes.length);
        assertThat(command.name()).isNotBlank();
    }

    private static byte[] command(int tag, int code, byte[] rest) {
        return ByteBuffer.allocate(10 + rest.length)
                .putShort((short) tag)
                .putInt(10 + rest.length)
                .putInt(code)
                .put(rest)
                .array();
    }
}
