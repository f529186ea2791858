// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogSnapshot;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.time.Duration;
import java.util.Optional;

/** Telemetry of one device, which is used on its owner thread only and open only for as long as a call takes. */
final class PfrtTelemetryService implements TelemetryService {

    private static final String READ = "read log";

    private final DeviceIdentity identity;
    private final CharDevice device;
    private final SettingsInForce settings;
    private final OwnerThread owner;
    private final PfrtFailures failures;
    private final DeviceSettings deviceSettings;
    private final LogReader reader;
    private final Follower follower;

    PfrtTelemetryService(
            DeviceIdentity identity,
            CharDevice device,
            SettingsInForce settings,
            OwnerThread owner,
            Duration firstRetry) {
        this.identity = identity;
        this.device = device;
        this.settings = settings;
        this.owner = owner;
        this.failures = new PfrtFailures(identity.id());
        this.deviceSettings = new DeviceSettings(identity, device, failures, settings, owner, firstRetry);
        this.reader = new LogReader(identity.id(), failures);
        this.follower = new Follower(identity.id(), owner, this::readSince, () -> withChannel(reader::now), settings);
    }

    @Override
    public String deviceId() {
        return identity.id();
    }

    @Override
    public String devicePath() {
        return identity.path();
    }

    @Override
    public boolean simulated() {
        return identity.simulated();
    }

    @Override
    public TelemetrySettings settings() throws FirmwareException {
        return query("read settings", PfrtChannel::settings);
    }

    @Override
    public TelemetryChange configured() {
        return settings.get().wanted();
    }

    @Override
    public TelemetryChange applied() {
        return deviceSettings.applied();
    }

    @Override
    public TelemetrySettings apply(TelemetryChange change) throws FirmwareException {
        return owner.query("set " + change, () -> deviceSettings.set(change));
    }

    @Override
    public Optional<Failure> settingsFault() {
        return deviceSettings.fault();
    }

    @Override
    public LogInfo info() throws FirmwareException {
        return query("query log", reader::info);
    }

    @Override
    public LogSnapshot snapshot() throws FirmwareException {
        return query(READ, reader::snapshot);
    }

    @Override
    public LogSnapshot snapshot(LogType type) throws FirmwareException {
        return owner.query(READ, () -> switched(type, reader::snapshot));
    }

    @Override
    public LogSnapshot rawDump(Optional<LogType> type) throws FirmwareException {
        return type.isPresent() ? owner.query(READ, () -> switched(type.get(), reader::raw)) : query(READ, reader::raw);
    }

    @Override
    public LogPosition position() throws FirmwareException {
        return LogPosition.endOf(info());
    }

    @Override
    public LogDelta since(LogPosition position) throws FirmwareException {
        return owner.query(READ, () -> readSince(position));
    }

    /** Brings the settings in force to the device, after what runs now and without waiting for it. */
    void settingsChanged() {
        owner.later(() -> {
            deviceSettings.configure();
            follower.lookAtOnce();
        });
    }

    /** Who is told what happens to the log. */
    Follower follower() {
        return follower;
    }

    /** Lets what runs end, bounded, tells listeners what there was to tell, and ends. */
    void close() {
        follower.close();
        owner.close(deviceSettings::close);
    }

    /** What is done with an open channel. */
    @FunctionalInterface
    private interface Use<T> {
        T of(PfrtChannel channel) throws FirmwareException;
    }

    private <T> T query(String operation, Use<T> use) throws FirmwareException {
        return owner.query(operation, () -> withChannel(use));
    }

    private LogDelta readSince(LogPosition position) throws FirmwareException {
        return withChannel(channel -> reader.since(channel, position));
    }

    private <T> T withChannel(Use<T> use) throws FirmwareException {
        try (PfrtChannel channel = PfrtChannel.open(device, failures)) {
            return use.of(channel);
        }
    }

    /** Does something with a log that may be the other one, and leaves the device as it was. */
    private <T> T switched(LogType type, Use<T> use) throws FirmwareException {
        try (PfrtChannel channel = PfrtChannel.openLocked(device, failures)) {
            final LogType before = channel.type();
            if (before == type) {
                return use.of(channel);
            }
            channel.set(TelemetryChange.of(type));
            final T answer;
            try {
                answer = use.of(channel);
            } catch (final FirmwareException | RuntimeException | Error e) {
                restore(channel, before, Optional.of(e));
                throw e;
            }
            restore(channel, before, Optional.empty());
            return answer;
        }
    }

    private void restore(PfrtChannel channel, LogType type, Optional<Throwable> earlier) throws FirmwareException {
        try {
            channel.set(TelemetryChange.of(type));
        } catch (final FirmwareException e) {
            earlier.ifPresent(e::addSuppressed);
            throw new FirmwareException(failures.notSwitchedBack(type, e.failure()), e);
        }
    }
}
