// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that was done to a device, as the history keeps it: also the result of the call that did it.
 *
 * @param id names the record, unique
 * @param deviceId the device
 * @param devicePath its node
 * @param simulated whether it is emulated
 * @param operation what was asked for
 * @param requestedBy the user, where one was logged in
 * @param startedAt when it began
 * @param finishedAt when it ended; empty while it runs
 * @param capsule the capsule that was meant
 * @param phases the phases that began, in their order
 * @param before the capability before
 * @param after the capability after; empty when it was not read again
 * @param outcome how it ended
 * @param failure why it failed
 * @param telemetry what the firmware wrote to its log meanwhile; empty without a telemetry device
 * @param diagnostics what Linux's driver wrote to the kernel log meanwhile; empty where kernelDiagnostics is off
 */
public record UpdateRecord(
        String id,
        String deviceId,
        String devicePath,
        boolean simulated,
        Operation operation,
        Optional<String> requestedBy,
        Instant startedAt,
        Optional<Instant> finishedAt,
        CapsuleSummary capsule,
        List<PhaseTime> phases,
        Optional<UpdateCapability> before,
        Optional<UpdateCapability> after,
        Outcome outcome,
        Optional<Failure> failure,
        Optional<UpdateTelemetry> telemetry,
        Optional<KernelDiagnostics> diagnostics) {

    /** What was asked for. */
    public enum Operation {
        /** {@link FirmwareUpdateService#update}. */
        UPDATE,
        /** {@link FirmwareUpdateService#loadAndStage}. */
        LOAD_AND_STAGE,
        /** {@link FirmwareUpdateService#load}. */
        LOAD,
        /** {@link FirmwareUpdateService#stage}. */
        STAGE,
        /** {@link FirmwareUpdateService#activate}. */
        ACTIVATE,
        /** {@link FirmwareUpdateService#stageAndActivate}. */
        STAGE_AND_ACTIVATE
    }

    /** How it ended. */
    public enum Outcome {
        /** Not ended yet. */
        PENDING,
        /** Done. */
        SUCCEEDED,
        /** Failed; {@link UpdateRecord#failure()} says why. */
        FAILED,
        /** Cancelled by the caller before staging. */
        CANCELLED,
        /** The process or the machine ended before the operation did; nobody knows how far the firmware came. */
        INTERRUPTED
    }

    /**
     * A phase that began.
     *
     * @param phase which
     * @param startedAt when
     * @param duration how long it took; empty when it did not end
     */
    public record PhaseTime(UpdatePhase phase, Instant startedAt, Optional<Duration> duration) {

        /** Checks for null. */
        public PhaseTime {
            Objects.requireNonNull(phase);
            Objects.requireNonNull(startedAt);
            Objects.requireNonNull(duration);
        }
    }

    /** Checks for null and copies the list. */
    public UpdateRecord {
        Objects.requireNonNull(id);
        Objects.requireNonNull(deviceId);
        Objects.requireNonNull(devicePath);
        Objects.requireNonNull(operation);
        Objects.requireNonNull(requestedBy);
        Objects.requireNonNull(startedAt);
        Objects.requireNonNull(finishedAt);
        Objects.requireNonNull(capsule);
        phases = List.copyOf(phases);
        Objects.requireNonNull(before);
        Objects.requireNonNull(after);
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(failure);
        Objects.requireNonNull(telemetry);
        Objects.requireNonNull(diagnostics);
    }

    /**
     * The same record with other phases.
     *
     * @param now the phases that began
     * @return a copy
     */
    public UpdateRecord withPhases(List<PhaseTime> now) {
        return with(finishedAt, now, before, after, outcome, failure, telemetry, diagnostics);
    }

    /**
     * The same record with the capability before.
     *
     * @param then the capability before
     * @return a copy
     */
    public UpdateRecord withBefore(UpdateCapability then) {
        return with(finishedAt, phases, Optional.of(then), after, outcome, failure, telemetry, diagnostics);
    }

    /**
     * The same record with the capability after.
     *
     * @param now the capability after
     * @return a copy
     */
    public UpdateRecord withAfter(UpdateCapability now) {
        return with(finishedAt, phases, before, Optional.of(now), outcome, failure, telemetry, diagnostics);
    }

    /**
     * The same record with what the firmware wrote meanwhile.
     *
     * @param written what it wrote
     * @return a copy
     */
    public UpdateRecord withTelemetry(UpdateTelemetry written) {
        return with(finishedAt, phases, before, after, outcome, failure, Optional.of(written), diagnostics);
    }

    /**
     * The same record with what the driver wrote meanwhile.
     *
     * @param said what it wrote
     * @return a copy
     */
    public UpdateRecord withDiagnostics(KernelDiagnostics said) {
        return with(finishedAt, phases, before, after, outcome, failure, telemetry, Optional.of(said));
    }

    /**
     * The same record as it ended.
     *
     * @param how how it ended
     * @param at when
     * @param why why it failed
     * @return a copy
     */
    public UpdateRecord ended(Outcome how, Instant at, Optional<Failure> why) {
        return with(Optional.of(at), phases, before, after, how, why, telemetry, diagnostics);
    }

    /** What can change between the start of an operation and its end. */
    private UpdateRecord with(
            Optional<Instant> end,
            List<PhaseTime> begun,
            Optional<UpdateCapability> first,
            Optional<UpdateCapability> last,
            Outcome how,
            Optional<Failure> why,
            Optional<UpdateTelemetry> written,
            Optional<KernelDiagnostics> said) {
        return new UpdateRecord(
                id,
                deviceId,
                devicePath,
                simulated,
                operation,
                requestedBy,
                startedAt,
                end,
                capsule,
                begun,
                first,
                last,
                how,
                why,
                written,
                said);
    }

    /**
     * What the operation changed.
     *
     * @return one change per field; empty also when the capability was not read twice
     */
    public List<CapabilityChange> changes() {
        return before.flatMap(first -> after.map(first::changesTo)).orElse(List.of());
    }

    /**
     * How far it came.
     *
     * @return the last phase that began; empty when none did
     */
    public Optional<UpdatePhase> reached() {
        return phases.isEmpty()
                ? Optional.empty()
                : Optional.of(phases.get(phases.size() - 1).phase());
    }
}
