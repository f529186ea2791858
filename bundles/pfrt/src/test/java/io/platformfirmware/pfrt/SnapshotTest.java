// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.simulator.LogSettings;
import io.platformfirmware.simulator.TelemetryFault;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogSnapshot;
import io.platformfirmware.telemetry.LogSnapshot.Content;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotTest extends OnTheBench {

    @Test
    void isTheLogWithItsCounters() throws Exception {
        bench.write("one\n\0\0two\n");

        final LogSnapshot snapshot = service.snapshot();

        assertThat(snapshot)
                .isEqualTo(new LogSnapshot(
                        service.info(),
                        Content.TIME_ORDER,
                        Optional.empty(),
                        LogBytes.of("one\n\0\0two\n".getBytes())));
        assertThat(snapshot.info().type()).isEqualTo(LogType.EXECUTION);
        assertThat(snapshot.info().capacity()).isEqualTo(LogSettings.DEFAULT_EXECUTION_SIZE);
        assertThat(snapshot.info().size()).isEqualTo(10);
    }

    @Test
    void neverShowsWhatWasWrittenBeforeAReset() throws Exception {
        bench.write("x".repeat(LogSettings.DEFAULT_EXECUTION_SIZE + 100));
        bench.firmware.resetLog();

        assertThat(service.snapshot().bytes()).isEqualTo(LogBytes.EMPTY);
        bench.write("new");
        assertThat(service.snapshot().bytes().text()).isEqualTo("new");
    }

    @Test
    void ofAnEmptyLogMapsNothing() throws Exception {
        final List<String> calls = new CopyOnWriteArrayList<>();

        final LogSnapshot snapshot =
                bench.over(new WatchedDevice(bench.device, calls::add)).snapshot();

        assertThat(snapshot.bytes().isEmpty()).isTrue();
        assertThat(calls).doesNotContain(WatchedDevice.MAP);
    }

    @Test
    void isEmptyBeforeTheFirstUpdate() throws Exception {
        try (Bench atPowerOn = new Bench()) {
            final List<String> calls = new CopyOnWriteArrayList<>();
            final PfrtTelemetryService early = atPowerOn.over(new WatchedDevice(atPowerOn.device, calls::add));

            final LogInfo info = early.info();

            assertThat(info.exists()).isFalse();
            assertThat(early.snapshot())
                    .isEqualTo(new LogSnapshot(info, Content.TIME_ORDER, Optional.empty(), LogBytes.EMPTY));
            assertThat(early.snapshot(LogType.HISTORY).info().type()).isEqualTo(LogType.HISTORY);
            assertThat(early.rawDump(Optional.empty()))
                    .isEqualTo(new LogSnapshot(info, Content.RAW, Optional.empty(), LogBytes.EMPTY));
            assertThat(early.since(early.position()).events()).isEmpty();
            assertThat(calls).doesNotContain(WatchedDevice.MAP);
        }
    }

    @Test
    void ofTheWholeBufferIsRawAndShowsWhatIsLeftOver() throws Exception {
        bench.write("old and long");
        bench.firmware.resetLog();
        bench.write("new");

        final LogSnapshot raw = service.rawDump(Optional.empty());

        assertThat(raw.content()).isEqualTo(Content.RAW);
        assertThat(raw.warning()).isEmpty();
        assertThat(raw.bytes().size()).isEqualTo(LogSettings.DEFAULT_EXECUTION_SIZE);
        assertThat(raw.bytes().text()).startsWith("new and long");
    }

    @Test
    void ofTheOtherLogSwitchesOverAndBackWithTheDeviceLocked() throws Exception {
        final List<String> calls = new ArrayList<>();
        final List<Boolean> lockedOut = new ArrayList<>();
        final PfrtTelemetryService watched = bench.over(new WatchedDevice(bench.device, call -> {
            calls.add(call);
            if (call.equals(WatchedDevice.READ)) {
                try (CharChannel other = bench.device.open(Access.READ_ONLY)) {
                    lockedOut.add(!other.tryLock());
                }
            }
        }));
        bench.write("before");
        bench.firmware.resetLog();
        bench.write("x".repeat(LogSettings.DEFAULT_HISTORY_SIZE) + "after");

        final LogSnapshot snapshot = watched.snapshot(LogType.HISTORY);

        assertThat(snapshot.info().type()).isEqualTo(LogType.HISTORY);
        assertThat(snapshot.bytes().size()).isEqualTo(LogSettings.DEFAULT_HISTORY_SIZE);
        assertThat(snapshot.bytes().text()).endsWith("xxxafter");
        assertThat(bench.device.type()).as("the type afterwards").isZero();
        assertThat(calls).startsWith("open", "lock", WatchedDevice.GET_INFO, WatchedDevice.SET_INFO);
        assertThat(calls).endsWith(WatchedDevice.SET_INFO).containsOnlyOnce("open");
        assertThat(lockedOut).containsOnly(true);
        assertThat(watched.applied()).as("what was set to stay").isEqualTo(TelemetryChange.NOTHING);
        assertThat(watched.rawDump(Optional.of(LogType.HISTORY)).bytes().text()).startsWith("after");
        assertThat(bench.device.type()).isZero();
    }

    @Test
    void ofTheLogThatIsShownSwitchesNothing() throws Exception {
        final List<String> calls = new CopyOnWriteArrayList<>();
        bench.write("x");

        assertThat(bench.over(new WatchedDevice(bench.device, calls::add))
                        .snapshot(LogType.EXECUTION)
                        .bytes()
                        .text())
                .isEqualTo("x");
        assertThat(calls).doesNotContain(WatchedDevice.SET_INFO);
    }

    @Test
    void ofTheOtherLogNeedsTheLock() throws Exception {
        try (CharChannel other = bench.device.open(Access.READ_ONLY)) {
            other.tryLock();

            assertThat(reason(() -> service.snapshot(LogType.HISTORY))).isEqualTo(FailureReason.DEVICE_LOCKED);
            assertThat(service.snapshot().bytes().isEmpty())
                    .as("reading does not")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TelemetryFault.class,
            names = {"NO_ADDRESS", "UNALIGNED_ADDRESS", "NO_SIZE", "MALFORMED_DATA", "WRONG_ELEMENT"})
    void ofTheOtherLogSwitchesBackAlsoWhenItCanNotBeRead(TelemetryFault fault) {
        bench.write("x");
        bench.fault(fault);

        assertThat(failure(() -> service.snapshot(LogType.HISTORY))).isNotNull();

        assertThat(bench.device.type()).isZero();
    }

    @Test
    void ofTheOtherLogSwitchesBackAlsoAfterADefect() {
        bench.write("x");
        final PfrtTelemetryService defective = bench.over(new WatchedDevice(bench.device, call -> {
            if (call.equals(WatchedDevice.READ)) {
                throw new OutOfMemoryError("no room for a copy");
            }
        }));

        assertThat(catchThrowable(() -> defective.snapshot(LogType.HISTORY))).isInstanceOf(OutOfMemoryError.class);

        assertThat(bench.device.type()).isZero();
    }

    @Test
    void saysThatTheDeviceShowsTheOtherLogWhenItCouldNotBeSwitchedBack() {
        bench.write("x");

        final FirmwareException e =
                failure(() -> switchesOnlyOnce(Optional.empty()).snapshot(LogType.HISTORY));

        assertThat(e.reason()).isEqualTo(FailureReason.IO_ERROR);
        assertThat(e)
                .hasMessageStartingWith("pfrt-sim0: switch back to the execution log: ")
                .hasMessageContaining("; the device shows the history log now")
                .hasMessageContaining("EIO");
        assertThat(e.failure().nextStep()).contains("pfrt:set --runtime --type execution switches it back.");
    }

    @Test
    void saysBothWhenItCouldNeitherBeReadNorSwitchedBack() {
        bench.write("x");

        final FirmwareException e =
                failure(() -> switchesOnlyOnce(Optional.of(Errno.EAGAIN)).snapshot(LogType.HISTORY));

        assertThat(e).hasMessageContaining("; the device shows the history log now");
        assertThat(e.getCause().getSuppressed())
                .extracting(Throwable::getMessage)
                .singleElement()
                .asString()
                .contains("EAGAIN");
    }

    private PfrtTelemetryService switchesOnlyOnce(Optional<Errno> map) {
        final AtomicInteger switches = new AtomicInteger();
        return bench.over(new WatchedDevice(bench.device, call -> {
            if (call.equals(WatchedDevice.SET_INFO) && switches.getAndIncrement() > 0) {
                throw new ErrnoException("ioctl", "node", Errno.EIO);
            }
            if (call.equals(WatchedDevice.MAP) && map.isPresent()) {
                throw new ErrnoException("mmap", "node", map.get());
            }
        }));
    }
}
