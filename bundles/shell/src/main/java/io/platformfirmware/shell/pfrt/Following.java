// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.shell.LiveDevices;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetryListener;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Takes what happens to logs, keeps it until it is printed, and knows for each device where to go on, so that nothing is lost when
 * the provider is stopped and started. While the console is slow the provider's threads wait here, and the provider counts what it
 * has to leave out.
 */
final class Following implements TelemetryListener {

    private static final int KEPT = 64;
    private static final long LOOK_MILLIS = 100;
    private static final Note END = new Note("", Optional.empty(), Optional.empty());

    /**
     * Something to print.
     *
     * @param deviceId the device
     * @param event what happened to its log
     * @param trouble why it can not be read
     */
    record Note(String deviceId, Optional<TelemetryEvent> event, Optional<Failure> trouble) {}

    private final LiveDevices<TelemetryService> devices;
    private final boolean fromStart;
    private final BlockingQueue<Note> notes = new ArrayBlockingQueue<>(KEPT);
    private final Map<String, LogPosition> positions = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /**
     * Nothing has happened yet.
     *
     * @param fromStart whether what is in the logs already counts as new
     */
    Following(LiveDevices<TelemetryService> devices, boolean fromStart) {
        this.devices = devices;
        this.fromStart = fromStart;
    }

    boolean isFromStart() {
        return fromStart;
    }

    @Override
    public void happened(String deviceId, TelemetryEvent event) {
        if (kept(new Note(deviceId, Optional.of(event), Optional.empty()))) {
            positions.put(deviceId, event.position());
        }
    }

    @Override
    public void unreadable(String deviceId, Failure why) {
        kept(new Note(deviceId, Optional.empty(), Optional.of(why)));
    }

    @Override
    public Optional<LogPosition> resumeFrom(String deviceId) {
        final Optional<LogPosition> place =
                Optional.ofNullable(positions.get(deviceId)).or(() -> begin(deviceId));
        // also where nothing happens until the provider is stopped
        place.ifPresent(known -> positions.put(deviceId, known));
        return place;
    }

    private Optional<LogPosition> begin(String deviceId) {
        return fromStart
                ? Optional.of(LogPosition.beginning(shownType(deviceId)))
                : devices.ask(deviceId, TelemetryService::position);
    }

    private LogType shownType(String deviceId) {
        return devices.ask(deviceId, TelemetryService::settings)
                .map(TelemetrySettings::type)
                // settings fail as a whole when the firmware does not tell its level
                .or(() -> devices.ask(deviceId, device -> device.info().type()))
                .orElse(LogType.EXECUTION);
    }

    /** The next thing to print; empty when there is none for this long, or at the end. */
    Optional<Note> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(notes.poll(patience.toMillis(), TimeUnit.MILLISECONDS))
                .filter(note -> note != END);
    }

    /** What was taken and not printed before the end. */
    List<Note> rest() {
        final List<Note> rest = new ArrayList<>();
        notes.drainTo(rest);
        rest.removeIf(note -> note == END);
        return rest;
    }

    /** Takes nothing more. */
    void end() {
        ended = true;
        // for a thread that waits for the next thing; where there is no room for this one, none waits
        notes.offer(END);
    }

    private boolean kept(Note note) {
        try {
            while (!ended) {
                if (notes.offer(note, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Override
    public String toString() {
        return "pfrt:follow";
    }
}
