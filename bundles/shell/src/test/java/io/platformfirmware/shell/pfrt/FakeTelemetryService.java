// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogSnapshot;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A device that does what a test says, and remembers what reached it. */
public final class FakeTelemetryService implements TelemetryService {

    Runnable whileRead = () -> {};
    public final List<String> calls = new ArrayList<>();
    public TelemetrySettings settings = new TelemetrySettings(LogLevel.INFO, LogType.EXECUTION, 1);
    TelemetryChange configured = TelemetryChange.NOTHING;
    TelemetryChange applied = TelemetryChange.NOTHING;
    LogChunk chunk1 = new LogChunk(0, 0);
    LogChunk chunk2 = new LogChunk(0x7000_0000L, 0);
    long rolloverCount;
    byte[] log = {};
    LogSnapshot.Content content = LogSnapshot.Content.TIME_ORDER;
    boolean simulated;

    Failure settingsFault;

    /** Fails questions for the settings, and changes of them. */
    public Failure settingsFailure;

    /** What is wrong with its log. */
    public String warning;

    /** Fails questions for the log. */
    public Failure logFailure;

    /** The service object of a bundle that was stopped. */
    boolean unregistered;

    private final String id;

    public FakeTelemetryService(String id) {
        this.id = id;
    }

    /** Where its log begins; 0 before the first update. */
    public void start(long address) {
        chunk2 = new LogChunk(address, 0);
    }

    public void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    public void write(byte[] bytes) {
        log = bytes;
        chunk2 = new LogChunk(0x7000_0000L, bytes.length);
    }

    @Override
    public String deviceId() {
        return id;
    }

    @Override
    public String devicePath() {
        return "/dev/acpi_pfr_telemetry" + id.replaceAll("\\D", "");
    }

    @Override
    public boolean simulated() {
        return simulated;
    }

    @Override
    public TelemetrySettings settings() throws FirmwareException {
        fail(settingsFailure);
        return settings;
    }

    @Override
    public TelemetryChange configured() {
        return configured;
    }

    @Override
    public TelemetryChange applied() {
        return applied;
    }

    @Override
    public TelemetrySettings apply(TelemetryChange change) throws FirmwareException {
        calls.add("apply " + change);
        fail(settingsFailure);
        set(change);
        applied = applied.then(change);
        return settings;
    }

    /** What another process does. */
    void set(TelemetryChange change) {
        settings = new TelemetrySettings(
                change.level().orElse(settings.level()),
                change.type().orElse(settings.type()),
                change.revision().orElse(settings.revision()));
    }

    @Override
    public Optional<Failure> settingsFault() {
        return Optional.ofNullable(settingsFault);
    }

    @Override
    public LogInfo info() throws FirmwareException {
        fail(logFailure);
        return info(settings.type());
    }

    private LogInfo info(LogType type) {
        return new LogInfo(type, 65536, chunk1, chunk2, rolloverCount, 3);
    }

    @Override
    public LogSnapshot snapshot() throws FirmwareException {
        calls.add("snapshot");
        return snapshot(content, settings.type());
    }

    @Override
    public LogSnapshot snapshot(LogType type) throws FirmwareException {
        calls.add("snapshot " + type);
        return snapshot(content, type);
    }

    @Override
    public LogSnapshot rawDump(Optional<LogType> type) throws FirmwareException {
        calls.add("raw " + type.map(LogType::toString).orElse("shown"));
        return snapshot(LogSnapshot.Content.RAW, type.orElse(settings.type()));
    }

    private LogSnapshot snapshot(LogSnapshot.Content what, LogType type) throws FirmwareException {
        fail(logFailure);
        whileRead.run();
        return new LogSnapshot(info(type), what, Optional.ofNullable(warning), LogBytes.of(log));
    }

    @Override
    public LogPosition position() throws FirmwareException {
        return LogPosition.endOf(info());
    }

    @Override
    public LogDelta since(LogPosition position) {
        throw new UnsupportedOperationException();
    }

    private void fail(Failure failure) throws FirmwareException {
        if (unregistered) {
            throw new IllegalStateException("service unregistered");
        }
        if (failure != null) {
            throw failure.asException();
        }
    }
}
