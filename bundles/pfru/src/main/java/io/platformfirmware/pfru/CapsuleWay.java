// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.CheckReport;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateRecord.Operation;
import io.platformfirmware.update.UpdateState;
import io.platformfirmware.update.UpdateState.Phase;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a capsule through one device: checked, loaded, staged, activated, verified. Used on the owner thread of the device; only
 * the state is published for readers.
 */
final class CapsuleWay {

    private static final Logger LOG = LoggerFactory.getLogger(CapsuleWay.class);

    private final DeviceIdentity identity;
    private final SettingsInForce settings;
    private final AppliedSettings applied;
    private final HistoryFiles histories;
    private final Clock clock;
    private final WaitingCapsule waiting;
    private final TelemetryWindow telemetry;
    private final KernelLogWindow kernel;

    private volatile UpdateState state = UpdateState.UNKNOWN;

    CapsuleWay(
            DeviceIdentity identity,
            SettingsInForce settings,
            AppliedSettings applied,
            HistoryFiles histories,
            Clock clock,
            WaitingCapsule waiting,
            TelemetryWindow telemetry,
            KernelLogWindow kernel) {
        this.identity = identity;
        this.settings = settings;
        this.applied = applied;
        this.histories = histories;
        this.clock = clock;
        this.waiting = waiting;
        this.telemetry = telemetry;
        this.kernel = kernel;
    }

    UpdateState state() {
        return state;
    }

    /** A new capsule, from the check to where the operation ends. */
    UpdateRecord install(
            Operation operation,
            Capsule capsule,
            Optional<String> user,
            UpdateListener listener,
            DeviceOwner.Cancellation cancellation)
            throws FirmwareException {
        final PfruChannel channel = waiting.lock();
        final Attempt attempt = attempt(listener, draft(operation, capsule.summary(), user));
        try {
            return attempt.run(() -> install(operation, capsule, channel, attempt, cancellation));
        } finally {
            if (attempt.hasBegun() && waiting.channel().isEmpty() && state.phase() != Phase.ACTIVATED) {
                state = UpdateState.UNKNOWN;
            }
            waiting.giveBack(channel);
        }
    }

    /** The next step of the capsule that waits. */
    UpdateRecord advance(
            Operation operation,
            Phase from,
            Sha256 digest,
            Optional<String> user,
            UpdateListener listener,
            DeviceOwner.Cancellation cancellation)
            throws FirmwareException {
        if (!state.is(from, digest)) {
            throw wrongState(operation, from, digest);
        }
        final PfruChannel channel = waiting.channel().orElseThrow();
        final CapsuleSummary capsule = waiting.capsule().orElseThrow();
        final Attempt attempt = attempt(listener, draft(operation, capsule, user));
        try {
            return attempt.run(() -> advance(operation, capsule, channel, attempt, cancellation));
        } finally {
            if (state.phase() != Phase.LOADED && state.phase() != Phase.STAGED) {
                waiting.letGo();
            }
        }
    }

    /** Holds a file against the rules, the device and the settings. */
    CheckReport report(CapsuleFile file, UpdateCapability capability) {
        final CheckReport report = CheckReport.against(file, capability);
        final var size = settings.get().bufferSize();
        return size.isPresent() ? report.withBufferSize(size.getAsLong()) : report;
    }

    /** Nothing waits any more, and the device is free. */
    void letGo() {
        if (waiting.channel().isPresent()) {
            state = UpdateState.UNKNOWN;
        }
        waiting.letGo();
    }

    private void install(
            Operation operation,
            Capsule capsule,
            PfruChannel channel,
            Attempt attempt,
            DeviceOwner.Cancellation cancellation)
            throws FirmwareException {
        applied.apply(channel);
        final UpdateCapability before = accept(attempt, channel, capsule);
        refuseIfCancelled(cancellation, operation);
        attempt.begin(before);
        // until here a capsule that waits is as it was; the write replaces it
        waiting.forget();
        state = UpdateState.UNKNOWN;
        attempt.phase(UpdatePhase.LOAD, () -> channel.load(capsule, before));
        state = UpdateState.of(Phase.LOADED, capsule.sha256());
        if (operation != Operation.LOAD) {
            refuseIfCancelled(cancellation, operation);
            attempt.phase(UpdatePhase.STAGE, channel::stage);
            state = UpdateState.of(Phase.STAGED, capsule.sha256());
        }
        if (operation == Operation.UPDATE) {
            activate(attempt, channel, capsule.sha256());
        } else {
            keep(channel, capsule.summary());
        }
    }

