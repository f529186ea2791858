// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.simulator.FirmwareFunction;
import io.platformfirmware.simulator.FirmwareSettings;
import io.platformfirmware.simulator.FirmwareStatus;
import io.platformfirmware.simulator.VersionRule;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.UpdateFailedException;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateRecord.Outcome;
import io.platformfirmware.update.UpdateState;
import io.platformfirmware.update.UpdateState.Phase;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is refused, by whom, and what is left then. */
@Timeout(60)
class RefusalsTest extends OnTheBench {

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
    void doesNothingWithoutARecord() throws Exception {
        bench.settings.change(new PfruSettingsTest.Given("", "/proc/no/such/folder.jsonl", ""));

        assertThat(reason(() -> service.update(CODE, UpdateListener.NONE)))
                .isEqualTo(FailureReason.HISTORY_UNAVAILABLE);

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
}
