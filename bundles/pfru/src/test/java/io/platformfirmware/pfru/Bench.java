// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.simulator.EmulatedFirmware;
import io.platformfirmware.simulator.FirmwareSettings;
import io.platformfirmware.simulator.PlatformCapability;
import io.platformfirmware.simulator.SampleCapsules;
import io.platformfirmware.simulator.SimulatedKernelLog;
import io.platformfirmware.simulator.SimulatedUpdateDevice;
import io.platformfirmware.simulator.VersionRule;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.UpdateRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A service over a simulated device, with the hands of a test on the firmware. */
final class Bench implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Nothing waits for as long as this, unless something is wrong. */
    private static final TelemetryWindow.Bounds NO_HURRY =
            new TelemetryWindow.Bounds(Duration.ofMinutes(1), Duration.ofMinutes(1));

    final SimulatedKernelLog kernel = new SimulatedKernelLog();
    final SimulatedUpdateDevice device;
    final SettingsInForce settings;
    final HistoryFiles histories;
    final TelemetryDevices telemetry = new TelemetryDevices();
    final KernelLogs logs = new KernelLogs();
    final DeviceOwner owner = new DeviceOwner("pfru-sim0", PATIENCE);
    final PfruUpdateService service;

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch proceed = new CountDownLatch(1);

    Bench(Path folder) {
        this(folder, PfruUpdateService.HOLD);
    }

    Bench(Path folder, Duration hold) {
        final EmulatedFirmware firmware = new EmulatedFirmware(
                PlatformCapability.atPowerOn(), FirmwareSettings.defaults(), this::whileTheFirmwareWorks);
        device = new SimulatedUpdateDevice(0, firmware, VersionRule.SVN, kernel);
        logs.add(kernel, kernel.properties());
        settings = new SettingsInForce(PfruSettings.defaults(folder), folder);
        histories = new HistoryFiles(settings, RunningProcess.current());
        service = over(device, hold, NO_HURRY, owner);
    }

    /** Another service over any device, with the same settings and history. */
    PfruUpdateService over(CharDevice other, Duration hold) {
        return over(other, hold, NO_HURRY, new DeviceOwner("pfru-sim0", PATIENCE));
    }

    /** Another service over the same device, which does not wait for telemetry for long. */
    PfruUpdateService inAHurry(TelemetryWindow.Bounds bounds) {
        return over(device, PfruUpdateService.HOLD, bounds, new DeviceOwner("pfru-sim0", PATIENCE));
    }

    private PfruUpdateService over(CharDevice other, Duration hold, TelemetryWindow.Bounds bounds, DeviceOwner on) {
        final DeviceIdentity identity = new DeviceIdentity("pfru-sim0", other.path(), true);
        return new PfruUpdateService(
                identity,
                other,
                settings,
                histories,
                Clock.systemUTC(),
                hold,
                new TelemetryWindow(identity, telemetry, bounds),
                new KernelLogWindow(identity, Optional.of(SimulatedUpdateDevice.kernelName(0)), settings, logs),
                on);
    }

    static Capsule capsule(String name) {
        try {
            return Capsule.parse(file(name));
        } catch (final FirmwareException e) {
            throw new AssertionError(name, e);
        }
    }

    static CapsuleFile file(String name) {
        return CapsuleFile.of(name, SampleCapsules.named(name).bytes());
    }

    List<UpdateRecord> records() throws FirmwareException {
        return histories.records();
    }

    void change(FirmwareSettings changed) {
        device.firmware().settings(changed);
    }

    /** From now on the firmware works until {@link #letTheFirmwareEnd()}. */
    void makeTheFirmwareWorkLong() {
        change(FirmwareSettings.defaults().withStartTime(Duration.ofHours(1)));
    }

    void awaitTheFirmware() throws InterruptedException {
        started.await();
    }

    void letTheFirmwareEnd() {
        proceed.countDown();
    }

    private void whileTheFirmwareWorks(Duration time) {
        if (time.isZero()) {
            return;
        }
        started.countDown();
        try {
            proceed.await();
        } catch (final InterruptedException e) {
            throw new AssertionError("the thread that is in the kernel is never interrupted", e);
        }
    }

    @Override
    public void close() {
        letTheFirmwareEnd();
        service.close();
    }
}
