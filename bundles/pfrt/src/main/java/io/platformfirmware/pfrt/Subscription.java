// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetryListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener on one device: a thread of its own that tells it what happened, and a bounded queue in front of it. Who hands
 * something in never waits. Safe for use by several threads.
 */
final class Subscription {

    /** Bytes that are kept for a listener that is slow. */
    static final int MAX_BYTES = 1 << 20;

    /** Messages that are kept for a listener that is slow. */
    static final int MAX_MESSAGES = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private enum Stage {
        /** Tells whatever comes. */
        RUNNING,
        /** Tells what there is, and ends. */
        FINISHING,
        /** Tells nothing more. */
        ENDED
    }

    /** Something to tell: an event, or why the log can not be read. */
    private record Message(Optional<TelemetryEvent> event, Optional<Failure> trouble) {

        int size() {
            return event.map(Subscription::size).orElse(0);
        }
    }

    private final String deviceId;
    private final TelemetryListener listener;
    private final Deque<Message> messages = new ArrayDeque<>();
    private final Thread thread;
    private int bytes;
    private boolean troubled;
    private Stage stage = Stage.RUNNING;
    private Consumer<Optional<LogPosition>> begin = from -> {};

    Subscription(String deviceId, TelemetryListener listener) {
        this.deviceId = deviceId;
        this.listener = listener;
        this.thread = new Thread(this::run, deviceId + "-listener");
        thread.setDaemon(true);
    }

    /**
     * Starts the thread.
     *
     * @param joined is told where the listener wants to begin, on the thread
     */
    void start(Consumer<Optional<LogPosition>> joined) {
        begin = joined;
        thread.start();
    }

    /** Something happened to the log. */
    synchronized void happened(TelemetryEvent event) {
        if (stage != Stage.RUNNING) {
            return;
        }
        final Message last = messages.peekLast();
        final boolean full = last != null && (bytes + size(event) > MAX_BYTES || messages.size() >= MAX_MESSAGES);
        if (full) {
            leaveOut(event);
        } else {
            add(new Message(Optional.of(event), Optional.empty()));
        }
    }

    /** The log can not be read; told once until it can, and not before there is room for it. */
    synchronized void unreadable(Failure why) {
        if (!troubled && stage == Stage.RUNNING && messages.size() < MAX_MESSAGES) {
            troubled = true;
            add(new Message(Optional.empty(), Optional.of(why)));
        }
    }

    /** The log can be read. */
    synchronized void readable() {
        troubled = false;
    }

    /** Ends when everything has been told. */
    synchronized void finish() {
        if (stage == Stage.RUNNING) {
            stage = Stage.FINISHING;
        }
        notifyAll();
    }

    /** Ends now; a call to the listener that is under way is not waited for. */
    synchronized void abandon() {
        stage = Stage.ENDED;
        notifyAll();
    }

    /**
     * Waits until nothing more will be told.
     *
     * @param until when to stop waiting and to tell nothing more, of {@link System#nanoTime()}
     */
    void awaitEnd(long until) {
        try {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
            if (thread.isAlive()) {
                LOG.warn("{}: {} does not take what it was told; the rest is left out", deviceId, listener);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abandon();
    }

    private void run() {
        Optional<LogPosition> from = Optional.empty();
        try {
            from = Objects.requireNonNull(listener.resumeFrom(deviceId));
        } catch (final RuntimeException | Error e) {
            LOG.warn("{}: {} could not say where to begin, which is now", deviceId, listener, e);
        }
        begin.accept(from);
        Optional<Message> message = next();
        while (message.isPresent()) {
            tell(message.get());
            message = next();
        }
    }

    /** Goes on whatever is thrown: errors too, of a listener whose bundle was refreshed under it. */
    private void tell(Message message) {
        try {
            message.event().ifPresent(event -> listener.happened(deviceId, event));
            message.trouble().ifPresent(why -> listener.unreadable(deviceId, why));
        } catch (final RuntimeException | Error e) {
            LOG.warn("{}: {} failed", deviceId, listener, e);
        }
    }

    private synchronized Optional<Message> next() {
        while (messages.isEmpty() && stage == Stage.RUNNING) {
            try {
                wait();
            } catch (final InterruptedException e) {
                LOG.debug("{}: {} left its thread interrupted, which ends nothing", deviceId, listener, e);
            }
        }
        if (stage == Stage.ENDED || messages.isEmpty()) {
            return Optional.empty();
        }
        final Message first = messages.removeFirst();
        bytes -= first.size();
        return Optional.of(first);
    }

    private void add(Message message) {
        messages.addLast(message);
        bytes += message.size();
        notifyAll();
    }

    /** One gap stands for everything that is left out in a row. */
    private void leaveOut(TelemetryEvent event) {
        OptionalLong lost = lostWith(event);
        final Message last = messages.peekLast();
        if (last.event().orElse(null) instanceof LogGap gap && gap.cause() == LogGap.Cause.SLOW_LISTENER) {
            messages.removeLast();
            lost = lost.isPresent() && gap.lost().isPresent()
                    ? OptionalLong.of(gap.lost().getAsLong() + lost.getAsLong())
                    : OptionalLong.empty();
        }
        add(new Message(Optional.of(new LogGap(LogGap.Cause.SLOW_LISTENER, lost, event.position())), Optional.empty()));
    }

    private static OptionalLong lostWith(TelemetryEvent event) {
        if (event instanceof LogWritten written) {
            return OptionalLong.of(written.bytes().size());
        }
        return event instanceof LogGap gap ? gap.lost() : OptionalLong.empty();
    }

    private static int size(TelemetryEvent event) {
        return event instanceof LogWritten written ? written.bytes().size() : 0;
    }
}
