// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcrCommandTest {

    private static final String DIGEST = "%02x" + "ab".repeat(31);

    @TempDir
    Path folder;

    private Chips chips;

    /** The update counter by the number of the command. */
    private IntUnaryOperator counter = number -> 23;

    /** Which PCRs the bank has. */
    private Set<Integer> there;

    private int commands;

    @BeforeEach
    void setUp() {
        chips = new Chips(folder);
        there = new TreeSet<>(IntStream.range(0, 24).boxed().toList());
        chips.chip.tpm = this::answer;
    }

    /** As a TPM does: 8 at most, those with the lowest numbers. */
    private byte[] answer(byte[] command) {
        final byte[] select = {command[17], command[18], command[19]};
        final int algorithm = ByteBuffer.wrap(command).getShort(14);
        final int[] given = IntStream.range(0, 24)
                .filter(pcr -> (select[pcr / 8] >> pcr % 8 & 1) != 0 && there.contains(pcr))
                .limit(8)
                .toArray();
        final byte[] selected = new byte[3];
        final StringBuilder digests = new StringBuilder();
        for (final int pcr : given) {
            selected[pcr / 8] |= (byte) (1 << pcr % 8);
            final String digest = String.format(DIGEST, pcr);
            digests.append(algorithm == 4 ? "0014" + digest.substring(0, 40) : "0020" + digest);
        }
        return Chips.response(
                0,
                String.format("%08x00000001%04x03", counter.applyAsInt(commands++), algorithm)
                        + HexFormat.of().formatHex(selected)
                        + String.format("%08x", given.length)
                        + digests);
    }

    @Test
    void readsAllInParts() throws Exception {
        final Karaf.Result result = chips.run("cr50:pcr");

        assertThat(result.status()).isZero();
        assertThat(result.console()).isEmpty();
        assertThat(result.out())
                .startsWith("""
                        PCR | SHA256
                        ----+-----------------------------------------------------------------
                          0 | 00%1$s
                          1 | 01%1$s
                        """.formatted("ab".repeat(31)))
                .endsWith(" 23 | 17" + "ab".repeat(31) + "\n")
                .hasLineCount(26);
        assertThat(chips.chip.calls)
                .containsExactly(
                        "8001000000140000017e00000001000b03ff0000",
                        "8001000000140000017e00000001000b0300ff00",
                        "8001000000140000017e00000001000b030000ff");
    }

    @Test
    void readsThoseThatAreNamed() throws Exception {
        assertThat(chips.run("cr50:pcr 7,0-1 --bank SHA1 --no-format"))
                .isEqualTo(new Karaf.Result(
                        0,
                        String.join(
                                "",
                                "0\t00" + "ab".repeat(19) + "\n",
                                "1\t01" + "ab".repeat(19) + "\n",
                                "7\t07" + "ab".repeat(19) + "\n"),
                        ""));
        assertThat(chips.run("cr50:pcr -b sha256 0-3 8 16,23-23").out()).hasLineCount(9);
    }

    @Test
    void readsAgainUntilItIsOfOneMoment() throws Exception {
        counter = number -> number < 5 ? number : 5;

        assertThat(chips.run("cr50:pcr 0-15"))
                .matches(result -> result.console().isEmpty());
        // 0 and 1, 2 and 3, 4 and 5, 5 and 5
        assertThat(chips.chip.calls).hasSize(8);
    }

    @Test
    void saysWhenItIsNotOfOneMoment() throws Exception {
        counter = number -> number;

        final Karaf.Result result = chips.run("cr50:pcr 0-15 --no-format");

        assertThat(result.status()).isZero();
        assertThat(result.out()).hasLineCount(16);
        assertThat(result.console())
                .isEqualTo(
                        "Warning: cr50-main: these are not of one moment: PCRs were changed each time while they were"
                                + " read\n");
        assertThat(chips.chip.calls).hasSize(10);
        assertThat(chips.run("cr50:pcr 0-15 --json").out()).endsWith(",\"oneMoment\":false}\n");
    }

    @Test
    void saysWhatTheBankDoesNotHave() throws Exception {
        there.remove(23);
        there.remove(22);

        final Karaf.Result some = chips.run("cr50:pcr 0,21-23");

        assertThat(some.status()).isZero();
        assertThat(some.out()).hasLineCount(4);
        assertThat(some.console()).isEqualTo("Warning: cr50-main: not in this bank: PCR 22, PCR 23\n");
        there.clear();
        assertThat(chips.run("cr50:pcr --bank sha512")).isEqualTo(new Karaf.Result(1, "", """
                        Error: cr50-main: pcr: the TPM has none of these PCRs in bank sha512
                        Next: Name another bank with --bank: sha1, sha256, sha384 or sha512.
                        """));
    }

    @Test
    void aTpmThatWasNotStartedIsExplained() throws Exception {
        chips.chip.tpm = command -> Chips.response(0x100, "");

        final Karaf.Result result = chips.run("cr50:pcr");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.console())
                .startsWith(
                        "Error: cr50-main: pcr: the TPM answered TPM2_PCR_Read with TPM_RC_INITIALIZE (0x00000100): ")
                .endsWith("\nNext: The TPM was not started, which is the platform's business after a reset: cr50:send"
                        + " 80010000000C000001440000\n");
        assertThat(chips.chip.calls).hasSize(1);
    }

    @Test
    void anAnswerForAnotherBankIsNone() throws Exception {
        chips.chip.tpm = command -> {
            command[15] = 4;
            return answer(command);
        };

        assertThat(chips.run("cr50:pcr 0")).isEqualTo(new Karaf.Result(4, "", """
                        Error: cr50-main: pcr: the TPM was asked for bank sha256 and answered with sha1
                        """));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    24      | there is no PCR 24: 0 to 23
                    0-24    | there is no PCR 24: 0 to 23
                    7-0     | the range 7-0 runs backwards: 0-7
                    x       | 'x' is no PCR: a number from 0 to 23, or a range such as 0-7, is
                    0,,1    | '' is no PCR: a number from 0 to 23, or a range such as 0-7, is
                    0 1- 2  | '1-' is no PCR: a number from 0 to 23, or a range such as 0-7, is
                    -b md5  | --bank md5 is not allowed: sha1, sha256, sha384 or sha512
                    0 -x    | -x is one argument too many
                    """)
    void saysWhatIsWrong(String arguments, String message) throws Exception {
        final Karaf.Result result = chips.run("cr50:pcr " + arguments);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.console()).startsWith("Error: pcr: " + message + "\n");
        assertThat(chips.chip.calls).isEmpty();
    }

    @Test
    void printsJson() throws Exception {
        assertThat(chips.run("cr50:pcr 3 --json"))
                .isEqualTo(new Karaf.Result(
                        0,
                        "{\"schemaVersion\":1,\"deviceId\":\"cr50-main\",\"pcrs\":{\"updateCounter\":23,\"bank\":\"sha256\","
                                + "\"pcrs\":[{\"pcr\":3,\"digest\":\"03" + "ab".repeat(31)
                                + "\"}]},\"oneMoment\":true}\n",
                        ""));
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        chips.karaf.session.terminal = new FakeTerminal(50, false);

        assertThat(chips.run("cr50:pcr 0").out())
                .hasLineCount(4)
                .satisfies(out -> assertThat(out.lines()).allMatch(line -> line.length() < 50));
    }
}
