// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogSnapshot;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A telemetry service that answers what a test wants, for the operations of an update. */
final class FakeTelemetry implements TelemetryService {

    static final LogPosition END = new LogPosition(LogType.EXECUTION, 0x7000_0000L, 3, 0, 128);

    /** Answers {@link #position()}. */
    @FunctionalInterface
    interface Position {
        LogPosition ask() throws FirmwareException;
    }

    /** Answers {@link #since}. */
    @FunctionalInterface
    interface Since {
        LogDelta ask(LogPosition position) throws FirmwareException;
    }

    /** What it was asked, in order. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    private final String id;
    private final Consumer<String> watcher;
    private volatile Position position = () -> END;
    private volatile Since since = from -> new LogDelta(List.of(), from);
    private volatile LogType shown = LogType.EXECUTION;

    FakeTelemetry() {
        this("pfrt-sim0", call -> {});
    }

    FakeTelemetry(String id, Consumer<String> watcher) {
        this.id = id;
        this.watcher = watcher;
    }

    FakeTelemetry on(TelemetryDevices devices) {
        devices.add(this, Map.of(DEVICE_ID, id, DEVICE_PATH, devicePath(), SIMULATED, simulated()));
        return this;
    }

    FakeTelemetry at(Position answer) {
        position = answer;
        return this;
    }

    FakeTelemetry then(Since answer) {
        since = answer;
        return this;
    }

    FakeTelemetry writes(TelemetryEvent... events) {
        return then(from -> new LogDelta(List.of(events), END));
    }

    FakeTelemetry shows(LogType type) {
        shown = type;
        return this;
    }

    private void asked(String call) {
        calls.add(call);
        watcher.accept(call);
    }

    @Override
    public LogPosition position() throws FirmwareException {
        asked("position");
        return position.ask();
    }

    @Override
    public LogDelta since(LogPosition from) throws FirmwareException {
        asked("since " + from.type() + " " + from.offset());
        return since.ask(from);
    }

    @Override
    public TelemetrySettings settings() {
        return new TelemetrySettings(LogLevel.INFO, shown, 1);
    }

    @Override
    public String deviceId() {
        return id;
    }

    @Override
    public String devicePath() {
        return "simulated:/dev/acpi_pfr_telemetry0";
    }

    @Override
    public boolean simulated() {
        return true;
    }

    @Override
    public TelemetryChange configured() {
        return TelemetryChange.NOTHING;
    }

    @Override
    public TelemetryChange applied() {
        return TelemetryChange.NOTHING;
    }

    @Override
    public Optional<Failure> settingsFault() {
        return Optional.empty();
    }

    @Override
    public TelemetrySettings apply(TelemetryChange change) {
        throw new AssertionError("an update leaves the telemetry device as it is");
    }

    @Override
    public LogInfo info() {
        throw new AssertionError("not needed");
    }

    @Override
    public LogSnapshot snapshot() {
        throw new AssertionError("not needed");
    }

    @Override
    public LogSnapshot snapshot(LogType type) {
        throw new AssertionError("it would switch the log that others follow");
    }

    @Override
    public LogSnapshot rawDump(Optional<LogType> type) {
        throw new AssertionError("it would switch the log that others follow");
    }
}
