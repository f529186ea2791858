// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateFailedException;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateProgress;
import io.platformfirmware.update.UpdateProgress.Event;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateRecord.Outcome;
import io.platformfirmware.update.UpdateRecord.PhaseTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operation on its way through the phases: each is in the history, on the disk, before the device sees it. What the firmware
 * writes to its log meanwhile, and the driver to the kernel's, is part of the record. Used on the owner thread of the device.
 */
final class Attempt {

    /** What a phase does. */
    @FunctionalInterface
    interface Step {
        void run() throws FirmwareException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final HistoryFile history;
    private final Clock clock;
    private final UpdateListener listener;
    private final TelemetryWindow telemetry;
    private final KernelLogWindow kernel;
    private final List<PhaseTime> phases = new ArrayList<>();
    private UpdateRecord update;
    private boolean begun;

    Attempt(
            HistoryFile history,
            Clock clock,
            UpdateListener listener,
            TelemetryWindow telemetry,
            KernelLogWindow kernel,
            UpdateRecord draft) {
        this.history = history;
        this.clock = clock;
        this.listener = listener;
        this.telemetry = telemetry;
        this.kernel = kernel;
        this.update = draft;
    }

    /** Writes the record: from here on the attempt stands in the history, and what the firmware writes belongs to it. */
    void begin(UpdateCapability before) throws FirmwareException {
        update = update.withBefore(before).withPhases(phases);
        history.pending(update);
        begun = true;
        telemetry.open();
    }

    /** Runs a phase. Once the attempt has begun, a phase that can not be written to the history is not run. */
    void phase(UpdatePhase phase, Step step) throws FirmwareException {
        phase(phase, () -> {
            step.run();
            return null;
        });
    }

    /** Runs a phase that has an answer. */
    <T> T phase(UpdatePhase phase, OwnerThread.Task<T> task) throws FirmwareException {
        final Instant start = clock.instant();
        final PhaseTime started = new PhaseTime(phase, start, Optional.empty());
        if (begun) {
            history.phase(update.id(), started);
        }
        phases.add(started);
        tell(phase, Event.STARTED, Duration.ZERO);
        final long began = System.nanoTime();
        Event end = Event.FAILED;
        try {
            final T answer = kernel.during(phase, task);
            end = Event.DONE;
            return answer;
        } finally {
            final Duration elapsed = Duration.ofNanos(System.nanoTime() - began).truncatedTo(ChronoUnit.MICROS);
            phases.set(phases.size() - 1, new PhaseTime(phase, start, Optional.of(elapsed)));
            tell(phase, end, elapsed);
        }
    }

    void after(UpdateCapability capability) {
        update = update.withAfter(capability);
    }

    /** Runs the whole operation and settles it, whatever becomes of it. */
    UpdateRecord run(Step operation) throws FirmwareException {
        try {
            kernel.open();
            return settled(operation);
        } finally {
            // whatever was thrown: the debug lines of the kernel do not stay on
            kernel.close();
        }
    }

    private UpdateRecord settled(Step operation) throws FirmwareException {
        try {
            operation.run();
        } catch (final FirmwareException e) {
            throw failed(e);
        } catch (final RuntimeException e) {
            throw failed(new FirmwareException(
                    Failure.of(FailureReason.IO_ERROR, FirmwareJson.name(update.operation()), "internal error: " + e)
                            .on(update.deviceId()),
                    e));
        }
        return settle(Outcome.SUCCEEDED, Optional.empty());
    }

    boolean hasBegun() {
        return begun;
    }

    private FirmwareException failed(FirmwareException e) {
        if (!begun) {
            return e;
        }
        final Outcome outcome = e.reason() == FailureReason.CANCELLED ? Outcome.CANCELLED : Outcome.FAILED;
        return new UpdateFailedException(e.failure(), settle(outcome, Optional.of(e.failure())), e);
    }

    private UpdateRecord settle(Outcome outcome, Optional<Failure> failure) {
        update = update.withPhases(phases).ended(outcome, clock.instant(), failure);
        update = kernel.close().map(update::withDiagnostics).orElse(update);
        update = telemetry.close().map(update::withTelemetry).orElse(update);
        try {
            history.settled(update);
        } catch (final FirmwareException e) {
            LOG.error("The outcome of {} is known but could not be written to the history: {}", update.id(), update, e);
        }
        return update;
    }

    private void tell(UpdatePhase phase, Event event, Duration elapsed) {
        listener.progressed(new UpdateProgress(update.id(), phase, event, elapsed));
    }
}
