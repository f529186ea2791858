// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * One thread that keeps the known devices in line with the device folder, from {@link #start} to {@link #close}. Only this
 * thread makes devices known and takes them back, so no lock is held while service listeners run.
 */
final class NodeWatcher implements AutoCloseable {

    /** How long a node that may not be opened yet is held back; udev is done with a new node long before. */
    private static final Duration SETTLE = Duration.ofSeconds(1);

    /** A service listener that does not return must not stop the one who stops the bundle. */
    private static final Duration STOP = Duration.ofSeconds(10);

    private final NodeScanner scanner;
    private final PublishedDevices devices;
    private final FolderWatch watch = new FolderWatch();
    private final Logger log;
    private final Thread thread = new Thread(this::run, "platform-firmware-linux-devices");
    private volatile Settings settings;
    private volatile boolean stopped;
    private String lastProblem = "";

    /**
     * Not started yet.
     *
     * @param settings in force at first
     * @param scanner looks
     * @param devices used by the watcher's thread only, from here on
     * @param log for problems
     */
    NodeWatcher(Settings settings, NodeScanner scanner, PublishedDevices devices, Logger log) {
        this.settings = settings;
        this.scanner = scanner;
        this.devices = devices;
        this.log = log;
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    void start() {
        thread.start();
    }

    /**
     * Puts other settings in force, at once. Returns before they have had an effect.
     *
     * @param changed the settings
     */
    void change(Settings changed) {
        settings = changed;
        watch.wake();
    }

    /** Takes every device back and ends the thread. Waits for that, but not for ever. */
    @Override
    public void close() {
        stopped = true;
        watch.wake();
        if (Thread.currentThread() == thread) {
            // a service listener stops us: the thread finishes when it returns
            return;
        }
        try {
            thread.join(STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.warn(
                    "The device watcher has not ended yet: a service listener keeps it busy. It ends when that returns");
        }
    }

    private void run() {
        try {
            while (!stopped) {
                final Settings now = settings;
                final Optional<IOException> unwatched = watch.watch(now.devRoot());
                watch.await(now::isNode, look(now, unwatched) ? now.rescan() : shorter(SETTLE, now.rescan()));
            }
        } finally {
            watch.close();
            devices.withdrawAll();
        }
    }

    private boolean look(Settings now, Optional<IOException> unwatched) {
        try {
            final boolean settled = devices.apply(scanner.scan(now));
            say(unwatched.map(e -> unwatched(now.devRoot(), now.rescan(), e)).orElse(""));
            return settled;
        } catch (RuntimeException e) {
            if (!stopped) {
                sayFailure(e);
            }
            return true;
        }
    }

    private static String unwatched(Path folder, Duration rescan, IOException problem) {
        return "Changes in " + folder + " are seen only every " + TimeUnit.SECONDS.convert(rescan)
                + " s, because it can not be watched: " + problem;
    }

    private void say(String problem) {
        if (!problem.isEmpty() && !problem.equals(lastProblem)) {
            log.warn(problem);
        }
        lastProblem = problem;
    }

    private void sayFailure(RuntimeException failure) {
        if (!failure.toString().equals(lastProblem)) {
            log.error("Looking for devices failed; next attempt after the rescan period", failure);
        }
        lastProblem = failure.toString();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