    private void advance(
            Operation operation,
            CapsuleSummary capsule,
            PfruChannel channel,
            Attempt attempt,
            DeviceOwner.Cancellation cancellation)
            throws FirmwareException {
        final Sha256 digest = capsule.sha256();
        attempt.begin(kernel.during(UpdatePhase.CHECK, channel::queryCapability));
        refuseIfCancelled(cancellation, operation);
        switch (operation) {
            case STAGE -> {
                attempt.phase(UpdatePhase.STAGE, channel::stage);
                state = UpdateState.of(Phase.STAGED, digest);
                keep(channel, capsule);
            }
            case STAGE_AND_ACTIVATE -> {
                // one request does both: it counts as the phase that can not be taken back
                attempt.phase(UpdatePhase.ACTIVATE, () -> {
                    state = UpdateState.UNKNOWN;
                    channel.stageAndActivate();
                });
                verify(attempt, channel, digest);
            }
            default -> activate(attempt, channel, digest);
        }
    }

    private void activate(Attempt attempt, PfruChannel channel, Sha256 digest) throws FirmwareException {
        attempt.phase(UpdatePhase.ACTIVATE, () -> {
            // whatever becomes of it, what was staged is not there any more
            state = UpdateState.UNKNOWN;
            channel.activate();
        });
        verify(attempt, channel, digest);
    }

    private void verify(Attempt attempt, PfruChannel channel, Sha256 digest) throws FirmwareException {
        state = UpdateState.of(Phase.ACTIVATED, digest);
        try {
            attempt.phase(UpdatePhase.VERIFY, () -> attempt.after(channel.queryCapability()));
        } catch (final FirmwareException e) {
            throw notVerified(digest, e);
        }
    }

    private UpdateCapability accept(Attempt attempt, PfruChannel channel, Capsule capsule) throws FirmwareException {
        return attempt.phase(UpdatePhase.CHECK, () -> {
            final UpdateCapability capability = channel.queryCapability();
            final CheckReport report = report(capsule.file(), capability);
            if (!report.accepted()) {
                throw Failure.of(
                                FailureReason.CAPSULE_REFUSED,
                                "check",
                                capsule.file().source() + " is not for this device: "
                                        + report.failures().get(0))
                        .on(identity.id())
                        .next("Nothing was given to the device. pfru:check says more.")
                        .asException();
            }
            return capability;
        });
    }

    private void keep(PfruChannel channel, CapsuleSummary capsule) {
        waiting.keep(channel, capsule, () -> {
            LOG.info(
                    "{}: capsule {} was {} and nobody went on with it: the device is free again, load it again to go on",
                    identity,
                    capsule.sha256().abbreviated(),
                    state.phase());
            letGo();
        });
    }

    private void refuseIfCancelled(DeviceOwner.Cancellation cancellation, Operation operation)
            throws FirmwareException {
        if (cancellation.isRequested()) {
            throw Failure.of(
                            FailureReason.CANCELLED,
                            FirmwareJson.name(operation),
                            "cancelled before the firmware was asked to stage anything")
                    .on(identity.id())
                    .asException();
        }
    }

    private FirmwareException wrongState(Operation operation, Phase needed, Sha256 digest) {
        final String now =
                state.digest().map(at -> state.phase() + " " + at.abbreviated()).orElse("not known");
        return Failure.of(
                        FailureReason.WRONG_STATE,
                        FirmwareJson.name(operation),
                        "capsule " + digest.abbreviated() + " has to be " + needed + ", but the state of the device is "
                                + now)
                .on(identity.id())
                .next(
                        needed == Phase.LOADED
                                ? "Load the capsule first (pfru:load)."
                                : "Stage the capsule first (pfru:stage).")
                .asException();
    }

    private FirmwareException notVerified(Sha256 digest, FirmwareException e) {
        final Failure failure = Failure.of(
                        e.reason(),
                        "verify",
                        "capsule " + digest.abbreviated()
                                + " was activated, but the versions could not be read afterwards: "
                                + e.failure().message())
                .on(identity.id())
                .next("Read them again with pfru:info; do not activate it a second time before.");
        return new FirmwareException(
                e.failure().systemError().map(failure::because).orElse(failure), e);
    }

    private Attempt attempt(UpdateListener listener, UpdateRecord draft) throws FirmwareException {
        return new Attempt(histories.current(), clock, listener, telemetry, kernel, draft);
    }

    private UpdateRecord draft(Operation operation, CapsuleSummary capsule, Optional<String> user) {
        return new UpdateRecord(
                UUID.randomUUID().toString(),
                identity.id(),
                identity.path(),
                identity.simulated(),
                operation,
                user,
                clock.instant(),
                Optional.empty(),
                capsule,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                UpdateRecord.Outcome.PENDING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
