// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.simulator.FirmwareFunction;
import io.platformfirmware.simulator.FirmwareSettings;
import io.platformfirmware.simulator.FirmwareStatus;
import io.platformfirmware.simulator.VersionRule;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleRule;
import io.platformfirmware.update.CheckReport;
import io.platformfirmware.update.Finding;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateFailedException;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateRecord.Outcome;
import io.platformfirmware.update.UpdateState;
import io.platformfirmware.update.UpdateState.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PfruUpdateServiceTest {

    private static final Capsule CODE = Bench.capsule("good-code-injection-v1.cap");
    private static final Capsule NEWER = Bench.capsule("good-code-injection-newer.cap");
    private static final Capsule DRIVER = Bench.capsule("good-driver-update-v2.cap");

    @TempDir
    private Path folder;

    private Bench bench;
    private PfruUpdateService service;

    @BeforeEach
    void start() {
        bench = new Bench(folder);
        service = bench.service;
    }

    @AfterEach
    void stop() {
        bench.close();
        assertThat(bench.device.openChannels()).as("open channels").isZero();
        assertThat(bench.device.oopses()).as("kernel oopses").isEmpty();
    }

    @Test
    void goesTheWholeWayAndSaysWhatChanged() throws Exception {
        final List<String> told = new ArrayList<>();

        final UpdateRecord done = service.update(CODE, p -> told.add(p.phase() + " " + p.event()));

        assertThat(done.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(done.changes()).hasToString("[firmwareVersion 65536 -> 65537, codeRuntimeVersion 1 -> 2]");
        assertThat(told)
                .containsExactly(
                        "CHECK STARTED",
                        "CHECK DONE",
                        "LOAD STARTED",
                        "LOAD DONE",
                        "STAGE STARTED",
                        "STAGE DONE",
                        "ACTIVATE STARTED",
                        "ACTIVATE DONE",
                        "VERIFY STARTED",
                        "VERIFY DONE");
        assertThat(done.phases())
                .allSatisfy(phase -> assertThat(phase.duration()).isPresent());
        assertThat(service.state()).isEqualTo(UpdateState.of(Phase.ACTIVATED, CODE.sha256()));
        assertThat(bench.records()).singleElement().satisfies(record -> {
            assertThat(record.id()).isEqualTo(done.id());
            assertThat(record.outcome()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(record.capsule()).isEqualTo(CODE.summary());
        });
        assertThat(bench.device.writes()).as("one write(2)").isEqualTo(1);
    }

    @Test
    void asksTheFirmwareNoMoreThanItHasTo() throws Exception {
        final List<String> calls = new ArrayList<>();
        final PfruUpdateService watched =
                bench.over(new WatchedDevice(bench.device, calls::add), PfruUpdateService.HOLD);

        watched.update(CODE, UpdateListener.NONE);
        watched.close();

        assertThat(calls)
                .containsExactly(
                        "ioctl 0x805CEE05", "write", "ioctl 0x4004EE02", "ioctl 0x4004EE03", "ioctl 0x805CEE05");
    }

    @Test
    void goesTheSameWayInSteps() throws Exception {
        service.load(DRIVER);
        assertThat(service.state()).isEqualTo(UpdateState.of(Phase.LOADED, DRIVER.sha256()));
        service.stage(DRIVER.sha256());
        assertThat(service.state()).isEqualTo(UpdateState.of(Phase.STAGED, DRIVER.sha256()));
        final UpdateRecord done = service.activate(DRIVER.sha256());

        assertThat(done.changes())
                .hasToString("[firmwareVersion 65536 -> 65537, driverRuntimeVersion 1 -> 2, driverSvn 1 -> 2]");
        assertThat(bench.records()).extracting(UpdateRecord::outcome).containsOnly(Outcome.SUCCEEDED);
        assertThat(bench.records()).hasSize(3);
    }

    @Test
    void stagesAndActivatesInOneRequest() throws Exception {
        service.load(CODE);

        final UpdateRecord done = service.stageAndActivate(CODE.sha256());

        assertThat(done.changes()).isNotEmpty();
        assertThat(service.state().phase()).isEqualTo(Phase.ACTIVATED);
    }

    @Test
    void stopsBeforeActivationWhenOnlyStagingIsAskedFor() throws Exception {
        service.loadAndStage(CODE, UpdateListener.NONE);

        assertThat(service.capability().codeRuntimeVersion()).isEqualTo(1);
        service.activate(CODE.sha256());
        assertThat(service.capability().codeRuntimeVersion()).isEqualTo(2);
    }

    @Test
    void stagesOnlyWhatItLoadedItself() throws Exception {
        assertThat(reason(() -> service.stage(CODE.sha256()))).isEqualTo(FailureReason.WRONG_STATE);
        service.load(CODE);
        assertThat(reason(() -> service.stage(NEWER.sha256()))).isEqualTo(FailureReason.WRONG_STATE);
        assertThat(reason(() -> service.activate(CODE.sha256()))).isEqualTo(FailureReason.WRONG_STATE);
        service.stage(CODE.sha256());
        assertThat(reason(() -> service.stage(CODE.sha256()))).isEqualTo(FailureReason.WRONG_STATE);
        service.activate(CODE.sha256());
        assertThat(reason(() -> service.activate(CODE.sha256()))).isEqualTo(FailureReason.WRONG_STATE);
    }

    @Test
    void givesNothingToTheDeviceThatItRefuses() throws Exception {
        final Capsule older = Bench.capsule("good-code-injection-v1.cap");
        service.update(NEWER, UpdateListener.NONE);
        final long writes = bench.device.writes();

        final FirmwareException e =
                catchThrowableOfType(FirmwareException.class, () -> service.update(older, UpdateListener.NONE));

        assertThat(e.reason()).isEqualTo(FailureReason.CAPSULE_REFUSED);
        assertThat(e)
                .hasMessageContaining("runtime-version at offset")
                .hasMessageContaining("2")
                .hasMessageContaining("3");
        assertThat(bench.device.writes()).isEqualTo(writes);
        assertThat(bench.records()).hasSize(1);
    }

    @Test
    void keepsALoadedCapsuleWhenTheNextOneIsRefused() throws Exception {
        service.load(NEWER);
        final Capsule otherPlatform = Bench.capsule("broken-other-platform.cap");

        assertThat(reason(() -> service.load(otherPlatform))).isEqualTo(FailureReason.CAPSULE_REFUSED);

        service.stage(NEWER.sha256());
        service.activate(NEWER.sha256());
    }

    @Test
    void tellsTheSizeOfTheBufferFromADriverThatDoesNot() throws Exception {
        final Capsule tooLarge = Bench.capsule("refused-too-large.cap");

        final FirmwareException unknown = catchThrowableOfType(FirmwareException.class, () -> service.load(tooLarge));
        bench.settings.change(new PfruSettingsTest.Given("", "", "1048576"));
        final FirmwareException known = catchThrowableOfType(FirmwareException.class, () -> service.load(tooLarge));

        assertThat(unknown.reason()).isEqualTo(FailureReason.DRIVER_REFUSED);
        assertThat(unknown.failure().likelyCauses().get(0)).contains("larger than the firmware's communication buffer");
        assertThat(known.reason()).isEqualTo(FailureReason.CAPSULE_REFUSED);
        assertThat(known).hasMessageContaining("buffer-size").hasMessageContaining("1048576");
        assertThat(bench.device.writes()).as("the second one is not tried").isEqualTo(1);
    }

    @Test
    void namesTheVersionRuleOfAnOlderKernelThatRefuses() throws Exception {
        bench.device.versionRule(VersionRule.RUNTIME_VERSION);

        final FirmwareException e = catchThrowableOfType(
                FirmwareException.class, () -> service.load(Bench.capsule("warn-driver-update-older-runtime.cap")));

        assertThat(e.reason()).isEqualTo(FailureReason.DRIVER_REFUSED);
        assertThat(e.failure().likelyCauses().get(0)).contains("0 < 1").contains("6.17");
    }

    @Test
    void recordsARefusalOfTheFirmwareAndStaysUsable() throws Exception {
        final UpdateFailedException e = catchThrowableOfType(
                UpdateFailedException.class,
                () -> service.update(Bench.capsule("refused-bad-signature.cap"), UpdateListener.NONE));

        assertThat(e.reason()).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(e.failure().systemError()).get().asString().contains("ioctl PFRU_IOC_STAGE: EBUSY");
        assertThat(e.record().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(e.record().reached()).contains(UpdatePhase.STAGE);
        assertThat(service.state()).isEqualTo(UpdateState.UNKNOWN);
        assertThat(bench.records()).containsExactly(e.record());
        service.update(CODE, UpdateListener.NONE);
    }

    @Test
    void letsARefusedStageBeTriedAgain() throws Exception {
        final Capsule retry = Bench.capsule("refused-retry.cap");
        service.load(retry);

        assertThat(reason(() -> service.stage(retry.sha256()))).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(service.state()).isEqualTo(UpdateState.of(Phase.LOADED, retry.sha256()));
        service.stage(retry.sha256());
        service.activate(retry.sha256());
    }

    @Test
    void doesNotActivateAgainWhatFailedToActivate() throws Exception {
        final Capsule failing = Bench.capsule("refused-activation.cap");
        service.loadAndStage(failing, UpdateListener.NONE);

        assertThat(reason(() -> service.activate(failing.sha256()))).isEqualTo(FailureReason.FIRMWARE_REFUSED);

        assertThat(service.state()).isEqualTo(UpdateState.UNKNOWN);
        assertThat(reason(() -> service.activate(failing.sha256()))).isEqualTo(FailureReason.WRONG_STATE);
    }

    @Test
    void tellsAnActivationThatCouldNotBeVerifiedFromOneThatFailed() throws Exception {
        final AtomicBoolean activated = new AtomicBoolean();
        final PfruUpdateService watched = bench.over(
                new WatchedDevice(bench.device, call -> {
                    if (activated.get()) {
                        throw new ErrnoException("ioctl", "the device", Errno.EBUSY);
                    }
                    activated.set(call.equals("ioctl 0x4004EE03"));
                }),
                PfruUpdateService.HOLD);

        final UpdateFailedException e =
                catchThrowableOfType(UpdateFailedException.class, () -> watched.update(CODE, UpdateListener.NONE));

        assertThat(e.record().reached()).contains(UpdatePhase.VERIFY);
        assertThat(e.failure().operation()).isEqualTo("verify");
        assertThat(e).hasMessageContaining("was activated");
        assertThat(watched.state().phase()).isEqualTo(Phase.ACTIVATED);
        watched.close();
    }

    @Test
    void reportsFirmwareThatAnswersBusy() throws Exception {
        bench.change(
                FirmwareSettings.defaults().withForced(FirmwareFunction.QUERY_CAPABILITY, new FirmwareStatus(3, 0)));

        assertThat(reason(service::capability)).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(reason(() -> service.update(CODE, UpdateListener.NONE))).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(bench.records()).as("nothing was done").isEmpty();

        bench.change(FirmwareSettings.defaults().withForced(FirmwareFunction.QUERY_BUFFER, new FirmwareStatus(4, 1)));
        assertThat(reason(() -> service.update(CODE, UpdateListener.NONE))).isEqualTo(FailureReason.FIRMWARE_REFUSED);

        bench.change(FirmwareSettings.defaults().withMalformedAnswer(FirmwareFunction.QUERY_CAPABILITY));
        assertThat(reason(service::capability)).isEqualTo(FailureReason.DRIVER_REFUSED);

        bench.change(FirmwareSettings.defaults());
        service.update(CODE, UpdateListener.NONE);
    }

    @Test
    void isLockedByAnotherProcess() throws Exception {
        try (CharChannel other = bench.device.open(Access.READ_WRITE)) {
            assertThat(other.tryLock()).isTrue();

            assertThat(reason(() -> service.update(CODE, UpdateListener.NONE))).isEqualTo(FailureReason.DEVICE_LOCKED);
            assertThat(reason(() -> service.setRevision(2))).isEqualTo(FailureReason.DEVICE_LOCKED);
            assertThat(service.capability().codeRuntimeVersion())
                    .as("asking is free")
                    .isEqualTo(1);
        }
        service.update(CODE, UpdateListener.NONE);
    }

    @Test
    void keepsOthersOutWhileACapsuleWaits() throws Exception {
        service.load(CODE);
        assertThat(othersCanLock()).isFalse();
        service.stage(CODE.sha256());
        assertThat(othersCanLock()).isFalse();
        service.activate(CODE.sha256());
        assertThat(othersCanLock()).isTrue();
    }

    @Test
    void givesTheDeviceBackWhenNobodyGoesOn() throws Exception {
        try (Bench impatient = new Bench(folder, Duration.ofMillis(1))) {
            impatient.service.load(CODE);
            while (impatient.service.state().phase() != Phase.UNKNOWN) {
                Thread.onSpinWait();
            }
            assertThat(reason(() -> impatient.service.stage(CODE.sha256()))).isEqualTo(FailureReason.WRONG_STATE);
        }
    }

    @Test
    void refusesASecondOperationAndNamesTheFirst() throws Exception {
        bench.makeTheFirmwareWorkLong();
        final CompletableFuture<UpdateRecord> first = inBackground(CODE);
        bench.awaitTheFirmware();

        final FirmwareException e =
                catchThrowableOfType(FirmwareException.class, () -> service.update(NEWER, UpdateListener.NONE));

        assertThat(e.reason()).isEqualTo(FailureReason.DEVICE_BUSY);
        assertThat(e).hasMessageContaining("update of capsule " + CODE.sha256().abbreviated());
        bench.letTheFirmwareEnd();
        assertThat(first.get().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void standsInTheHistoryBeforeTheFirstByteGoesToTheDevice() throws Exception {
        final AtomicReference<UpdateRecord> seen = new AtomicReference<>();
        final PfruUpdateService watched = bench.over(
                new WatchedDevice(bench.device, call -> {
                    if (call.equals("write")) {
                        seen.set(bench.records().get(0));
                    }
                }),
                PfruUpdateService.HOLD);

        watched.update(CODE, UpdateListener.NONE);
        watched.close();

        assertThat(seen.get().outcome()).isEqualTo(Outcome.PENDING);
        assertThat(seen.get().reached()).contains(UpdatePhase.LOAD);
    }

    @Test
    void doesNothingWithoutARecord() throws Exception {
        bench.settings.change(new PfruSettingsTest.Given("", "/proc/no/such/folder.jsonl", ""));

        assertThat(reason(() -> service.update(CODE, UpdateListener.NONE)))
                .isEqualTo(FailureReason.HISTORY_UNAVAILABLE);

        assertThat(bench.device.writes()).isZero();
    }

    @Test
    void cancelsBeforeStagingWhenTheCallerGivesUp() throws Exception {
        final FirmwareException e = givesUpDuring("write");

        assertThat(e.reason()).isEqualTo(FailureReason.CANCELLED);
        assertThat(bench.records()).extracting(UpdateRecord::outcome).containsExactly(Outcome.CANCELLED);
        assertThat(service.capability().codeRuntimeVersion()).isEqualTo(1);
    }

    @Test
    void goesOnOnceTheFirmwareStagesThoughTheCallerGivesUp() throws Exception {
        final FirmwareException e = givesUpDuring("ioctl 0x4004EE02");

        assertThat(e.reason()).isEqualTo(FailureReason.STILL_RUNNING);
        assertThat(bench.records()).extracting(UpdateRecord::outcome).containsExactly(Outcome.SUCCEEDED);
    }

    /** Interrupts the calling thread while the device is in a call, and lets the call return when the caller has noticed. */
    private FirmwareException givesUpDuring(String call) throws InterruptedException {
        final AtomicReference<FirmwareException> seen = new AtomicReference<>();
        final AtomicReference<Thread> caller = new AtomicReference<>();
        final PfruUpdateService watched = bench.over(
                new WatchedDevice(bench.device, now -> {
                    if (now.equals(call)) {
                        caller.get().interrupt();
                        while (!hasNoticed(caller.get().getState())) {
                            Thread.onSpinWait();
                        }
                    }
                }),
                PfruUpdateService.HOLD);
        caller.set(new Thread(() -> seen.set(
                catchThrowableOfType(FirmwareException.class, () -> watched.update(CODE, UpdateListener.NONE)))));
        caller.get().start();
        caller.get().join();
        watched.close();
        return seen.get();
    }

    /** It waits for a while for the cancelled operation to end, or has left already. */
    private static boolean hasNoticed(Thread.State state) {
        return state == Thread.State.TIMED_WAITING || state == Thread.State.TERMINATED;
    }

    @Test
    void setsTheRevisionThatIsConfiguredAndSaysWhatItSetLast() throws Exception {
        assertThat(service.revision()).isEmpty();
        service.setRevision(2);
        assertThat(service.revision()).isEqualTo(OptionalInt.of(2));
        assertThat(bench.device.revision()).isEqualTo(2);

        bench.settings.change(new PfruSettingsTest.Given("1", "", ""));
        service.settingsChanged();
        service.capability(); // waits for its turn behind the change

        assertThat(service.revision()).isEqualTo(OptionalInt.of(1));
        assertThat(bench.device.revision()).isEqualTo(1);
        assertThat(reason(() -> service.setRevision(3))).isEqualTo(FailureReason.INVALID_VALUE);
        assertThat(reason(() -> service.setRevision(0))).isEqualTo(FailureReason.INVALID_VALUE);
        assertThat(bench.device.revision()).isEqualTo(1);
    }

    @Test
    void appliesTheRevisionAgainBeforeEachUpdateBecauseOthersMayHaveChangedIt() throws Exception {
        bench.settings.change(new PfruSettingsTest.Given("2", "", ""));
        service.settingsChanged();
        service.capability();
        try (CharChannel other = bench.device.open(Access.READ_WRITE)) {
            other.ioctl(PfruIoctl.SET_REV.request(), new byte[] {1, 0, 0, 0});
        }

        service.update(CODE, UpdateListener.NONE);

        assertThat(bench.device.firmware().lastRevision()).hasValue(2);
    }

    @Test
    void showsThatTheRevisionCouldNotBeSetAndSetsItWithTheNextOperation() throws Exception {
        bench.settings.change(new PfruSettingsTest.Given("2", "", ""));
        try (CharChannel other = bench.device.open(Access.READ_WRITE)) {
            assertThat(other.tryLock()).isTrue();
            service.settingsChanged();
            service.capability();
            assertThat(service.settingsFault().orElseThrow().reason()).isEqualTo(FailureReason.DEVICE_LOCKED);
        }

        service.update(CODE, UpdateListener.NONE);

        assertThat(service.settingsFault()).isEmpty();
        assertThat(bench.device.revision()).isEqualTo(2);
    }

    @Test
    void checksWithoutTouchingAnything() throws Exception {
        final CheckReport good = service.check(CODE.file());
        final CheckReport wild = service.check(Bench.file("broken-header-size-negative.cap"));
        bench.settings.change(new PfruSettingsTest.Given("", "", "64"));
        final CheckReport tooLarge = service.check(CODE.file());

        assertThat(good.accepted()).isTrue();
        assertThat(wild.failures()).extracting(Finding::rule).containsExactly(CapsuleRule.HEADER_SIZE);
        assertThat(tooLarge.failures()).extracting(Finding::rule).containsExactly(CapsuleRule.BUFFER_SIZE);
        assertThat(bench.device.writes()).isZero();
    }

    @Test
    void refusesEverythingOnceTheDeviceIsGone() throws Exception {
        service.load(CODE);
        bench.device.remove();

        assertThat(reason(service::capability)).isEqualTo(FailureReason.DEVICE_GONE);
        assertThat(reason(() -> service.stage(CODE.sha256()))).isEqualTo(FailureReason.DEVICE_GONE);
        service.close();
        assertThat(reason(service::capability)).isEqualTo(FailureReason.DEVICE_GONE);
        assertThat(reason(() -> service.update(CODE, UpdateListener.NONE))).isEqualTo(FailureReason.DEVICE_GONE);
        assertThat(service.state()).isEqualTo(UpdateState.UNKNOWN);
    }

    @Test
    void settlesAnOperationThatEndsWhileTheServiceCloses() throws Exception {
        bench.makeTheFirmwareWorkLong();
        final CompletableFuture<UpdateRecord> staging =
                inBackground(() -> service.loadAndStage(CODE, UpdateListener.NONE));
        bench.awaitTheFirmware();
        final CompletableFuture<Void> closing = CompletableFuture.runAsync(service::close);
        while (!bench.owner.isClosing()) {
            Thread.onSpinWait();
        }
        bench.letTheFirmwareEnd();

        assertThat(staging.get().outcome()).isEqualTo(Outcome.SUCCEEDED);
        closing.get();
        assertThat(service.state()).isEqualTo(UpdateState.UNKNOWN);
    }

    @Test
    void readsEveryFieldOfTheCapability() throws Exception {
        final UpdateCapability capability = service.capability();

        assertThat(capability.firmwareVersion()).isEqualTo(0x10000);
        assertThat(capability.platformId()).hasToString("5F0C2A86-3D1E-4B7A-9C64-21E8D7B35A10");
        assertThat(capability.oemInfoLength()).isEqualTo(8);
    }

    private boolean othersCanLock() throws Exception {
        try (CharChannel other = bench.device.open(Access.READ_WRITE)) {
            return other.tryLock();
        }
    }

    private CompletableFuture<UpdateRecord> inBackground(Capsule capsule) {
        return inBackground(() -> service.update(capsule, UpdateListener.NONE));
    }

    private static CompletableFuture<UpdateRecord> inBackground(DeviceOwner.Task<UpdateRecord> operation) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return operation.run();
            } catch (final FirmwareException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static FailureReason reason(ThrowingCallable call) {
        return catchThrowableOfType(FirmwareException.class, call).reason();
    }
}
