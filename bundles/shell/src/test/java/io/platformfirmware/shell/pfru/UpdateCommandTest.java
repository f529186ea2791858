// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.update.UpdateState;
import io.platformfirmware.update.UpdateTelemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateCommandTest {

    /** On the console, past any pipe: standard output is shown only when the command has ended. */
    private static final String PROGRESS = """
            Checking... done (12 ms)
            Loading... done (12 ms)
            Staging... done (12 ms)
            Activating... done (12 ms)
            Verifying... done (12 ms)
            """;

    private static final String FAILED_PROGRESS = """
            Checking... done (12 ms)
            Loading... done (12 ms)
            Staging... failed (1.2 s)
            """;

    private static final String VERDICT = """
            pfru0: updated: firmwareVersion 65536 -> 65537, codeRuntimeVersion 1 -> 2
            """;

    @TempDir
    Path folder;

    private Pfru pfru;

    @BeforeEach
    void setUp() {
        pfru = new Pfru(folder);
        pfru.file("code2.cap", Samples.code(2));
    }

    @Test
    void installsAfterAYes() throws Exception {
        pfru.karaf.session.user = prompt -> "y";

        final Karaf.Result result = pfru.run("pfru:update code2.cap");

        assertThat(result)
                .isEqualTo(new Karaf.Result(
                        0, """
                        Device   pfru0 (/dev/acpi_pfr_update0)
                        Capsule  FILE (168 bytes, SHA-256 f7fd3e0f0446)
                        Update   code injection, runtime version 1 -> 2
                        Note     The firmware authenticates, stages and activates it now. This can not be undone.
                        """.replace("FILE", folder.resolve("code2.cap").toString()) + VERDICT, PROGRESS));
        assertThat(pfru.karaf.session.prompts).containsExactly("Install it? [y/N] ");
        assertThat(pfru.device.calls).containsExactly("update f7fd3e0f0446");
    }

    @Test
    void saysWhichWaitingCapsuleItReplaces() throws Exception {
        pfru.device.state = UpdateState.of(
                UpdateState.Phase.STAGED, Samples.parsed(Samples.code(7)).sha256());
        pfru.karaf.session.user = prompt -> "n";

        assertThat(pfru.run("pfru:update code2.cap").out())
                .contains("\nReplaces  the capsule that is staged, "
                        + Samples.parsed(Samples.code(7)).sha256().abbreviated() + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n", "no", "yess", "j"})
    void anythingButAYesIsANo(String answer) throws Exception {
        pfru.karaf.session.user = prompt -> answer;

        final Karaf.Result result = pfru.run("pfru:update code2.cap");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).endsWith("\nNothing was done.\n");
        assertThat(pfru.device.calls).isEmpty();
    }

    @Test
    void ctrlCOrTheEndOfInputAtTheQuestionIsANo() throws Exception {
        pfru.karaf.session.user = prompt -> {
            throw new UserInterrupt();
        };
        assertThat(pfru.run("pfru:update code2.cap").status()).isEqualTo(2);

        pfru.karaf.session.user = prompt -> {
            throw new IOException("closed");
        };
        assertThat(pfru.run("pfru:update code2.cap").status()).isEqualTo(2);

        pfru.karaf.session.user = prompt -> null;
        assertThat(pfru.run("pfru:update code2.cap").status()).isEqualTo(2);
        assertThat(pfru.device.calls).isEmpty();
    }

    @Test
    void refusesWhereNobodyCanAnswer() throws Exception {
        final Karaf.Result result = pfru.run("pfru:update code2.cap");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.console()).isEqualTo("""
                        Cancelled: update: this needs a yes, and nobody can answer here
                        Next: Add --yes to go ahead without being asked.
                        """);
        assertThat(pfru.device.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pfru:update --yes code2.cap",
                "pfru:update -y code2.cap",
                "pfru:update code2.cap --yes",
                "pfru:update code2.cap -y -d pfru0",
                "pfru:update -d pfru0 code2.cap --yes=true"
            })
    void yesIsTakenInFrontAndBehind(String line) throws Exception {
        assertThat(pfru.run(line)).isEqualTo(new Karaf.Result(0, VERDICT, PROGRESS));
        assertThat(pfru.karaf.session.prompts).isEmpty();
    }

    @Test
    void aWordTooManyStopsTheUpdate() throws Exception {
        final Karaf.Result result = pfru.run("pfru:update code2.cap --yes --force");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.console()).startsWith("Error: update: --force is one argument too many\n");
        assertThat(pfru.run("pfru:update code2.cap --yes -d").console())
                .startsWith("Error: update: -d needs a value\n");
        assertThat(pfru.device.calls).isEmpty();
    }

    @Test
    void jsonAsksNothingAndShowsNoProgress() throws Exception {
        pfru.karaf.session.user = prompt -> "y";

        final Karaf.Result unanswered = pfru.run("pfru:update code2.cap --json");
        assertThat(unanswered.status()).isEqualTo(2);
        assertThat(unanswered.out()).startsWith("{\"schemaVersion\":1,\"error\":{\"reason\":\"cancelled\"");
        assertThat(pfru.karaf.session.prompts).isEmpty();
        assertThat(pfru.device.calls).isEmpty();

        final Karaf.Result result = pfru.run("pfru:update code2.cap --json --yes");
        assertThat(result.status()).isZero();
        assertThat(result.console()).isEmpty();
        assertThat(result.out())
                .startsWith("{\"schemaVersion\":1,\"record\":{\"id\":\"0123456789ab\"")
                .hasLineCount(1);
    }

    @Test
    void stageOnlyLeavesActivationToAnotherCommand() throws Exception {
        assertThat(pfru.run("pfru:update code2.cap --stage-only --yes")).isEqualTo(new Karaf.Result(0, """
                        pfru0: staged f7fd3e0f0446; pfru:activate finishes the update
                        """, """
                        Checking... done (12 ms)
                        Loading... done (12 ms)
                        Staging... done (12 ms)
                        """));
        assertThat(pfru.device.calls).containsExactly("loadAndStage f7fd3e0f0446");
    }

    @Test
    void aDryRunIsACheck() throws Exception {
        final Karaf.Result result = pfru.run("pfru:update code2.cap --dry-run");

        assertThat(result).isEqualTo(pfru.run("pfru:check code2.cap"));
        assertThat(result.status()).isZero();
        assertThat(pfru.run("pfru:update code2.cap --dry-run -a")).isEqualTo(pfru.run("pfru:check code2.cap -a"));
        assertThat(pfru.device.calls).isEmpty();
    }

    @Test
    void allIsNotForAnUpdate() throws Exception {
        assertThat(pfru.run("pfru:update code2.cap --yes --all"))
                .isEqualTo(new Karaf.Result(1, "", "Error: update: --all is for the rules that --dry-run shows\n"));
        assertThat(pfru.device.calls).isEmpty();
    }

    @Test
    void namesTheBrokenRuleBeforeAnythingReachesTheDevice() throws Exception {
        pfru.file("code0.cap", Samples.code(0));
        final byte[] wild = Samples.code(2);
        wild[16] = (byte) 0xFF;
        pfru.file("wild.cap", wild);

        final Karaf.Result older = pfru.run("pfru:update code0.cap --yes");
        assertThat(older.status()).isEqualTo(1);
        assertThat(older.console())
                .contains("pfru0: update: ", "runtime-version at offset 136: expected at least 1, found 0");

        final Karaf.Result broken = pfru.run("pfru:update wild.cap --yes");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.console()).contains("header-size at offset 16: expected at least 28", "found 255 (0xFF)");
        assertThat(pfru.device.calls).isEmpty();
    }

    @Test
    void aFailureSaysWhatWhyAndWhatNext() throws Exception {
        pfru.device.refusal = Samples.refusedByFirmware();

        final Karaf.Result result = pfru.run("pfru:update code2.cap --yes");

        assertThat(result).isEqualTo(new Karaf.Result(1, "", FAILED_PROGRESS + """
                        Error: pfru0: stage: the firmware refused the capsule (ioctl PFRU_IOC_STAGE: EBUSY, Device or resource busy)
                        Likely causes:
                          - The signature is not one that the firmware trusts.
                          - The capsule is for other firmware.
                        Next: Read the telemetry of the update.
                        Record: pfru:history 0123456789ab
                        """));
        assertThat(pfru.run("pfru:update code2.cap --yes --json").out())
                .contains("\"error\":{\"reason\":\"firmware-refused\"", "\"recordId\":\"0123456789ab\"");
    }

    @Test
    void aFailureComesWithTheWordsOfTheFirmware() throws Exception {
        pfru.device.refusal = Samples.refusedByFirmware();
        pfru.device.telemetry = Samples.telemetry(
                "INFO  start\nERROR bad signature\u001b\nhal",
                new LogGap(LogGap.Cause.OVERWRITTEN, OptionalLong.of(7), LogPosition.beginning(LogType.EXECUTION)));

        for (final String command : List.of("pfru:update code2.cap --yes", "pfru:load code2.cap")) {
            assertThat(pfru.run(command).console()).endsWith("""
                            Next: Read the telemetry of the update.
                            Firmware log (pfrt0):
                              INFO  start
                              ERROR bad signature\\x1B
                              hal
                              --- 7 bytes lost: the firmware overwrote them before they were read ---
                            Record: pfru:history 0123456789ab
                            """);
        }
        assertThat(pfru.run("pfru:update code2.cap --yes --json").out())
                .contains(
                        "\"recordId\":\"0123456789ab\",\"telemetry\":{\"deviceId\":\"pfrt0\",\"events\":[{\"event\":\"reset\"");
    }

    @Test
    void aProgramHasWhatTheDriverSaidWithTheFailure() throws Exception {
        pfru.device.refusal = Samples.refusedByFirmware();
        pfru.device.diagnostics = Samples.diagnostics(null);

        assertThat(pfru.run("pfru:update code2.cap --yes --json").out())
                .contains(
                        "\"recordId\":\"0123456789ab\",\"kernelDiagnostics\":{\"reports\":[{\"phase\":\"stage\",\"status\":6,");
    }

    @Test
    void aSuccessSaysThatTheDriverCouldNotBeListenedTo() throws Exception {
        pfru.device.diagnostics = Samples.diagnostics(
                Failure.of(FailureReason.LOG_UNAVAILABLE, "kernel diagnostics", "there is no debugfs")
                        .on("pfru0"));

        assertThat(pfru.run("pfru:load code2.cap").console())
                .contains("Kernel diagnostics: pfru0: kernel diagnostics: there is no debugfs\n");
        pfru.device.diagnostics = Samples.diagnostics(null);
        assertThat(pfru.run("pfru:load code2.cap").console()).doesNotContain("diagnostics");
    }

    @Test
    void theLastLinesOfTheFirmwareAreThoseThatTellWhy() throws Exception {
        pfru.device.refusal = Samples.refusedByFirmware();
        pfru.device.telemetry = Samples.telemetry(
                IntStream.rangeClosed(1, 25).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining()));

        assertThat(pfru.run("pfru:update code2.cap --yes").console())
                .contains("Firmware log (pfrt0), without 5 earlier lines:\n  line 6\n", "  line 25\nRecord: ");
    }

    @Test
    void aLogThatCouldNotBeReadIsSaidAndOneWithNothingInItIsNot() throws Exception {
        pfru.device.refusal = Samples.refusedByFirmware();
        pfru.device.telemetry = Samples.telemetry("");
        assertThat(pfru.run("pfru:update code2.cap --yes").console()).doesNotContain("Firmware log");

        pfru.device.telemetry = new UpdateTelemetry(
                "pfrt0",
                List.of(),
                Optional.of(Failure.of(FailureReason.LOG_UNAVAILABLE, "read log", "it can not be mapped")
                        .on("pfrt0")));
        assertThat(pfru.run("pfru:update code2.cap --yes").console())
                .contains("\nFirmware log: pfrt0: read log: it can not be mapped\nRecord: ");
    }

    @Test
    void aSuccessShowsOnlyWhatTheFirmwareComplainedOf() throws Exception {
        pfru.device.telemetry = Samples.telemetry("INFO  start\nINFO  end\n");
        assertThat(pfru.run("pfru:update code2.cap --yes")).isEqualTo(new Karaf.Result(0, VERDICT, PROGRESS));

        pfru.device.telemetry = Samples.telemetry("INFO  start\nWARN  slow\nINFO  end\n");
        assertThat(pfru.run("pfru:update code2.cap --yes"))
                .isEqualTo(new Karaf.Result(
                        0, VERDICT, PROGRESS + "Firmware log (pfrt0), errors and warnings:\n  WARN  slow\n"));
        assertThat(pfru.run("pfru:update code2.cap --yes --no-format").console())
                .doesNotContain("Firmware log");
    }

    @Test
    void aFailureFitsTheTerminal() throws Exception {
        pfru.karaf.session.terminal = new FakeTerminal(41, false);
        pfru.device.refusal = Samples.refusedByFirmware();

        assertThat(pfru.run("pfru:update code2.cap --yes").console()).isEqualTo(FAILED_PROGRESS + """
                        Error: pfru0: stage: the firmware
                               refused the capsule (ioctl
                               PFRU_IOC_STAGE: EBUSY, Device or
                               resource busy)
                        Likely causes:
                          - The signature is not one that the
                            firmware trusts.
                          - The capsule is for other firmware.
                        Next: Read the telemetry of the update.
                        Record: pfru:history 0123456789ab
                        """);
        assertThat(pfru.run("pfru:update code2.cap --yes --no-format").console())
                .startsWith(FAILED_PROGRESS
                        + "Error: pfru0: stage: the firmware refused the capsule (ioctl PFRU_IOC_STAGE: EBUSY, ");

        pfru.karaf.session.terminal = new FakeTerminal(0, false);
        assertThat(pfru.run("pfru:update code2.cap --yes").console()).hasLineCount(9);
    }

    @Test
    void anInterruptedUpdateIsToldCalmly() throws Exception {
        pfru.device.refusal = Failure.of(FailureReason.STILL_RUNNING, "update", "the firmware goes on")
                .on("pfru0");
        final Karaf.Result running = pfru.run("pfru:update code2.cap --yes");
        assertThat(running.status()).isEqualTo(1);
        assertThat(running.console()).contains("\nStill running: pfru0: update: the firmware goes on\n");

        pfru.device.refusal = Failure.of(FailureReason.CANCELLED, "update", "nothing was staged")
                .on("pfru0");
        final Karaf.Result cancelled = pfru.run("pfru:update code2.cap --yes");
        assertThat(cancelled.status()).isEqualTo(2);
        assertThat(cancelled.console()).contains("\nCancelled: pfru0: update: nothing was staged\n");
    }

    /** A thread that is interrupted can not write over ssh: the first try closes the output of the session for good. */
    @Test
    void nothingIsPrintedWhileTheThreadIsInterrupted() throws Exception {
        final List<String> printed = new ArrayList<>();
        pfru.karaf.observe(text -> printed.add(Thread.currentThread().isInterrupted() + " " + text));
        pfru.device.interrupts = true;
        try {
            assertThat(pfru.run("pfru:update code2.cap --yes").status()).isZero();
            assertThat(printed).isNotEmpty().allMatch(text -> text.startsWith("false "));
            printed.clear();

            pfru.device.refusal = Failure.of(FailureReason.STILL_RUNNING, "update", "the firmware goes on");
            assertThat(pfru.run("pfru:update code2.cap --yes").console()).contains("\nStill running: ");
            assertThat(printed).isNotEmpty().allMatch(text -> text.startsWith("false "));
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void noticesAFileThatWasReplacedSinceItWasChecked() throws Exception {
        final String checked = Samples.parsed(Samples.code(2)).sha256().hex();
        final String replaced = Samples.parsed(Samples.code(3)).sha256().hex();
        pfru.run("pfru:check code2.cap");
        pfru.file("code2.cap", Samples.code(3));

        for (final String command : new String[] {"pfru:update --yes code2.cap", "pfru:load code2.cap"}) {
            final Karaf.Result result = pfru.run(command);
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.console())
                    .contains("the file was replaced since it was checked", checked, replaced, "pfru:check code2.cap");
        }
        assertThat(pfru.device.calls).isEmpty();

        assertThat(pfru.run("pfru:load code2.cap --sha256 " + replaced).status())
                .isZero();
        pfru.run("pfru:update code2.cap --dry-run");
        assertThat(pfru.run("pfru:update code2.cap --yes").status()).isZero();
    }

    private static final class UserInterrupt extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
