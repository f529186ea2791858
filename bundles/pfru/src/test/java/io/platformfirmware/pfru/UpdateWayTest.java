// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FailureReason;
import io.platformfirmware.update.CapsuleRule;
import io.platformfirmware.update.CheckReport;
import io.platformfirmware.update.Finding;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateRecord.Outcome;
import io.platformfirmware.update.UpdateState;
import io.platformfirmware.update.UpdateState.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way of a capsule that nobody stands in. */
@Timeout(60)
class UpdateWayTest extends OnTheBench {

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
    void readsEveryFieldOfTheCapability() throws Exception {
        final UpdateCapability capability = service.capability();

        assertThat(capability.firmwareVersion()).isEqualTo(0x10000);
        assertThat(capability.platformId()).hasToString("5F0C2A86-3D1E-4B7A-9C64-21E8D7B35A10");
        assertThat(capability.oemInfoLength()).isEqualTo(8);
    }
}
