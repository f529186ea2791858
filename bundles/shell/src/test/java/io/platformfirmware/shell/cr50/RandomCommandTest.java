// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomCommandTest {

    @TempDir
    Path folder;

    private Chips chips;

    @BeforeEach
    void setUp() {
        chips = new Chips(folder);
        chips.chip.tpm = bytes -> {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) i;
            }
            return bytes;
        };
    }

    @Test
    void printsLinesOf32Bytes() throws Exception {
        final String expected = """
                000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
                2021
                """;

        assertThat(chips.run("cr50:random 34")).isEqualTo(new Karaf.Result(0, expected, ""));
        assertThat(chips.run("cr50:random 34 --hex --no-format")).isEqualTo(new Karaf.Result(0, expected, ""));
        assertThat(chips.run("cr50:random -d cr50-main 65536").out()).hasLineCount(2048);
        assertThat(chips.chip.calls).containsExactly("random 34", "random 34", "random 65536");
    }

    @Test
    void printsBase64() throws Exception {
        assertThat(chips.run("cr50:random --base64 50")).isEqualTo(new Karaf.Result(0, """
                        AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v
                        MDE=
                        """, ""));
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        chips.karaf.session.terminal = new FakeTerminal(40, false);

        assertThat(chips.run("cr50:random 34").out()).startsWith("000102030405060708090a0b0c0d0e0f1011\n1213");
    }

    @Test
    void printsJson() throws Exception {
        assertThat(chips.run("cr50:random 3 --json").out())
                .isEqualTo("{\"schemaVersion\":1,\"deviceId\":\"cr50-main\",\"size\":3,\"hex\":\"000102\"}\n");
        assertThat(chips.run("cr50:random 3 --json --base64").out())
                .isEqualTo("{\"schemaVersion\":1,\"deviceId\":\"cr50-main\",\"size\":3,\"base64\":\"AAEC\"}\n");
        assertThat(chips.run("cr50:random 3 --json -o r").out())
                .isEqualTo("{\"schemaVersion\":1,\"deviceId\":\"cr50-main\",\"file\":\"" + folder.resolve("r")
                        + "\",\"size\":3}\n");
    }

    @Test
    void writesTheVeryBytes() throws Exception {
        assertThat(chips.run("cr50:random 3 -o r"))
                .isEqualTo(
                        new Karaf.Result(0, "cr50-main: 3 random bytes written to " + folder.resolve("r") + "\n", ""));
        assertThat(folder.resolve("r")).hasBinaryContent(new byte[] {0, 1, 2});
        assertThat(chips.run("cr50:random 1 -o r"))
                .isEqualTo(new Karaf.Result(1, "", """
                        Error: random: %s is there already
                        Next: Add --force to replace it, or name another file.
                        """.formatted(folder.resolve("r"))));
        assertThat(chips.run("cr50:random 1 --raw -f -o r --no-format")).isEqualTo(new Karaf.Result(0, "", ""));
        assertThat(Files.readAllBytes(folder.resolve("r"))).containsExactly(0);
        assertThat(chips.run("cr50:random 1 -o no/r").status()).isEqualTo(3);
        assertThat(chips.chip.calls).containsExactly("random 3", "random 1");
    }

    @Test
    void rawBytesAreNotForATerminal() throws Exception {
        chips.chip.tpm = bytes -> "\u001b[2J".getBytes(StandardCharsets.US_ASCII);
        assertThat(chips.run("cr50:random 4 --raw")).isEqualTo(new Karaf.Result(0, "\u001b[2J", ""));

        chips.karaf.session.terminal = new FakeTerminal(200, false);
        assertThat(chips.run("cr50:random 4 --raw")).isEqualTo(new Karaf.Result(1, "", """
                        Error: random: --raw is not for a terminal, which would take the bytes for commands
                        Next: Add -o FILE, or leave --raw out.
                        """));
        assertThat(chips.run("cr50:random 4 --raw --no-format").status()).isEqualTo(1);
        assertThat(chips.run("cr50:random 4 --raw -o r").status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65537", "x", "1.5", "9999999999", "0x10"})
    void refusesWhatIsNoNumberOfBytes(String number) throws Exception {
        assertThat(chips.run("cr50:random " + number))
                .isEqualTo(new Karaf.Result(
                        1, "", "Error: random: " + number + " is not allowed: a number of bytes, 1 to 65536\n"));
        assertThat(chips.chip.calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --force           | --force is for --output
                    -o r --hex        | --output gets the very bytes: --hex and --base64 do not go with it
                    --hex --base64    | --hex, --base64 and --raw do not go together
                    --raw --hex       | --hex, --base64 and --raw do not go together
                    """)
    void refusesOptionsThatMakeNoSense(String options, String message) throws Exception {
        assertThat(chips.run("cr50:random 4 " + options))
                .isEqualTo(new Karaf.Result(1, "", "Error: random: " + message + "\n"));
        assertThat(chips.run("cr50:random 4 --raw --json").out()).contains("--raw does not go with --json");
        assertThat(chips.chip.calls).isEmpty();
    }

    @Test
    void aRefusalOfTheTpmIsAnErrorAndNoFile() throws Exception {
        chips.chip.tpm = bytes -> {
            throw Failure.of(FailureReason.FIRMWARE_REFUSED, "random", "the TPM answered TPM_RC_INITIALIZE")
                    .on("cr50-main")
                    .asException();
        };

        assertThat(chips.run("cr50:random 4 -o r"))
                .isEqualTo(new Karaf.Result(1, "", "Error: cr50-main: random: the TPM answered TPM_RC_INITIALIZE\n"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhatItWaitsFor() throws Exception {
        chips.progress = new Progress.Times(Duration.ofMillis(1), Duration.ofHours(1));
        final Shown shown = new Shown(chips.karaf);
        chips.chip.tpm = bytes -> {
            shown.await("random bytes, 0 s\n");
            return bytes;
        };

        assertThat(chips.run("cr50:random 2")).isEqualTo(new Karaf.Result(0, "0000\n", "2 random bytes, 0 s\n"));
    }
}
