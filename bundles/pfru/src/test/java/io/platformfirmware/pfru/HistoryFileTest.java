// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.SystemError;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateRecord.Outcome;
import io.platformfirmware.update.UpdateRecord.PhaseTime;
import io.platformfirmware.update.UpdateTelemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFileTest {

    private static final Clock LATER = Clock.fixed(Samples.TIME.plusSeconds(60), ZoneOffset.UTC);
    private static final RunningProcess GONE = new RunningProcess(1, Instant.EPOCH);

    @TempDir
    private Path folder;

    private Path path;
    private HistoryFile history;

    @BeforeEach
    void inAFolderThatDoesNotExistYet() {
        path = folder.resolve("history").resolve("pfru.jsonl");
        history = new HistoryFile(path, RunningProcess.current());
    }

    @Test
    void isEmptyBeforeTheFirstRecord() throws Exception {
        assertThat(history.records()).isEmpty();
        assertThat(path).doesNotExist();
    }

    @Test
    void givesBackWhatWasSettledFieldByField() throws Exception {
        final UpdateRecord settled = Samples.pending("a")
                .withPhases(List.of(
                        new PhaseTime(UpdatePhase.CHECK, Samples.TIME, Optional.of(Duration.ofNanos(1_234_000))),
                        new PhaseTime(UpdatePhase.LOAD, Samples.TIME, Optional.empty())))
                .withAfter(Samples.capability(2))
                .ended(
                        Outcome.FAILED,
                        Samples.TIME.plusMillis(5),
                        Optional.of(Failure.of(FailureReason.FIRMWARE_REFUSED, "stage", "refused\nin two lines")
                                .on("pfru0")
                                .because(
                                        new SystemError("ioctl PFRU_IOC_STAGE", 16, "EBUSY", "Device or resource busy"))
                                .likely("one", "two")
                                .next("three")));
        history.pending(Samples.pending("a"));
        history.settled(settled);

        assertThat(history.records()).containsExactly(settled);
        assertThat(settled.changes()).hasToString("[driverSvn 1 -> 2]");
    }

    @Test
    void keepsOneLinePerEventAndNeverRewritesOne() throws Exception {
        history.pending(Samples.pending("a"));
        final String first = Files.readString(path);
        history.phase("a", new PhaseTime(UpdatePhase.LOAD, Samples.TIME, Optional.empty()));
        history.pending(Samples.pending("b"));

        assertThat(Files.readString(path)).startsWith(first);
        assertThat(Files.readAllLines(path)).hasSize(3);
        assertThat(history.records()).extracting(UpdateRecord::id).containsExactly("a", "b");
    }

    @Test
    void reportsWhatAGoneProcessLeftPendingWithThePhaseThatItReached() throws Exception {
        final HistoryFile theirs = new HistoryFile(path, GONE);
        theirs.pending(Samples.pending("a"));
        theirs.phase("a", new PhaseTime(UpdatePhase.LOAD, Samples.TIME, Optional.empty()));
        theirs.phase("a", new PhaseTime(UpdatePhase.STAGE, Samples.TIME, Optional.empty()));

        history.settleInterrupted(LATER);
        history.settleInterrupted(LATER);

        assertThat(history.records()).singleElement().satisfies(update -> {
            assertThat(update.outcome()).isEqualTo(Outcome.INTERRUPTED);
            assertThat(update.reached()).contains(UpdatePhase.STAGE);
            assertThat(update.finishedAt()).contains(LATER.instant());
            assertThat(update.failure().orElseThrow().message()).contains("ended during stage");
        });
        assertThat(Files.readAllLines(path)).as("settled once").hasSize(4);
    }

    @Test
    void leavesAlonePendingWorkOfAProcessThatRuns() throws Exception {
        history.pending(Samples.pending("a"));

        history.settleInterrupted(LATER);

        assertThat(history.records()).extracting(UpdateRecord::outcome).containsExactly(Outcome.PENDING);
    }

    @Test
    void doesNotTakeAnotherProcessWithTheSameNumberForTheOneThatBegan() throws Exception {
        new HistoryFile(path, new RunningProcess(ProcessHandle.current().pid(), Instant.EPOCH))
                .pending(Samples.pending("a"));

        history.settleInterrupted(LATER);

        assertThat(history.records()).extracting(UpdateRecord::outcome).containsExactly(Outcome.INTERRUPTED);
    }

    @Test
    void losesNothingButTheTornLineWhereverTheCrashCuts() throws Exception {
        history.pending(Samples.pending("a"));
        history.settled(Samples.pending("a").ended(Outcome.SUCCEEDED, Samples.TIME, Optional.empty()));
        final byte[] settled = Files.readAllBytes(path);
        history.pending(Samples.pending("b"));
        final byte[] whole = Files.readAllBytes(path);

        for (int cut = settled.length; cut < whole.length; cut++) {
            Files.write(path, Arrays.copyOf(whole, cut));
            history.pending(Samples.pending("c"));

            assertThat(history.records())
                    .as("cut at %d", cut)
                    .extracting(UpdateRecord::id)
                    .startsWith("a")
                    .endsWith("c")
                    .hasSize(cut < whole.length - 1 ? 2 : 3);
        }
    }

    @Test
    void passesOverLinesThatAreNotItsOwn() throws Exception {
        history.pending(Samples.pending("a"));
        Files.writeString(
                path,
                "{}\nnull\n[1]\n\"x\"\n\u0000\u0001\n10\u0000\n{\"event\":\"settled\"}\n{\"event\":\"settled\",\"record\":{\"id\":7}}\n"
                        + "{\"event\":\"phase\",\"id\":\"unknown\",\"phase\":{\"phase\":\"load\",\"startedAt\":\"yesterday\"}}\n"
                        + "{\"event\":\"pending\",\"record\":null,\"process\":{}}\n{\"event\":\"later\"}\n\n",
                StandardOpenOption.APPEND);
        history.pending(Samples.pending("b"));

        assertThat(history.records()).extracting(UpdateRecord::id).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "{}",
                "{\"deviceId\":\"pfrt0\",\"events\":7}",
                "{\"deviceId\":\"pfrt0\",\"events\":[7]}",
                "{\"deviceId\":\"pfrt0\",\"events\":[{\"event\":\"of a later release\"}]}",
                "{\"deviceId\":\"pfrt0\",\"events\":[{\"event\":\"reset\",\"position\":{\"type\":\"history\",\"bufferAddress\":\"\",\"resetCount\":0,\"rolloverCount\":0,\"offset\":0}}]}"
            })
    void keepsTheOutcomeOfAnUpdateWhoseTelemetryIsDamaged(String damaged) throws Exception {
        final UpdateRecord settled = Samples.pending("a").ended(Outcome.SUCCEEDED, Samples.TIME, Optional.empty());
        history.settled(settled.withTelemetry(new UpdateTelemetry("pfrt0", List.of(), Optional.empty())));
        Files.writeString(
                path, Files.readString(path).replaceFirst("\"telemetry\":\\{.*}}", "\"telemetry\":" + damaged + "}}"));

        assertThat(history.records()).containsExactly(settled);
    }

    @Test
    void settlesWhatIsPendingThoughNobodyOwnsIt() throws Exception {
        history.settled(Samples.pending("a"));

        history.settleInterrupted(LATER);

        assertThat(history.records()).extracting(UpdateRecord::outcome).containsExactly(Outcome.INTERRUPTED);
    }

    @Test
    void saysWhichFileCanNotBeWritten() throws IOException {
        Files.writeString(folder.resolve("history"), "a file where the folder should be", StandardCharsets.UTF_8);

        final FirmwareException e =
                catchThrowableOfType(FirmwareException.class, () -> history.pending(Samples.pending("a")));

        assertThat(e.reason()).isEqualTo(FailureReason.HISTORY_UNAVAILABLE);
        assertThat(e).hasMessageContaining(path.toString()).hasMessageContaining("FileAlreadyExistsException");
        assertThat(e.failure().nextStep()).get().asString().contains("historyFile");
    }
}
