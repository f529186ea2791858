// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.shell.LiveDevices;
import io.platformfirmware.shell.PrinterThread;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetryService;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Prints what is followed, on a thread of its own. */
final class FollowPrinter implements PrinterThread.Work {

    private final Following following;
    private final FollowView view;
    private final LiveDevices<TelemetryService> devices;
    private final Predicate<String> followed;
    private final Duration tick;
    private final Set<String> present;
    private final Set<String> begun = new HashSet<>();
    private final PrinterThread thread;

    /**
     * Not started yet.
     *
     * @param followed which devices
     * @param present those that are there
     * @param outputs what has to be flushed for the user to see anything
     * @param tick how long to wait for more before what is held back is shown, and how often to look at devices and outputs
     */
    FollowPrinter(
            Following following,
            FollowView view,
            LiveDevices<TelemetryService> devices,
            Predicate<String> followed,
            Set<String> present,
            List<PrintStream> outputs,
            Duration tick) {
        this.following = following;
        this.view = view;
        this.devices = devices;
        this.followed = followed;
        this.present = new HashSet<>(present);
        this.tick = tick;
        this.thread = new PrinterThread("pfrt-follow", outputs, this);
    }

    /** Starts. */
    void start() {
        thread.start();
    }

    /** Waits until it ends by itself. */
    void await() throws InterruptedException {
        thread.await();
    }

    /** Whether the bundle of the commands was stopped. */
    boolean isOrphaned() {
        return thread.isOrphaned();
    }

    /** Ends it. */
    void stop() {
        following.end();
        thread.stop();
    }

    @Override
    public void step() throws InterruptedException {
        step(following.next(tick));
    }

    @Override
    public void end() {
        following.rest().forEach(this::show);
        view.end();
    }

    private void step(Optional<Following.Note> note) {
        final Set<String> now = new HashSet<>(devices.ids());
        now.removeIf(followed.negate());
        now.stream().filter(present::add).forEach(view::came);
        if (note.isPresent()) {
            show(note.get());
            return;
        }
        // only when all that it has told is printed
        final Set<String> left = new HashSet<>(present);
        left.removeAll(now);
        present.removeAll(left);
        left.forEach(view::gone);
        view.pause();
    }

    private void show(Following.Note note) {
        note.event()
                .filter(event -> isWorthShowing(note.deviceId(), event))
                .ifPresent(event -> view.happened(note.deviceId(), event));
        note.trouble().ifPresent(why -> view.unreadable(note.deviceId(), why));
    }

    /** Not that a log was empty to begin with. */
    private boolean isWorthShowing(String deviceId, TelemetryEvent event) {
        return !begun.add(deviceId) || !(event instanceof LogReset) || !following.isFromStart();
    }
}
