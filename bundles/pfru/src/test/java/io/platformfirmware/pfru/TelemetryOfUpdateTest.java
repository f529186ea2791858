// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.pfru.TelemetryWindow.Bounds;
import io.platformfirmware.simulator.SimulatedTelemetryDevice;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.update.UpdateFailedException;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateRecord.Outcome;
import io.platformfirmware.update.UpdateTelemetry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the firmware writes during an operation stands in its record, and never in its way. */
@Timeout(60)
class TelemetryOfUpdateTest extends OnTheBench {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final LogWritten LINE = written("a line\n");

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @Test
    void standsInTheRecordOfAnUpdateAndInTheHistory() throws Exception {
        logOfTheFirmware();

        final UpdateRecord done = service.update(CODE, UpdateListener.NONE);

        final UpdateTelemetry telemetry = done.telemetry().orElseThrow();
        assertThat(telemetry.deviceId()).isEqualTo("pfrt-sim0");
        assertThat(telemetry.trouble()).isEmpty();
        assertThat(telemetry.events().get(0)).isInstanceOf(LogReset.class);
        assertThat(telemetry.text()).contains("FirmwareVersion = 65537");
        assertThat(bench.records()).containsExactly(done);
    }

    @Test
    void hasTheFirmwaresOwnReasonForARefusalAlsoAfterARestart() throws Exception {
        logOfTheFirmware();

        final UpdateFailedException e = catchThrowableOfType(
                UpdateFailedException.class,
                () -> service.update(Bench.capsule("refused-bad-signature.cap"), UpdateListener.NONE));

        assertThat(e.reason()).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(e.record().telemetry().orElseThrow().text()).contains("Reason = bad signature");
        final HistoryFile restarted =
                new HistoryFile(bench.settings.get().historyFile(), new RunningProcess(1, Samples.TIME));
        restarted.settleInterrupted(Clock.systemUTC());
        assertThat(restarted.records()).containsExactly(e.record());
    }

    @Test
    void isThatOfEachStepAlone() throws Exception {
        logOfTheFirmware();

        final UpdateRecord load = service.load(CODE);
        final UpdateRecord stage = service.stage(CODE.sha256());
        final UpdateRecord activate = service.activate(CODE.sha256());
        final UpdateRecord loadNext = service.load(NEWER);
        final UpdateRecord both = service.stageAndActivate(NEWER.sha256());
        final UpdateRecord staged =
                service.loadAndStage(Bench.capsule("good-driver-update-v2.cap"), UpdateListener.NONE);

        assertThat(List.of(load, loadNext))
                .allSatisfy(record -> assertThat(text(record)).isEmpty());
        assertThat(text(stage)).contains("Action = stage, Status = SUCCESS").doesNotContain("Action = activate");
        assertThat(text(activate)).contains("Action = activate", "65537").doesNotContain("Action = stage");
        assertThat(text(both)).contains("Action = stage-activate", "65538");
        assertThat(text(staged)).contains("Action = stage").doesNotContain("stage-activate");
        assertThat(bench.records()).containsExactly(load, stage, activate, loadNext, both, staged);
    }

    @Test
    void isThatOfARefusedStepToo() throws Exception {
        logOfTheFirmware();
        service.loadAndStage(Bench.capsule("refused-activation.cap"), UpdateListener.NONE);

        final UpdateFailedException e = catchThrowableOfType(
                UpdateFailedException.class,
                () -> service.activate(Bench.capsule("refused-activation.cap").sha256()));

        assertThat(text(e.record())).contains("activation failed");
    }

    @Test
    void isReadAroundTheCallsToTheDeviceWhichAreAsManyAsWithoutIt() throws Exception {
        final List<String> calls = new CopyOnWriteArrayList<>();
        new FakeTelemetry("pfrt-sim0", calls::add).on(bench.telemetry);
        final PfruUpdateService watched =
                bench.over(new WatchedDevice(bench.device, calls::add), PfruUpdateService.HOLD);

        watched.update(CODE, UpdateListener.NONE);
        watched.close();

        assertThat(calls)
                .containsExactly(
                        "ioctl 0x805CEE05",
                        "position",
                        "write",
                        "ioctl 0x4004EE02",
                        "ioctl 0x4004EE03",
                        "ioctl 0x805CEE05",
                        "since execution 128");
    }

    @Test
    void isNotAskedForWhenNothingReachesTheDevice() throws Exception {
        final FakeTelemetry telemetry = new FakeTelemetry().on(bench.telemetry);

        assertThat(reason(() -> service.load(Bench.capsule("broken-other-platform.cap"))))
                .isEqualTo(FailureReason.CAPSULE_REFUSED);
        service.capability();

        assertThat(telemetry.calls).isEmpty();
    }

