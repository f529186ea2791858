// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.simulator.LogSettings;
import io.platformfirmware.simulator.TelemetryFault;
import io.platformfirmware.simulator.TelemetryFunction;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetryListener;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FollowerTest extends OnTheBench {

    private final Recorder recorder = new Recorder();

    @Test
    void tellsWhatIsNewFromNowOn() {
        bench.write("before");
        bench.follow(recorder);
        bench.write("one\n");
        bench.look();
        bench.write("two\n");
        bench.look();

        recorder.awaitText("one\ntwo\n");
        assertThat(recorder.events()).hasSize(2);
    }

    @Test
    void tellsFromThePlaceThatAListenerKept() throws Exception {
        final LogPosition place = service.position();
        bench.write("missed");
        final Recorder resumed = new Recorder(Optional.of(place));

        bench.follow(resumed);

        resumed.awaitText("missed");
    }

    @Test
    void losesNothingOverAStopAndAStartOfTheService() {
        bench.follow(recorder);
        bench.write("one ");
        bench.look();
        recorder.awaitText("one ");
        bench.write("two ");
        bench.look();
        service.close();
        assertThat(recorder.text()).as("close() tells what there is").isEqualTo("one two ");
        bench.write("three ");

        final Recorder next = new Recorder(recorder.position());
        final PfrtTelemetryService again = bench.over(bench.device);
        bench.follow(again, next);
        bench.write("four");
        bench.look(again);

        next.awaitText("three four");
    }

    @Test
    void goesOnBehindAGapThatWasTheLastThingTold() {
        final int capacity = LogSettings.DEFAULT_EXECUTION_SIZE;
        bench.follow(recorder);
        bench.write("x".repeat(capacity + 10));
        bench.look();
        recorder.awaitEvents(2);
        assertThat(recorder.events().get(0)).isInstanceOf(LogGap.class);

        final Recorder next = new Recorder(Optional.of(recorder.events().get(0).position()));
        bench.follow(next);

        next.awaitEvents(1);
        assertThat(next.bytes()).isEqualTo(recorder.bytes());
        assertThat(next.bytes().size()).isEqualTo(capacity);
    }

    @Test
    void tellsResetsAndTheOtherType() throws Exception {
        bench.follow(recorder);
        bench.firmware.resetLog();
        bench.look();
        service.apply(TelemetryChange.of(LogType.HISTORY));
        bench.look();
        bench.write("in the history");
        bench.look();

        recorder.awaitText("in the history");
        assertThat(recorder.events().get(0)).isInstanceOf(LogReset.class);
        assertThat(recorder.events().get(1)).isInstanceOf(LogTypeChange.class);
        assertThat(recorder.events()).hasSize(3);
    }

    @Test
    void isNotTurnedAsideByASnapshotOfTheOtherLog() throws Exception {
        bench.follow(recorder);
        service.snapshot(LogType.HISTORY);
        bench.write("x");
        bench.look();

        recorder.awaitText("x");
        assertThat(recorder.events()).hasSize(1);
    }

    @Test
    void costsNothingWhenNobodyFollows() {
        bench.configure(Given.NOTHING.every(50));
        bench.look();
        final Object key = bench.follow(recorder);
        service.follower().remove(key);
        bench.look();
        final long ioctls = bench.device.ioctls();

        bench.look();
        bench.look();

        assertThat(bench.device.ioctls()).isEqualTo(ioctls);
    }

    @Test
    void costsOneRequestForAllWhoAreAtTheSamePlace() {
        final Recorder[] recorders = {new Recorder(), new Recorder(), new Recorder()};
        for (final Recorder each : recorders) {
            bench.follow(each);
        }
        final long ioctls = bench.device.ioctls();
        bench.look();
        assertThat(bench.device.ioctls() - ioctls).isOne();

        bench.write("12345");
        final long copied = bench.device.bytesCopied();
        bench.look();

        assertThat(bench.device.bytesCopied() - copied).isEqualTo(5);
        for (final Recorder each : recorders) {
            each.awaitText("12345");
        }
    }

    @Test
    void isNotHeldByAListenerThatIs() throws Exception {
        final Recorder blocked = new Recorder();
        blocked.hold();
        bench.follow(blocked);
        bench.follow(recorder);
        final StringBuilder all = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            bench.write("line " + i + "\n");
            all.append("line ").append(i).append('\n');
            bench.look();
        }

        recorder.awaitText(all.toString());
        assertThat(service.snapshot().bytes().text()).isEqualTo(all.toString());
        assertThat(blocked.position()).isEmpty();
        blocked.release();
        blocked.awaitText(all.toString());
    }

    @Test
    void isNotHeldByAListenerThatDoesNotSayWhereToBegin() {
        final CountDownLatch answer = new CountDownLatch(1);
        final CountDownLatch asked = new CountDownLatch(1);
        service.follower().add("undecided", new TelemetryListener() {
            @Override
            public void happened(String deviceId, TelemetryEvent event) {
                recorder.happened(deviceId, event);
            }

            @Override
            public Optional<LogPosition> resumeFrom(String deviceId) {
                asked.countDown();
                try {
                    answer.await();
                } catch (final InterruptedException e) {
                    throw new AssertionError(e);
                }
                return Optional.empty();
            }
        });
        Await.until("the listener to be asked", () -> asked.getCount() == 0);
        final Recorder other = new Recorder();
        bench.follow(other);
        bench.write("x");
        bench.look();
        other.awaitText("x");

        service.follower().remove("undecided");
        final long ioctls = bench.device.ioctls();
        answer.countDown();
        service.close();

        assertThat(recorder.events()).isEmpty();
        assertThat(bench.device.ioctls()).isEqualTo(ioctls);
    }

    @Test
    void letsAListenerLeaveInACallback() {
        final AtomicInteger told = new AtomicInteger();
        final AtomicReference<Object> key = new AtomicReference<>();
        key.set(bench.follow((id, event) -> {
            told.incrementAndGet();
            service.follower().remove(key.get());
        }));
        bench.follow(recorder);
        bench.write("1");
        bench.look();
        Await.until("the listener to leave", () -> told.get() == 1);
        bench.write("2");
        bench.look();

        recorder.awaitText("12");
        bench.close();
        Await.endOfThreads();
        assertThat(told).hasValue(1);
    }

    @Test
    void letsAListenerCallTheService() {
        final AtomicReference<String> seen = new AtomicReference<>();
        bench.follow((id, event) -> {
            try {
                seen.set(service.snapshot().bytes().text());
            } catch (final FirmwareException e) {
                throw new AssertionError(e);
            }
        });
        bench.write("x");
        bench.look();

        Await.until("the snapshot", () -> "x".equals(seen.get()));
    }

    @Test
    void tellsOnceThatTheLogCanNotBeReadAndThenEverythingThatWasWrittenMeanwhile() {
        bench.follow(recorder);
        bench.fault(TelemetryFault.UNALIGNED_SIZE);
        bench.write("one ");
        bench.look();
        bench.write("two ");
        bench.look();
        recorder.awaitFailures(1);
        bench.behave();
        bench.look();
        recorder.awaitText("one two ");
        bench.refuse(TelemetryFunction.GET_DATA);
        bench.look();

        recorder.awaitFailures(2);
        assertThat(recorder.failures())
                .extracting(Failure::reason)
                .containsExactly(FailureReason.LOG_UNAVAILABLE, FailureReason.FIRMWARE_REFUSED);
    }

    @Test
    void tellsTheFirstUpdateWhereTheLogHadNoPlaceBefore() {
        try (Bench atPowerOn = new Bench()) {
            atPowerOn.follow(recorder);
            Bench.launch(atPowerOn.firmware);
            atPowerOn.write("first");
            atPowerOn.look();

            recorder.awaitText("first");
            assertThat(recorder.events()).hasSize(1);
        }
    }

    @Test
    void tellsTheFirstUpdateWhereTheFirmwareRefusedBefore() throws Exception {
        for (final LogType type : LogType.values()) {
            final Recorder following = new Recorder();
            try (Bench atPowerOn = new Bench()) {
                atPowerOn.service.apply(TelemetryChange.of(type));
                atPowerOn.refuse(TelemetryFunction.GET_DATA);
                atPowerOn.follow(following);
                following.awaitFailures(1);
                Bench.launch(atPowerOn.firmware);
                atPowerOn.write("first");
                atPowerOn.behave();
                atPowerOn.look();

                following.awaitText("first");
                assertThat(following.events()).as(type + " log").hasSize(1);
            }
        }
    }

    @Test
    void looksAtTheIntervalInForceAtOnce() {
        bench.follow(recorder);
        bench.write("after an hour");
        bench.idle();
        assertThat(recorder.events()).isEmpty();

        bench.configure(Given.NOTHING.every(50));
        bench.write(", or sooner");

        recorder.awaitText("after an hour, or sooner");
    }

    @Test
    void endsWithADeviceThatGoes() {
        bench.follow(recorder);
        bench.write("x");
        bench.device.remove();
        bench.look();
        bench.look();

        recorder.awaitFailures(1);
        assertThat(recorder.failures())
                .singleElement()
                .extracting(Failure::reason)
                .isEqualTo(FailureReason.DEVICE_GONE);
    }

    @Test
    void readsOutAMappingOfADeviceThatGoes() {
        final PfrtTelemetryService going = bench.over(new WatchedDevice(bench.device, call -> {
            if (call.equals(WatchedDevice.READ)) {
                bench.device.remove();
            }
        }));
        bench.follow(going, recorder);
        bench.write("x");
        bench.look(going);

        recorder.awaitFailures(1);
        assertThat(recorder.events())
                .as("nobody knows whether it was still there")
                .isEmpty();
        going.close();
        assertThat(bench.device.mappings()).isZero();
    }

    @Test
    void goesOnAfterADefect() {
        final AtomicInteger defects = new AtomicInteger(1);
        final PfrtTelemetryService defective = bench.over(new WatchedDevice(bench.device, call -> {
            if (call.equals(WatchedDevice.READ) && defects.getAndDecrement() > 0) {
                throw new IllegalStateException("a defect");
            }
        }));
        bench.follow(defective, recorder);
        bench.write("x");
        bench.look(defective);
        recorder.awaitFailures(1);
        assertThat(recorder.failures().get(0).toString()).contains("internal error");

        bench.look(defective);

        recorder.awaitText("x");
    }

    @Test
    void tellsWhatThereIsWhenTheServiceEnds() {
        final Recorder slow = new Recorder();
        bench.follow(slow);
        slow.hold();
        for (int i = 0; i < 5; i++) {
            bench.write(Integer.toString(i));
            bench.look();
        }
        final Thread closing = new Thread(service::close);
        closing.start();
        Await.until("close() to wait for the listener", () -> closing.getState() == Thread.State.TIMED_WAITING);
        slow.release();

        slow.awaitText("01234");
        Await.until("the end", () -> !closing.isAlive());
        Await.endOfThreads();
    }

    @Test
    void tellsNothingOnceTheServiceHasEnded() {
        bench.follow(recorder);
        service.close();
        service.follower().add("late", new Recorder());
        service.settingsChanged();
        bench.write("x");

        assertThat(recorder.events()).isEmpty();
        // the late one waits for what never comes
        service.follower().remove("late");
    }
}
