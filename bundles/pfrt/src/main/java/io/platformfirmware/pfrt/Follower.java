// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.TelemetryListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a log again and again for as long as somebody follows it, and hands what is new to their subscriptions. Listeners come
 * and go on any thread; the log is looked at on the owner thread of the device.
 */
final class Follower {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    /** How long {@link #close} lets listeners take what there is. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** What is new since a place. */
    @FunctionalInterface
    interface Since {
        LogDelta read(LogPosition position) throws FirmwareException;
    }

    private final String deviceId;
    private final OwnerThread owner;
    private final Since since;
    private final OwnerThread.Task<LogPosition> now;
    private final SettingsInForce settings;
    private final Map<Object, Subscription> subscriptions = new ConcurrentHashMap<>();

    // on the owner thread
    private final Map<Subscription, Optional<LogPosition>> positions = new HashMap<>();
    private Optional<Future<?>> next = Optional.empty();

    Follower(
            String deviceId,
            OwnerThread owner,
            Since since,
            OwnerThread.Task<LogPosition> now,
            SettingsInForce settings) {
        this.deviceId = deviceId;
        this.owner = owner;
        this.since = since;
        this.now = now;
        this.settings = settings;
    }

    /** A listener comes. It is asked where to begin on a thread of its own. */
    void add(Object key, TelemetryListener listener) {
        final Subscription subscription = new Subscription(deviceId, listener);
        subscriptions.put(key, subscription);
        subscription.start(from -> owner.later(() -> join(subscription, from)));
    }

    /** A listener goes: it is told nothing more. */
    void remove(Object key) {
        final Subscription gone = subscriptions.remove(key);
        if (gone != null) {
            gone.abandon();
            owner.later(() -> positions.remove(gone));
        }
    }

    /** Looks now, and from then on at the interval in force. On the owner thread. */
    void lookAtOnce() {
        next.ifPresent(task -> task.cancel(false));
        next = Optional.empty();
        look();
    }

    /** Looks no more, and lets listeners take what there is, bounded. */
    void close() {
        final List<Subscription> all = List.copyOf(subscriptions.values());
        subscriptions.clear();
        // whoever joins after this is no longer among them, so nothing is planned again
        owner.later(() -> {
            positions.clear();
            next.ifPresent(task -> task.cancel(false));
        });
        all.forEach(Subscription::finish);
        final long until = System.nanoTime() + PATIENCE.toNanos();
        all.forEach(subscription -> subscription.awaitEnd(until));
    }

    private void join(Subscription subscription, Optional<LogPosition> from) {
        if (subscriptions.containsValue(subscription)) {
            positions.put(subscription, from);
            lookAtOnce();
        }
    }

    private void look() {
        final Map<LogPosition, LogDelta> read = new HashMap<>();
        try {
            positions.replaceAll((subscription, place) -> tell(subscription, place, read));
        } finally {
            if (!positions.isEmpty()) {
                next = owner.after(settings.get().followInterval(), this::look);
            }
        }
    }

    /** Tells a listener what happened since a place, and returns where it stands then; empty before it stands anywhere. */
    private Optional<LogPosition> tell(
            Subscription subscription, Optional<LogPosition> place, Map<LogPosition, LogDelta> read) {
        Optional<LogPosition> from = place;
        try {
            if (from.isEmpty()) {
                from = Optional.of(now.run());
            }
            // those who stand at the same place, as a rule all of them, share what is read
            LogDelta delta = read.get(from.get());
            if (delta == null) {
                delta = since.read(from.get());
                read.put(from.get(), delta);
            }
            subscription.readable();
            delta.events().forEach(subscription::happened);
            return Optional.of(delta.end());
        } catch (final FirmwareException e) {
            subscription.unreadable(e.failure());
        } catch (final RuntimeException e) {
            LOG.error("{}: looking at the log failed", deviceId, e);
            subscription.unreadable(Failure.of(FailureReason.IO_ERROR, "follow log", "internal error: " + e)
                    .on(deviceId));
        }
        return from;
    }
}