    @Test
    void isMissingWithoutATelemetryDevice() throws Exception {
        final UpdateRecord done = service.update(CODE, UpdateListener.NONE);

        assertThat(done.telemetry()).isEmpty();
        assertThat(FirmwareJson.record(done)).doesNotContainKey("telemetry");
        assertThat(bench.records()).containsExactly(done);
    }

    @Test
    void beginsWithTheLogWhereTheFirmwareRefusesBeforeTheFirstUpdate() throws Exception {
        final FakeTelemetry telemetry =
                new FakeTelemetry().at(refusal()).writes(LINE).on(bench.telemetry);

        assertThat(service.load(CODE).telemetry())
                .contains(new UpdateTelemetry("pfrt-sim0", List.of(LINE), Optional.empty()));
        telemetry.shows(LogType.HISTORY);
        service.stage(CODE.sha256());

        assertThat(telemetry.calls).containsExactly("position", "since execution 0", "position", "since history 0");
    }

    @Test
    void saysWhyItsStartIsNotKnown() throws Exception {
        final Failure gone = Failure.of(FailureReason.IO_ERROR, "query log", "no answer");
        new FakeTelemetry()
                .at(() -> {
                    throw gone.asException();
                })
                .writes(LINE)
                .on(bench.telemetry);

        final UpdateRecord done = service.update(CODE, UpdateListener.NONE);

        assertThat(done.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(done.telemetry()).contains(new UpdateTelemetry("pfrt-sim0", List.of(LINE), Optional.of(gone)));
    }

    @Test
    void saysWhyItCouldNotBeRead() throws Exception {
        final Failure unavailable = Failure.of(FailureReason.LOG_UNAVAILABLE, "read log", "makes no sense");
        new FakeTelemetry()
                .then(from -> {
                    throw unavailable.asException();
                })
                .on(bench.telemetry);

        final UpdateRecord done = service.update(CODE, UpdateListener.NONE);
        final UpdateFailedException refused = catchThrowableOfType(
                UpdateFailedException.class,
                () -> service.update(Bench.capsule("refused-bad-signature.cap"), UpdateListener.NONE));

        assertThat(done.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(done.telemetry()).contains(new UpdateTelemetry("pfrt-sim0", List.of(), Optional.of(unavailable)));
        assertThat(refused.reason()).as("the update's own failure").isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(refused.record().telemetry()).isEqualTo(done.telemetry());
        assertThat(bench.records()).containsExactly(done, refused.record());
    }

    static Stream<Throwable> whatAServiceThatIsGoneMayThrow() {
        return Stream.of(
                new IllegalStateException("the service is not registered any more"),
                new NullPointerException(),
                new NoClassDefFoundError("of a bundle that was uninstalled"));
    }

    @ParameterizedTest
    @MethodSource("whatAServiceThatIsGoneMayThrow")
    void takesNoHarmFromAServiceThatThrows(Throwable thrown) throws Exception {
        final FakeTelemetry telemetry = new FakeTelemetry().writes(LINE).on(bench.telemetry);
        telemetry.at(() -> {
            throw sneaky(thrown);
        });
        final UpdateRecord before = service.update(CODE, UpdateListener.NONE);
        telemetry.at(() -> FakeTelemetry.END).then(from -> {
            throw sneaky(thrown);
        });
        final UpdateRecord after = service.update(NEWER, UpdateListener.NONE);

        assertThat(before.telemetry().orElseThrow().events()).containsExactly(LINE);
        assertThat(after.telemetry().orElseThrow().events()).isEmpty();
        assertThat(List.of(before, after))
                .allSatisfy(record -> assertThat(trouble(record).message()).contains(thrown.toString()))
                .allSatisfy(record -> assertThat(trouble(record).deviceId()).contains("pfrt-sim0"))
                .extracting(UpdateRecord::outcome)
                .containsOnly(Outcome.SUCCEEDED);
    }

    @Test
    void takesNoHarmFromAServiceThatAnswersNothing() throws Exception {
        new FakeTelemetry().at(() -> null).then(from -> null).on(bench.telemetry);

        assertThat(trouble(service.update(CODE, UpdateListener.NONE)).reason()).isEqualTo(FailureReason.IO_ERROR);
    }

    @Test
    void goesOnWithoutAServiceThatHangsBeforeItAndLeavesNoMoreThanOneThreadBehind() throws Exception {
        final FakeTelemetry telemetry = new FakeTelemetry().writes(LINE).on(bench.telemetry);
        telemetry.at(() -> {
            asked.countDown();
            await(answer);
            return FakeTelemetry.END;
        });
        final PfruUpdateService hurried = bench.inAHurry(new Bounds(SHORT, LONG));

        final UpdateRecord first = hurried.update(CODE, UpdateListener.NONE);
        final UpdateRecord second = hurried.update(NEWER, UpdateListener.NONE);
        hurried.close();
        asked.await();

        assertThat(List.of(first.outcome(), second.outcome())).containsOnly(Outcome.SUCCEEDED);
        assertThat(first.telemetry().orElseThrow().events()).isEmpty();
        assertThat(List.of(trouble(first).reason(), trouble(second).reason())).containsOnly(FailureReason.DEVICE_BUSY);
        assertThat(telemetry.calls).containsExactly("position");
        assertThat(telemetryThreads()).hasSize(1).allMatch(Thread::isDaemon);
        answer.countDown();
    }

    @Test
    void goesOnWithoutAServiceThatHangsAfterIt() throws Exception {
        new FakeTelemetry()
                .then(from -> {
                    await(answer);
                    return new LogDelta(List.of(LINE), from);
                })
                .on(bench.telemetry);
        final PfruUpdateService hurried = bench.inAHurry(new Bounds(LONG, SHORT));

        final UpdateRecord done = hurried.update(CODE, UpdateListener.NONE);
        hurried.close();
        answer.countDown();

        assertThat(done.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(trouble(done).message()).contains("no answer within 20 ms");
        assertThat(bench.records()).containsExactly(done);
    }

    @Test
    void saysThatTheServiceWentAwayInTheMiddle() throws Exception {
        final FakeTelemetry telemetry = new FakeTelemetry().on(bench.telemetry);

        final UpdateRecord done = updateAnd(() -> bench.telemetry.remove(telemetry));

        assertThat(done.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(trouble(done).reason()).isEqualTo(FailureReason.DEVICE_GONE);
        assertThat(telemetry.calls).containsExactly("position");
    }

    @Test
    void goesOnWithTheServiceThatTookThePlaceOfTheOther() throws Exception {
        final FakeTelemetry old = new FakeTelemetry().on(bench.telemetry);
        final FakeTelemetry updated = new FakeTelemetry().writes(LINE);

        final UpdateRecord done = updateAnd(() -> {
            bench.telemetry.remove(old);
            updated.on(bench.telemetry);
        });

        assertThat(done.telemetry()).contains(new UpdateTelemetry("pfrt-sim0", List.of(LINE), Optional.empty()));
        assertThat(updated.calls).containsExactly("since execution 128");
    }

    @ParameterizedTest
    @MethodSource("longLogs")
    void keepsTheNewestOfALongLog(byte[] log) throws Exception {
        new FakeTelemetry()
                .writes(new LogReset(FakeTelemetry.END), new LogWritten(LogBytes.of(log), FakeTelemetry.END))
                .on(bench.telemetry);

        final UpdateRecord done = service.update(CODE, UpdateListener.NONE);

        assertThat(done.telemetry().orElseThrow().events())
                .containsExactly(
                        new LogGap(LogGap.Cause.SHORTENED, OptionalLong.of(log.length - 65536), FakeTelemetry.END),
                        new LogWritten(LogBytes.of(log).last(65536), FakeTelemetry.END));
        assertThat(bench.records()).containsExactly(done);
    }

    static Stream<byte[]> longLogs() {
        final byte[] binary = new byte[100_000];
        Arrays.fill(binary, (byte) 0xFF);
        return Stream.of(
                "0123456789 Reason = none\n".repeat(4000).getBytes(StandardCharsets.US_ASCII), new byte[65537], binary);
    }

    private UpdateRecord updateAnd(Runnable inTheMiddle) throws FirmwareException {
        final PfruUpdateService watched = bench.over(
                new WatchedDevice(bench.device, call -> {
                    if (call.equals("ioctl 0x4004EE02")) {
                        inTheMiddle.run();
                    }
                }),
                PfruUpdateService.HOLD);
        try {
            return watched.update(CODE, UpdateListener.NONE);
        } finally {
            watched.close();
        }
    }

    private void logOfTheFirmware() {
        new LogOfTheFirmware(new SimulatedTelemetryDevice(0, bench.device.firmware()))
                .service()
                .on(bench.telemetry);
    }

    private static String text(UpdateRecord record) {
        return record.telemetry().orElseThrow().text();
    }

    private static Failure trouble(UpdateRecord record) {
        return record.telemetry().orElseThrow().trouble().orElseThrow();
    }

    private static LogWritten written(String text) {
        return new LogWritten(LogBytes.of(text.getBytes(StandardCharsets.US_ASCII)), FakeTelemetry.END);
    }

    private static FakeTelemetry.Position refusal() {
        return () -> {
            throw Failure.of(FailureReason.FIRMWARE_REFUSED, "query log", "no update yet")
                    .asException();
        };
    }

    private static List<Thread> telemetryThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("pfru-sim0-telemetry"))
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            throw new AssertionError("a call that may be inside a driver is never interrupted", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
