// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.tpm.TpmCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendCommandTest {

    private static final String GET_RANDOM = "80010000000c0000017b0008";
    private static final String CLEAR = "80010000000a00000126";
    private static final int RC_INITIALIZE = 0x100;
    private static final int RC_VALUE_PARAMETER_1 = 0x1C4;

    @TempDir
    Path folder;

    private Chips chips;

    @BeforeEach
    void setUp() {
        chips = new Chips(folder);
        chips.chip.tpm = command -> Chips.response(0, "00080102030405060741");
    }

    @Test
    void showsTheResponseByNameAndByByte() throws Exception {
        assertThat(chips.run("cr50:send " + GET_RANDOM)).isEqualTo(new Karaf.Result(0, """
                        Command   TPM2_GetRandom, 12 bytes
                        Answer    TPM_RC_SUCCESS (0x00000000): the command did what it should
                        Response  20 bytes

                        00000000  80 01 00 00 00 14 00 00 00 00 00 08 01 02 03 04  |................|
                        00000010  05 06 07 41                                      |...A|
                        """, ""));
        assertThat(chips.chip.calls).containsExactly(GET_RANDOM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80010000000C0000017B0008",
                "8001 0000000c 0000017b 0008",
                "80:01:00:00:00:0c 00:00:01:7b 00:08",
                "-d cr50-main 80 01 00 00 00 0c 00 00 01 7b 00 08",
                "8001 0000000c 0000017b 0008 -d cr50-main"
            })
    void takesTheBytesAsUsersTypeThem(String command) throws Exception {
        assertThat(chips.run("cr50:send " + command).status()).isZero();
        assertThat(chips.chip.calls).containsExactly(GET_RANDOM);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    8001000g       | 'g' is no hexadecimal digit (character 8), behind 3 bytes
                    8001 0x00      | 'x' is no hexadecimal digit (character 7), behind 2 bytes
                    80 0           | a byte has 2 digits, and '0' (character 4) stands alone, behind 1 byte
                    800 10         | a byte has 2 digits, and '0' (character 3) stands alone, behind 1 byte
                    80:1           | a byte has 2 digits, and '1' (character 4) stands alone, behind 1 byte
                    :              | there is no byte in it
                    @a @b          | a file is the whole command: nothing goes with @a
                    80 @a          | a file is the whole command: nothing goes with 80
                    """)
    void saysWhatIsWrongAndWhere(String command, String message) throws Exception {
        assertThat(chips.run("cr50:send " + command))
                .isEqualTo(new Karaf.Result(1, "", "Error: send: " + message + "\n"));
        assertThat(chips.chip.calls).isEmpty();
    }

    @Test
    void refusesWhatIsNoCommand() throws Exception {
        assertThat(chips.run("cr50:send 8001").status()).isEqualTo(1);
        final Karaf.Result result = chips.run("cr50:send 80010000000d0000017b0008");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.console()).startsWith("Error: send: ").contains("13 bytes", "has 12");
        assertThat(chips.run("cr50:send " + "00".repeat(4097)).console()).contains("4097 bytes are too many");
        assertThat(chips.chip.calls).isEmpty();
    }

    @Test
    void anErrorCodeIsShownAndAFailure() throws Exception {
        chips.chip.tpm = command -> Chips.response(RC_VALUE_PARAMETER_1, "");

        final Karaf.Result result = chips.run("cr50:send " + GET_RANDOM + " --no-format");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.console()).isEmpty();
        assertThat(result.out())
                .startsWith("Command\tTPM2_GetRandom, 12 bytes\nAnswer\tTPM_RC_VALUE (0x000001C4): parameter 1: ")
                .endsWith("\nResponse\t10 bytes\n00000000\t80 01 00 00 00 0a 00 00 01 c4\t..........\n");
    }

    @Test
    void saysHowToStartATpm() throws Exception {
        chips.chip.tpm = command -> Chips.response(RC_INITIALIZE, "");

        assertThat(chips.run("cr50:send " + GET_RANDOM).console())
                .isEqualTo("Next: The TPM was not started, which is the platform's business after a reset: cr50:send"
                        + " 80010000000C000001440000\n");
        assertThat(chips.run("cr50:send 80010000000C000001440000"))
                .matches(result -> result.status() == 1 && result.console().isEmpty());
    }

    @Test
    void readsAFile() throws Exception {
        Files.write(folder.resolve("command"), HexFormat.of().parseHex(GET_RANDOM));

        assertThat(chips.run("cr50:send @command --timeout 5").status()).isZero();
        assertThat(chips.run("cr50:send @" + folder + "/command").status()).isZero();
        assertThat(chips.chip.calls).containsExactly(GET_RANDOM + " in 5 s", GET_RANDOM);
    }

    @Test
    void refusesFilesThatAreNone() throws Exception {
        assertThat(chips.run("cr50:send @nope"))
                .isEqualTo(new Karaf.Result(3, "", "Error: send: there is no file " + folder.resolve("nope") + "\n"));
        assertThat(chips.run("cr50:send @.").console()).endsWith(" is not a regular file\n");
        Files.write(folder.resolve("long"), new byte[4097]);
        assertThat(chips.run("cr50:send @long"))
                .isEqualTo(new Karaf.Result(
                        1,
                        "",
                        "Error: send: " + folder.resolve("long")
                                + " has more than 4096 bytes, the most that a command has\n"));
        Files.write(folder.resolve("empty"), new byte[0]);
        assertThat(chips.run("cr50:send @empty").console()).isEqualTo("Error: send: there is no byte in it\n");
        assertThat(chips.chip.calls).isEmpty();
    }

    @Test
    void writesTheResponse() throws Exception {
        assertThat(chips.run("cr50:send " + GET_RANDOM + " -o r"))
                .isEqualTo(new Karaf.Result(0, """
                        Command   TPM2_GetRandom, 12 bytes
                        Answer    TPM_RC_SUCCESS (0x00000000): the command did what it should
                        Response  20 bytes, written to %s
                        """.formatted(folder.resolve("r")), ""));
        assertThat(folder.resolve("r")).hasBinaryContent(Chips.response(0, "00080102030405060741"));
        assertThat(chips.run("cr50:send -o r " + GET_RANDOM).console()).contains(" is there already\n");
        assertThat(chips.run("cr50:send --force " + GET_RANDOM).console())
                .isEqualTo("Error: send: --force is for --output\n");
        assertThat(chips.chip.calls).hasSize(1);
    }

    @Test
    void printsJson() throws Exception {
        assertThat(chips.run("cr50:send " + GET_RANDOM + " --json")).isEqualTo(new Karaf.Result(0, """
                        {"schemaVersion":1,"deviceId":"cr50-main","response":{"command":"TPM2_GetRandom","commandCode":379,\
                        "success":true,"code":0,"name":"TPM_RC_SUCCESS","meaning":"TPM_RC_SUCCESS (0x00000000): the command \
                        did what it should","size":20,"hex":"8001000000140000000000080102030405060741"}}
                        """, ""));
        chips.chip.tpm = command -> Chips.response(RC_INITIALIZE, "");
        final Karaf.Result refused = chips.run("cr50:send " + GET_RANDOM + " --json -o r");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.console()).isEmpty();
        assertThat(refused.out()).contains("\"success\":false").endsWith(",\"file\":\"" + folder + "/r\"}\n");
    }

    @Test
    void asksBeforeKeysAreDestroyed() throws Exception {
        assertThat(chips.run("cr50:send " + CLEAR).status()).isEqualTo(2);
        chips.karaf.session.user = prompt -> "n";
        assertThat(chips.run("cr50:send " + CLEAR)).isEqualTo(new Karaf.Result(2, "Nothing was done.\n", ""));
        assertThat(chips.karaf.session.prompts)
                .containsExactly(
                        "TPM2_Clear destroys keys for good. Send it? [y/N] ",
                        "TPM2_Clear destroys keys for good. Send it? [y/N] ");
        assertThat(chips.chip.calls).isEmpty();

        assertThat(chips.run("cr50:send --yes " + CLEAR).status()).isZero();
        chips.karaf.session.user = prompt -> "y";
        assertThat(chips.run("cr50:send " + CLEAR.replace("126", "124")).status())
                .isZero();
        assertThat(chips.chip.calls).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3601", "x", "1.5", "-1"})
    void refusesWhatIsNoTimeout(String seconds) throws Exception {
        assertThat(chips.run("cr50:send " + GET_RANDOM + " --timeout=" + seconds))
                .isEqualTo(new Karaf.Result(
                        1,
                        "",
                        "Error: send: --timeout " + seconds + " is not allowed: a number of seconds, 1 to 3600\n"));
    }

    @ParameterizedTest
    @CsvSource({"TIMED_OUT, 4", "TRANSPORT_ERROR, 4", "SUSPENDED, 4", "DEVICE_GONE, 4"})
    void failuresOfTheLinkAreNotThoseOfTheTpm(FailureReason reason, int status) throws Exception {
        chips.chip.tpm = command -> {
            throw Failure.of(reason, "transmit", "it failed").on("cr50-main").asException();
        };

        assertThat(chips.run("cr50:send " + GET_RANDOM))
                .isEqualTo(new Karaf.Result(status, "", "Error: cr50-main: transmit: it failed\n"));
    }

    @Test
    void ctrlCGivesTheCommandUpAndSaysWhatThatMeans() throws Exception {
        final CountDownLatch reached = new CountDownLatch(1);
        chips.chip.tpm = command -> untilInterrupted(reached);
        final FutureTask<Karaf.Result> result = new FutureTask<>(() -> chips.run("cr50:send " + GET_RANDOM));
        final Thread thread = new Thread(result, "command");
        thread.start();
        reached.await();

        thread.interrupt();

        assertThat(result.get()).isEqualTo(new Karaf.Result(2, "", """
                        Cancelled: cr50-main: send: TPM2_GetRandom was given up. If the chip executes it already, that goes \
                        on: it may be done all the same, its response is thrown away, and later commands wait for its end
                        Next: cr50:info shows what the chip still does.
                        """));
        assertThat(chips.chip.calls).containsExactly(GET_RANDOM, "cancel");
    }

    private static byte[] untilInterrupted(CountDownLatch reached) throws FirmwareException {
        try {
            reached.countDown();
            new CountDownLatch(1).await();
            throw new AssertionError();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(FailureReason.CANCELLED, "transmit", "interrupted").asException();
        }
    }

    @Test
    void saysWhatItWaitsForAndNotToAProgram() throws Exception {
        chips.progress = new Progress.Times(Duration.ofMillis(1), Duration.ofMillis(1));
        final Shown shown = new Shown(chips.karaf);
        chips.chip.tpm = command -> {
            shown.await("TPM2_GetRandom waits for the link, 0 s\n");
            chips.chip.running = "TPM2_CreatePrimary";
            shown.await("TPM2_GetRandom waits behind TPM2_CreatePrimary, 0 s\n");
            chips.chip.running = "TPM2_GetRandom";
            shown.await("TPM2_GetRandom is running, ");
            return Chips.response(0, "");
        };

        final Karaf.Result result = chips.run("cr50:send " + GET_RANDOM);

        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("Command   TPM2_GetRandom").doesNotContain("running");
        chips.chip.tpm = command -> Chips.response(0, "");
        assertThat(chips.run("cr50:send --json " + GET_RANDOM).console()).isEmpty();
    }

    @Test
    void nothingIsToldOfAServiceThatWentAwayMeanwhile() throws Exception {
        chips.progress = new Progress.Times(Duration.ofMillis(1), Duration.ofMillis(1));
        final Shown shown = new Shown(chips.karaf);
        chips.chip.tpm = command -> {
            chips.chip.unregistered = true;
            shown.await("waits for the link");
            throw Failure.of(FailureReason.DEVICE_GONE, "transmit", "stopped").asException();
        };

        assertThat(chips.run("cr50:send " + GET_RANDOM).console()).endsWith("Error: transmit: stopped\n");
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        chips.karaf.session.terminal = new FakeTerminal(50, false);

        assertThat(chips.run("cr50:send " + GET_RANDOM).out().lines()).allMatch(line -> line.length() < 50);
    }

    @Test
    void theDistributedExampleIsAStartup() {
        assertThat(HexFormat.of().formatHex(TpmCommand.startup(false).bytes())).isEqualTo("80010000000c000001440000");
    }
}
