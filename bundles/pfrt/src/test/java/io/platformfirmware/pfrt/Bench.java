// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.simulator.EmulatedFirmware;
import io.platformfirmware.simulator.FirmwareSettings;
import io.platformfirmware.simulator.LineLevel;
import io.platformfirmware.simulator.LogSettings;
import io.platformfirmware.simulator.PlatformCapability;
import io.platformfirmware.simulator.SimulatedTelemetryDevice;
import io.platformfirmware.simulator.SimulatedUpdateDevice;
import io.platformfirmware.simulator.TelemetryFault;
import io.platformfirmware.simulator.TelemetryFunction;
import io.platformfirmware.simulator.VersionRule;
import io.platformfirmware.telemetry.TelemetryListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A service over a simulated device, with the hands of a test on the firmware. A retry takes no time worth waiting for. */
final class Bench implements AutoCloseable {

    static final String ID = "pfrt-sim0";

    private static final int STAGE = 0x4004EE02;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofMillis(1);

    final LogSettings log;
    final EmulatedFirmware firmware;
    final SimulatedTelemetryDevice device;
    final SettingsInForce settings = new SettingsInForce();
    final PfrtTelemetryService service;

    private final Map<PfrtTelemetryService, OwnerThread> services = new LinkedHashMap<>();

    /** At power on: the log has no place yet. */
    Bench() {
        this(LogSettings.defaults());
    }

    Bench(LogSettings log) {
        this.log = log;
        firmware = firmware(log);
        device = new SimulatedTelemetryDevice(0, firmware);
        // whoever follows looks when the test says so
        settings.change(Given.NOTHING.every(3_600_000));
        service = over(device);
    }

    static EmulatedFirmware firmware(LogSettings log) {
        return new EmulatedFirmware(
                PlatformCapability.atPowerOn(), FirmwareSettings.defaults().withLog(log), time -> {});
    }

    /** A bench with both logs in place and empty. */
    static Bench launched() {
        return launched(LogSettings.defaults());
    }

    static Bench launched(LogSettings log) {
        final Bench bench = new Bench(log);
        launch(bench.firmware);
        return bench;
    }

    /** Lets the firmware give its logs a place, by an update that has nothing to stage, and empties them. */
    static void launch(EmulatedFirmware firmware) {
        try (CharChannel update =
                new SimulatedUpdateDevice(0, firmware, VersionRule.SVN).open(CharDevice.Access.READ_ONLY)) {
            update.ioctl(STAGE);
            throw new AssertionError("there is nothing to stage");
        } catch (final ErrnoException e) {
            if (!e.is(Errno.EBUSY)) {
                throw new AssertionError(e);
            }
        }
        firmware.resetLog();
    }

    /** Another service over any device, with the same settings. */
    PfrtTelemetryService over(CharDevice other) {
        final OwnerThread owner = new OwnerThread(ID, PfrtFailures.LIST, PATIENCE);
        final PfrtTelemetryService another =
                new PfrtTelemetryService(new DeviceIdentity(ID, other.path(), true), other, settings, owner, RETRY);
        services.put(another, owner);
        return another;
    }

    void write(String text) {
        write(text.getBytes(StandardCharsets.US_ASCII));
    }

    void write(byte[] bytes) {
        firmware.log(LineLevel.ERROR, bytes);
    }

    void behave(LogSettings changed) {
        firmware.settings(firmware.settings().withLog(changed));
    }

    void behave() {
        behave(log);
    }

    void fault(TelemetryFault fault) {
        behave(log.withFault(fault));
    }

    void refuse(TelemetryFunction function) {
        behave(log.withForced(function, 3));
    }

    /** Changes the configuration, and waits until the device has seen it. */
    void configure(Given given) {
        if (settings.change(given)) {
            look();
        }
    }

    /** Lets whoever follows look now, and waits until that is done. */
    void look() {
        look(service);
    }

    void look(PfrtTelemetryService by) {
        by.settingsChanged();
        idle(by);
    }

    /** Waits until what was asked for is done. */
    void idle() {
        idle(service);
    }

    void idle(PfrtTelemetryService by) {
        try {
            services.get(by).query("wait", () -> null);
        } catch (final FirmwareException e) {
            throw new AssertionError(e);
        }
    }

    /** Adds a listener, and waits until the log has been looked at for it. */
    Object follow(TelemetryListener listener) {
        return follow(service, listener);
    }

    Object follow(PfrtTelemetryService by, TelemetryListener listener) {
        final Object key = new Object();
        final long before = device.ioctls();
        by.follower().add(key, listener);
        Await.until("the first look for a listener", () -> device.ioctls() > before);
        idle(by);
        return key;
    }

    @Override
    public void close() {
        services.keySet().forEach(PfrtTelemetryService::close);
    }
}
