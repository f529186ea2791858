// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateRecord.Outcome;
import io.platformfirmware.update.UpdateState;
import io.platformfirmware.update.UpdateState.Phase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Others who want the device, callers who give up, a service that closes. */
@Timeout(60)
class OneAtATimeTest extends OnTheBench {

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

    private boolean othersCanLock() throws Exception {
        try (CharChannel other = bench.device.open(Access.READ_WRITE)) {
            return other.tryLock();
        }
    }

    private CompletableFuture<UpdateRecord> inBackground(Capsule capsule) {
        return inBackground(() -> service.update(capsule, UpdateListener.NONE));
    }

    private static CompletableFuture<UpdateRecord> inBackground(OwnerThread.Task<UpdateRecord> operation) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return operation.run();
            } catch (final FirmwareException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
