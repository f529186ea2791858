// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.TelemetryEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Prints what is followed, on a thread of its own which nobody interrupts: Ctrl-C interrupts the thread of the command, and an
 * interrupt in the middle of writing closes the output of the session for good. Ends when told to, when nobody can read what it
 * prints any more, and when the bundle of the commands is stopped.
 */
final class FollowPrinter {

    private static final long PATIENCE_SECONDS = 5;

    private final Following following;
    private final FollowView view;
    private final LiveDevices devices;
    private final Predicate<String> followed;
    private final List<PrintStream> outputs;
    private final Duration tick;
    private final Set<String> present;
    private final Set<String> begun = new HashSet<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;
    private volatile boolean orphaned;

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
            LiveDevices devices,
            Predicate<String> followed,
            Set<String> present,
            List<PrintStream> outputs,
            Duration tick) {
        this.following = following;
        this.view = view;
        this.devices = devices;
        this.followed = followed;
        this.present = new HashSet<>(present);
        this.outputs = outputs;
        this.tick = tick;
    }

    /** Starts; the thread inherits standard output from this one, as Karaf means it to be. */
    void start() {
        final Thread thread = new Thread(this::run, "pfrt-follow");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until it ends by itself. */
    void await() throws InterruptedException {
        ended.await();
    }

    /** Whether the bundle of the commands was stopped. */
    boolean isOrphaned() {
        return orphaned;
    }

    /** Ends it; further interrupts change nothing. A console that takes nothing at all is not waited for. */
    void stop() {
        stopped = true;
        following.end();
        boolean waiting = true;
        while (waiting) {
            try {
                waiting = false;
                ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (final InterruptedException e) {
                // by an impatient user, who gets the prompt back in this very moment
                waiting = true;
            }
        }
    }

    private void run() {
        try {
            while (!stopped && outputs.stream().noneMatch(PrintStream::checkError)) {
                step(following.next(tick));
            }
            following.rest().forEach(this::show);
            view.end();
            outputs.forEach(PrintStream::flush);
        } catch (final IllegalStateException e) {
            // the services of a bundle that is stopped are taken from it, and so is its listener
            orphaned = true;
        } catch (final InterruptedException e) {
            throw new AssertionError("nobody knows this thread", e);
        } finally {
            ended.countDown();
        }
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
