// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetryListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A listener that writes down what it is told, and takes nothing while it is held. */
final class Recorder implements TelemetryListener {

    private final Optional<LogPosition> from;
    private final List<TelemetryEvent> events = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private boolean held;
    private int joined;

    Recorder() {
        this(Optional.empty());
    }

    Recorder(Optional<LogPosition> from) {
        this.from = from;
    }

    @Override
    public synchronized Optional<LogPosition> resumeFrom(String deviceId) {
        joined++;
        return from;
    }

    @Override
    public synchronized void happened(String deviceId, TelemetryEvent event) {
        awaitRelease();
        events.add(event);
    }

    @Override
    public synchronized void unreadable(String deviceId, Failure why) {
        awaitRelease();
        failures.add(why);
    }

    synchronized void hold() {
        held = true;
    }

    synchronized void release() {
        held = false;
        notifyAll();
    }

    synchronized List<TelemetryEvent> events() {
        return List.copyOf(events);
    }

    synchronized List<Failure> failures() {
        return List.copyOf(failures);
    }

    LogBytes bytes() {
        return LogDelta.bytes(events());
    }

    String text() {
        return bytes().text();
    }

    /** Where it would go on. */
    Optional<LogPosition> position() {
        final List<TelemetryEvent> all = events();
        return all.isEmpty() ? from : Optional.of(all.get(all.size() - 1).position());
    }

    /** How often it was asked where to begin. */
    synchronized int joined() {
        return joined;
    }

    void awaitJoined(int count) {
        Await.until("a listener to be asked " + count + " times where to begin", () -> joined() >= count);
    }

    void awaitText(String text) {
        Await.until("'" + text + "' to be told", () -> text().equals(text));
    }

    void awaitEvents(int count) {
        Await.until(count + " events", () -> events().size() >= count);
    }

    void awaitFailures(int count) {
        Await.until(count + " failures", () -> failures().size() >= count);
    }

    private void awaitRelease() {
        try {
            while (held) {
                wait();
            }
        } catch (final InterruptedException e) {
            throw new AssertionError("a listener is never interrupted", e);
        }
    }
}
