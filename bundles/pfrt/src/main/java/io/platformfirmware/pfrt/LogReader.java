// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.Mapping;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogSnapshot;
import io.platformfirmware.telemetry.LogSnapshot.Content;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a log that the firmware may write to at any moment: asks for its counters, copies, asks again, and keeps what was not touched
 * meanwhile. Where nothing is left of a copy, it begins anew, a few times. Stateless; used on the owner thread of the device.
 */
final class LogReader {

    private static final String READ = "read log";
    private static final int ATTEMPTS = 5;

    private final String deviceId;
    private final PfrtFailures failures;

    LogReader(String deviceId, PfrtFailures failures) {
        this.deviceId = deviceId;
        this.failures = failures;
    }

    /** The counters of the log that is shown now. */
    LogInfo info(PfrtChannel channel) throws FirmwareException {
        LogType before = channel.type();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // the counters do not tell which log they are of, and another process may change the type at any time
            final LogInfo info = channel.logInfo(before);
            final LogType after = channel.type();
            if (after == before) {
                return info;
            }
            before = after;
        }
        throw unsteady("somebody keeps changing the type of the log");
    }

    /**
     * Where what is new begins: at the end of the log. Some platforms refuse to tell that until the first update; all that is in the
     * log then is new.
     */
    LogPosition now(PfrtChannel channel) throws FirmwareException {
        try {
            return LogPosition.endOf(info(channel));
        } catch (final FirmwareException e) {
            if (e.reason() != FailureReason.FIRMWARE_REFUSED) {
                throw e;
            }
            return LogPosition.beginning(channel.type());
        }
    }

    /** The log in time order; raw with a warning where its description makes no sense. */
    LogSnapshot snapshot(PfrtChannel channel) throws FirmwareException {
        return untilIntact(() -> snapshot(channel, info(channel)));
    }

    private Optional<LogSnapshot> snapshot(PfrtChannel channel, LogInfo info) throws FirmwareException {
        if (isNotThereYet(info)) {
            return Optional.of(new LogSnapshot(info, Content.TIME_ORDER, Optional.empty(), LogBytes.EMPTY));
        }
        checkPlace(info);
        final Optional<String> fault = LogLayout.fault(info);
        if (fault.isPresent()) {
            return raw(
                    channel,
                    info,
                    Optional.of("This is the whole buffer as it lies in memory, not the log: the firmware describes its"
                            + " log in a way that makes no sense, " + fault.get()));
        }
        return copy(channel, info, LogLayout.of(info).oldest())
                .map(intact -> new LogSnapshot(
                        info,
                        Content.TIME_ORDER,
                        Optional.empty(),
                        intact.copy().bytes()));
    }

    /** The whole buffer. */
    LogSnapshot raw(PfrtChannel channel) throws FirmwareException {
        return untilIntact(() -> raw(channel, info(channel), Optional.empty()));
    }

    private Optional<LogSnapshot> raw(PfrtChannel channel, LogInfo info, Optional<String> warning)
            throws FirmwareException {
        if (isNotThereYet(info)) {
            return Optional.of(new LogSnapshot(info, Content.RAW, warning, LogBytes.EMPTY));
        }
        checkPlace(info);
        final byte[] bytes = new byte[Math.toIntExact(info.capacity())];
        try (Mapping mapping = channel.map(info, bytes.length)) {
            mapping.read(0, bytes);
        }
        // what was mapped is the log that the driver showed by then
        return channel.logInfo(info.type()).chunk2().address() == info.chunk2().address()
                ? Optional.of(new LogSnapshot(info, Content.RAW, warning, LogBytes.of(bytes)))
                : Optional.empty();
    }

    /** What happened since a place; one request where nothing did. */
    LogDelta since(PfrtChannel channel, LogPosition place) throws FirmwareException {
        return untilIntact(() -> since(channel, place, infoFrom(channel, place)));
    }

    private Optional<LogDelta> since(PfrtChannel channel, LogPosition place, LogInfo info) throws FirmwareException {
        final LogPosition end = LogPosition.endOf(info);
        if (info.type() != place.type()) {
            return Optional.of(new LogDelta(List.of(new LogTypeChange(place.type(), end)), end));
        }
        if (end.equals(place)) {
            return Optional.of(new LogDelta(List.of(), end));
        }
        final List<TelemetryEvent> events = new ArrayList<>();
        if (isNotThereYet(info)) {
            if (place.bufferAddress() != 0) {
                events.add(new LogReset(end));
            }
            return Optional.of(new LogDelta(events, end));
        }
        checkPlace(info);
        final Optional<String> fault = LogLayout.fault(info);
        if (fault.isPresent()) {
            throw failures.notUnderstood(READ, fault.get());
        }
        final LogLayout layout = LogLayout.of(info);
        LogPosition from = place;
        if (layout.wasResetSince(place)) {
            from = layout.start();
            if (place.bufferAddress() != 0) {
                events.add(new LogReset(from));
            }
        }
        from = passOverwritten(layout, from, events);
        final Optional<Intact> intact = copy(channel, info, from);
        if (intact.isEmpty()) {
            return Optional.empty();
        }
        if (LogLayout.isEarlier(from, intact.get().start())) {
            passOverwritten(intact.get().layout(), from, events);
        }
        if (!intact.get().copy().isEmpty()) {
            events.add(new LogWritten(intact.get().copy().bytes(), end));
        }
        return Optional.of(new LogDelta(events, end));
    }

    private static LogPosition passOverwritten(LogLayout layout, LogPosition from, List<TelemetryEvent> events) {
        final LogPosition oldest = layout.oldest();
        if (!LogLayout.isEarlier(from, oldest)) {
            return from;
        }
        final OptionalLong lost = layout.lostSince(from);
        if (!lost.equals(OptionalLong.of(0))) {
            events.add(new LogGap(LogGap.Cause.OVERWRITTEN, lost, oldest));
        }
        return oldest;
    }

    /**
     * A copy of which every byte was still there afterwards.
     *
     * @param copy the bytes
     * @param start before the first of them
     * @param layout of the log afterwards
     */
    private record Intact(LogCopy copy, LogPosition start, LogLayout layout) {}

    /** Copies the log from a place; empty when all of it was touched meanwhile. */
    private static Optional<Intact> copy(PfrtChannel channel, LogInfo info, LogPosition from) throws FirmwareException {
        final LogCopy copy = LogCopy.of(channel, info, from);
        final LogLayout before = LogLayout.of(info);
        if (copy.isEmpty()) {
            return Optional.of(new Intact(copy, from, before));
        }
        final LogInfo after = channel.logInfo(info.type());
        final LogLayout now = LogLayout.of(after);
        if (LogLayout.fault(after).isPresent() || now.wasResetSince(before.end())) {
            return Optional.empty();
        }
        if (!LogLayout.isEarlier(from, now.oldest())) {
            return Optional.of(new Intact(copy, from, now));
        }
        final LogCopy left = copy.from(now.oldest());
        return left.isEmpty() ? Optional.empty() : Optional.of(new Intact(left, now.oldest(), now));
    }

    /** As long as the buffer is the same, so is the type. */
    private LogInfo infoFrom(PfrtChannel channel, LogPosition place) throws FirmwareException {
        if (place.bufferAddress() != 0) {
            final LogInfo info = channel.logInfo(place.type());
            if (info.chunk2().address() == place.bufferAddress()) {
                return info;
            }
        }
        return info(channel);
    }

    private static boolean isNotThereYet(LogInfo info) {
        return !info.exists() && info.size() == 0;
    }

    private void checkPlace(LogInfo info) throws FirmwareException {
        if (!info.exists()) {
            throw failures.unavailable(READ, "the firmware gives the log no address")
                    .asException();
        }
        if (info.capacity() == 0) {
            throw failures.unavailable(READ, "the firmware gives the log no room")
                    .asException();
        }
        if (info.capacity() > LogLayout.MAX_CAPACITY) {
            throw failures.unavailable(
                            READ,
                            "the firmware claims a log of " + info.capacity() + " bytes; more than "
                                    + LogLayout.MAX_CAPACITY + " are not mapped")
                    .asException();
        }
    }

    /** A look at the log; empty when all that it saw was touched meanwhile. */
    @FunctionalInterface
    private interface Look<T> {
        Optional<T> take() throws FirmwareException;
    }

    private <T> T untilIntact(Look<T> look) throws FirmwareException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            final Optional<T> seen = look.take();
            if (seen.isPresent()) {
                return seen.get();
            }
        }
        throw unsteady("the firmware keeps writing over it");
    }

    private FirmwareException unsteady(String why) {
        return Failure.of(FailureReason.DEVICE_BUSY, READ, "the log could not be read in one piece: " + why)
                .on(deviceId)
                .next("Try again.")
                .asException();
    }
}
