// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.simulator.LineLevel;
import io.platformfirmware.simulator.TelemetryFault;
import io.platformfirmware.simulator.TelemetryFunction;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceSettingsTest extends OnTheBench {

    private static final TelemetryChange EVERYTHING =
            new TelemetryChange(Optional.of(LogLevel.VERBOSE), Optional.of(LogType.HISTORY), OptionalInt.of(2));

    @Test
    void areWhatTheDeviceSays() throws Exception {
        assertThat(service.settings()).isEqualTo(new TelemetrySettings(LogLevel.INFO, LogType.EXECUTION, 1));
        assertThat(service.applied()).isEqualTo(TelemetryChange.NOTHING);
        assertThat(service.configured()).isEqualTo(TelemetryChange.NOTHING);
        assertThat(service.settingsFault()).isEmpty();
    }

    @Test
    void goToTheDeviceAndAreReadBack() throws Exception {
        assertThat(service.apply(EVERYTHING)).isEqualTo(new TelemetrySettings(LogLevel.VERBOSE, LogType.HISTORY, 2));

        assertThat(service.applied()).isEqualTo(EVERYTHING);
        assertThat(bench.firmware.logLevel()).isEqualTo(LineLevel.VERBOSE);
        assertThat(bench.firmware.lastTelemetryRevision()).hasValue(2);
    }

    @Test
    void leaveAloneWhatAChangeDoesNotName() throws Exception {
        service.apply(EVERYTHING);

        assertThat(service.apply(TelemetryChange.of(LogLevel.ERROR)))
                .isEqualTo(new TelemetrySettings(LogLevel.ERROR, LogType.HISTORY, 2));
        assertThat(service.applied()).isEqualTo(EVERYTHING.then(TelemetryChange.of(LogLevel.ERROR)));
        assertThat(service.apply(TelemetryChange.NOTHING))
                .isEqualTo(new TelemetrySettings(LogLevel.ERROR, LogType.HISTORY, 2));
    }

    @Test
    void sayWhatTheDeviceIsAtWhenItAcceptedAChangeAndDidNotDoIt() {
        bench.fault(TelemetryFault.SET_IGNORED);

        final FirmwareException e = failure(() -> service.apply(EVERYTHING));

        assertThat(e.reason()).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(e)
                .hasMessage(
                        "pfrt-sim0: set level verbose, type history, revision 2: the device accepted it and did not do"
                                + " it; it is at level info, type history, revision 2");
        assertThat(service.applied())
                .as("what it did do")
                .isEqualTo(new TelemetryChange(Optional.empty(), Optional.of(LogType.HISTORY), OptionalInt.of(2)));
    }

    @Test
    void sayThatTheRevisionIsSetAndTheTypeIsNotWhenTheLevelIsRefused() throws Exception {
        bench.refuse(TelemetryFunction.SET_LEVEL);

        final FirmwareException e = failure(() -> service.apply(EVERYTHING));

        assertThat(e.reason()).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(e)
                .hasMessageContaining("; it is at level info, type execution, revision 2")
                .hasMessageEndingWith("(ioctl PFRT_LOG_IOC_SET_INFO: EBUSY, Device or resource busy)");
        assertThat(service.settings()).isEqualTo(new TelemetrySettings(LogLevel.INFO, LogType.EXECUTION, 2));
        assertThat(service.applied())
                .as("what this service has set")
                .isEqualTo(new TelemetryChange(Optional.empty(), Optional.empty(), OptionalInt.of(2)));
    }

    @Test
    void sayWhenItCanNotBeReadWhatIsInForceAfterARefusal() {
        final AtomicInteger calls = new AtomicInteger();
        final PfrtTelemetryService gone = bench.over(new WatchedDevice(bench.device, call -> {
            if (call.startsWith("ioctl")) {
                throw new ErrnoException("ioctl", "node", calls.getAndIncrement() == 0 ? Errno.EBUSY : Errno.ENODEV);
            }
        }));

        assertThat(failure(() -> gone.apply(EVERYTHING)))
                .hasMessageContaining("; what it is at now could not be read")
                .hasMessageContaining("EBUSY");
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED_GET_LEVEL, EINVAL, 'the firmware did not tell its log level'",
        "WRONG_ELEMENT,       EBUSY,  'the firmware did not tell its log level'"
    })
    void areAFailureWhenTheDriverHidesOneInTheLevel(TelemetryFault fault, String errno, String message) {
        bench.fault(fault);

        final FirmwareException e = failure(service::settings);

        assertThat(e.reason()).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(e).hasMessageContaining(message);
        assertThat(e.failure().systemError().orElseThrow().symbol()).isEqualTo(errno);
        assertThat(e.failure().nextStep()).get().asString().contains("dmesg");
    }

    @Test
    void areAFailureWhenTheFirmwareRefusesToTellItsLevel() {
        bench.refuse(TelemetryFunction.GET_LEVEL);

        assertThat(failure(service::settings))
                .hasMessage("pfrt-sim0: read settings: the firmware did not tell its log level"
                        + " (ioctl PFRT_LOG_IOC_GET_INFO, in log_level: EBUSY, Device or resource busy)");
    }

    @Test
    void areAFailureWhenTheLevelDoesNotExist() {
        bench.fault(TelemetryFault.WRONG_LEVEL);

        final FirmwareException e = failure(service::settings);

        assertThat(e.reason()).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(e)
                .hasMessage("pfrt-sim0: read settings: the firmware tells a log level that does not exist: 3;"
                        + " there is error (0), warning (1), info (2) or verbose (4)");
    }

    @Test
    void sayWhatIsInForceWhenTheFirmwareDoesNotTellItsLevel() {
        bench.refuse(TelemetryFunction.GET_LEVEL);

        assertThat(failure(() -> service.apply(EVERYTHING)))
                .hasMessageContaining("does not tell its log level; it is at type history, revision 2");
        // the driver took it: it is no other process that set the level
        assertThat(service.applied()).isEqualTo(EVERYTHING);

        assertThat(failure(() -> service.apply(TelemetryChange.of(LogType.EXECUTION))))
                .hasMessageContaining("did not tell its log level; it is at type execution, revision 2");
        assertThat(service.applied().type()).contains(LogType.EXECUTION);
    }

    @Test
    void areInForceWithoutALevelAlsoOnAFirmwareThatDoesNotTellItsOwn() {
        bench.refuse(TelemetryFunction.GET_LEVEL);

        bench.configure(Given.NOTHING.type("history").revision("2"));

        assertThat(service.settingsFault()).isEmpty();
        assertThat(service.applied())
                .isEqualTo(new TelemetryChange(Optional.empty(), Optional.of(LogType.HISTORY), OptionalInt.of(2)));
        assertThat(bench.device.type()).isEqualTo(1);
        assertThat(bench.device.revision()).isEqualTo(2);
    }

    @Test
    void refuseAMalformedAnswerAsTheDriverDoes() {
        bench.fault(TelemetryFault.MALFORMED_SET_LEVEL);

        assertThat(reason(() -> service.apply(EVERYTHING))).isEqualTo(FailureReason.DRIVER_REFUSED);
    }

    @Test
    void areLeftAloneWhenNothingIsConfigured() {
        bench.look();
        bench.configure(Given.NOTHING.every(100));
        bench.configure(new Given(" ", "", "", "3600000"));

        assertThat(bench.device.ioctls()).isZero();
    }

    @Test
    void areConfiguredAtOnce() throws Exception {
        bench.configure(new Given("verbose", "history", "2", ""));

        assertThat(service.settings()).isEqualTo(new TelemetrySettings(LogLevel.VERBOSE, LogType.HISTORY, 2));
        assertThat(service.configured()).isEqualTo(EVERYTHING);
        assertThat(service.applied()).isEqualTo(EVERYTHING);
        assertThat(service.settingsFault()).isEmpty();
    }

    @Test
    void areConfiguredAlsoOnADeviceThatComesLater() throws Exception {
        bench.settings.change(Given.NOTHING.level("error"));
        final PfrtTelemetryService later = bench.over(bench.device);

        bench.look(later);

        assertThat(later.applied()).isEqualTo(TelemetryChange.of(LogLevel.ERROR));
        assertThat(later.settings().level()).isEqualTo(LogLevel.ERROR);
    }

    @Test
    void areConfiguredAgainOverAChangeAtRunTimeWhenTheyAreStored() throws Exception {
        bench.configure(Given.NOTHING.level("verbose"));
        service.apply(TelemetryChange.of(LogLevel.ERROR));
        assertThat(service.settings().level()).isEqualTo(LogLevel.ERROR);
        assertThat(service.configured()).isEqualTo(TelemetryChange.of(LogLevel.VERBOSE));
        assertThat(service.applied()).isEqualTo(TelemetryChange.of(LogLevel.ERROR));

        bench.configure(Given.NOTHING.level("verbose"));

        assertThat(service.settings().level()).isEqualTo(LogLevel.VERBOSE);
    }

    @Test
    void stayAsTheyAreWhenNewOnesAreInvalid() throws Exception {
        bench.configure(Given.NOTHING.level("verbose"));
        final long ioctls = bench.device.ioctls();

        bench.configure(Given.NOTHING.level("loud").type("history"));

        assertThat(bench.device.ioctls()).isEqualTo(ioctls);
        assertThat(service.configured()).isEqualTo(TelemetryChange.of(LogLevel.VERBOSE));
        assertThat(service.settingsFault())
                .get()
                .asString()
                .isEqualTo("settings: logLevel = 'loud' is not allowed: " + LogLevel.ALLOWED + ", or empty");

        bench.configure(Given.NOTHING.level("verbose").type("history"));

        assertThat(service.settingsFault()).isEmpty();
        assertThat(service.settings().type()).isEqualTo(LogType.HISTORY);
    }

    @Test
    void areTriedAgainWhenTheDeviceWasLocked() throws Exception {
        final CharChannel other = bench.device.open(Access.READ_ONLY);
        other.tryLock();

        bench.configure(Given.NOTHING.level("verbose"));

        assertThat(reason(() -> service.apply(EVERYTHING))).isEqualTo(FailureReason.DEVICE_LOCKED);
        assertThat(service.settingsFault().orElseThrow().reason()).isEqualTo(FailureReason.DEVICE_LOCKED);
        assertThat(service.configured()).isEqualTo(TelemetryChange.of(LogLevel.VERBOSE));
        assertThat(service.applied()).isEqualTo(TelemetryChange.NOTHING);
        assertThat(bench.device.ioctls()).isZero();

        other.close();
        Await.until("the settings to be in force", () -> service.settingsFault().isEmpty());

        assertThat(service.applied()).isEqualTo(TelemetryChange.of(LogLevel.VERBOSE));
        assertThat(service.settings().level()).isEqualTo(LogLevel.VERBOSE);
    }

    @Test
    void areTriedAgainUntilTheFirmwareTakesThem() throws Exception {
        bench.refuse(TelemetryFunction.SET_LEVEL);
        bench.configure(Given.NOTHING.level("verbose"));
        final long ioctls = bench.device.ioctls();
        Await.until("another try", () -> bench.device.ioctls() > ioctls);
        assertThat(service.settingsFault().orElseThrow().reason()).isEqualTo(FailureReason.FIRMWARE_REFUSED);

        bench.behave();

        Await.until("the settings to be in force", () -> service.settingsFault().isEmpty());
        assertThat(service.settings().level()).isEqualTo(LogLevel.VERBOSE);
    }

    @Test
    void areNotTriedAgainOnceTheyAreNoLongerWanted() {
        bench.refuse(TelemetryFunction.SET_LEVEL);
        bench.configure(Given.NOTHING.level("verbose"));

        bench.configure(Given.NOTHING);

        assertThat(service.settingsFault()).isEmpty();
        bench.behave();
        bench.close();
        assertThat(bench.firmware.logLevel()).isEqualTo(LineLevel.INFO);
    }

    @Test
    void letGoOfALockedDeviceThatIsClosed() throws Exception {
        try (CharChannel other = bench.device.open(Access.READ_ONLY)) {
            other.tryLock();
            bench.configure(Given.NOTHING.level("verbose"));

            bench.close();
            Await.endOfThreads();
        }
        assertThat(bench.device.ioctls()).isZero();
        assertThat(reason(service::settings)).isEqualTo(FailureReason.DEVICE_GONE);
    }

    @Test
    void goInOneRequestWithTheLockHeld() throws Exception {
        final List<String> calls = new CopyOnWriteArrayList<>();
        bench.over(new WatchedDevice(bench.device, calls::add)).apply(EVERYTHING);

        assertThat(calls).startsWith("open", "lock", WatchedDevice.SET_INFO, WatchedDevice.GET_INFO);
        assertThat(calls).containsOnlyOnce(WatchedDevice.SET_INFO, "open");
    }
}
