// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.CheckReport;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateRecord.Operation;
import io.platformfirmware.update.UpdateState;
import io.platformfirmware.update.UpdateState.Phase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Firmware update on one device. The device is used on its owner thread only; state, revision and fault are published
 * from there for readers.
 */
final class PfruUpdateService implements FirmwareUpdateService {

    /** How long a loaded or staged capsule keeps the device locked against other processes when nobody goes on with it. */
    static final Duration HOLD = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(PfruUpdateService.class);

    private final DeviceIdentity identity;
    private final CharDevice device;
    private final SettingsInForce settings;
    private final HistoryFiles histories;
    private final Clock clock;
    private final DeviceOwner owner;
    private final WaitingCapsule waiting;

    private volatile UpdateState state = UpdateState.UNKNOWN;
    private volatile OptionalInt revision = OptionalInt.empty();
    private volatile Optional<Failure> deviceFault = Optional.empty();

    PfruUpdateService(
            DeviceIdentity identity,
            CharDevice device,
            SettingsInForce settings,
            HistoryFiles histories,
            Clock clock,
            Duration hold,
            DeviceOwner owner) {
        this.identity = identity;
        this.device = device;
        this.settings = settings;
        this.histories = histories;
        this.clock = clock;
        this.owner = owner;
        this.waiting = new WaitingCapsule(identity.id(), device, owner, hold);
    }

    @Override
    public String deviceId() {
        return identity.id();
    }

    @Override
    public String devicePath() {
        return identity.path();
    }

    @Override
    public boolean simulated() {
        return identity.simulated();
    }

    @Override
    public OptionalInt revision() {
        return revision;
    }

    @Override
    public Optional<Failure> settingsFault() {
        return settings.fault().or(() -> deviceFault);
    }

    @Override
    public UpdateState state() {
        return state;
    }

    @Override
    public UpdateCapability capability() throws FirmwareException {
        return owner.query("query capability", this::readCapability);
    }

    @Override
    public CheckReport check(CapsuleFile file) throws FirmwareException {
        return owner.query("check", () -> report(file, readCapability()));
    }

    @Override
    public void setRevision(int value) throws FirmwareException {
        PfruSettings.checkedRevision(value);
        owner.query("set revision", () -> {
            final PfruChannel channel = waiting.lock();
            try {
                applyRevision(channel, value);
            } finally {
                waiting.giveBack(channel);
            }
            return null;
        });
    }

    /** Brings the settings in force to the device, after the operation in flight and without waiting for it. */
    void settingsChanged() {
        owner.later(() -> {
            if (settings.get().revision().isEmpty()) {
                deviceFault = Optional.empty();
                return;
            }
            try {
                final PfruChannel channel = waiting.lock();
                try {
                    applySettings(channel);
                } finally {
                    waiting.giveBack(channel);
                }
            } catch (final FirmwareException e) {
                LOG.warn(
                        "The settings are not in force on {}, they will be with the next operation: {}",
                        identity,
                        e.getMessage());
                deviceFault = Optional.of(e.failure());
            }
        });
    }

    @Override
    public UpdateRecord load(Capsule capsule) throws FirmwareException {
        return install(Operation.LOAD, capsule, UpdateListener.NONE);
    }

    @Override
    public UpdateRecord loadAndStage(Capsule capsule, UpdateListener listener) throws FirmwareException {
        return install(Operation.LOAD_AND_STAGE, capsule, listener);
    }

    @Override
    public UpdateRecord update(Capsule capsule, UpdateListener listener) throws FirmwareException {
        return install(Operation.UPDATE, capsule, listener);
    }

    @Override
    public UpdateRecord stage(Sha256 digest) throws FirmwareException {
        return advance(Operation.STAGE, Phase.LOADED, digest);
    }

    @Override
    public UpdateRecord activate(Sha256 digest) throws FirmwareException {
        return advance(Operation.ACTIVATE, Phase.STAGED, digest);
    }

    @Override
    public UpdateRecord stageAndActivate(Sha256 digest) throws FirmwareException {
        return advance(Operation.STAGE_AND_ACTIVATE, Phase.LOADED, digest);
    }

    /** Lets the operation in flight end, bounded, and gives the device back. */
    void close() {
        owner.close(this::letGo);
    }

    private UpdateRecord install(Operation operation, Capsule capsule, UpdateListener listener)
            throws FirmwareException {
        final Optional<String> user = Caller.name();
        return owner.operate(describe(operation, capsule.sha256()), listener, (progress, cancellation) -> {
            final PfruChannel channel = waiting.lock();
            final Attempt attempt =
                    new Attempt(histories.current(), clock, progress, draft(operation, capsule.summary(), user));
            try {
                return attempt.run(() -> install(operation, capsule, channel, attempt, cancellation));
            } finally {
                if (attempt.hasBegun() && waiting.channel().isEmpty() && state.phase() != Phase.ACTIVATED) {
                    state = UpdateState.UNKNOWN;
                }
                waiting.giveBack(channel);
            }
        });
    }

    private void install(
            Operation operation,
            Capsule capsule,
            PfruChannel channel,
            Attempt attempt,
            DeviceOwner.Cancellation cancellation)
            throws FirmwareException {
        applySettings(channel);
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

    private UpdateRecord advance(Operation operation, Phase from, Sha256 digest) throws FirmwareException {
        final Optional<String> user = Caller.name();
        return owner.operate(describe(operation, digest), UpdateListener.NONE, (progress, cancellation) -> {
            if (!state.is(from, digest)) {
                throw wrongState(operation, from, digest);
            }
            final PfruChannel channel = waiting.channel().orElseThrow();
            final CapsuleSummary capsule = waiting.capsule().orElseThrow();
            final Attempt attempt = new Attempt(histories.current(), clock, progress, draft(operation, capsule, user));
            try {
                return attempt.run(() -> advance(operation, capsule, channel, attempt, cancellation));
            } finally {
                if (state.phase() != Phase.LOADED && state.phase() != Phase.STAGED) {
                    waiting.letGo();
                }
            }
        });
    }

    private void advance(
            Operation operation,
            CapsuleSummary capsule,
            PfruChannel channel,
            Attempt attempt,
            DeviceOwner.Cancellation cancellation)
            throws FirmwareException {
        final Sha256 digest = capsule.sha256();
        attempt.begin(channel.queryCapability());
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
                        .next("Nothing was given to the device. pfru:check shows every rule.")
                        .asException();
            }
            return capability;
        });
    }

    private CheckReport report(CapsuleFile file, UpdateCapability capability) {
        final CheckReport report = CheckReport.against(file, capability);
        final var size = settings.get().bufferSize();
        return size.isPresent() ? report.withBufferSize(size.getAsLong()) : report;
    }

    private UpdateCapability readCapability() throws FirmwareException {
        final Optional<PfruChannel> locked = waiting.channel();
        if (locked.isPresent()) {
            return locked.get().queryCapability();
        }
        try (PfruChannel channel = PfruChannel.openForQuery(identity.id(), device)) {
            return channel.queryCapability();
        }
    }

    private void applySettings(PfruChannel channel) throws FirmwareException {
        final OptionalInt wanted = settings.get().revision();
        if (wanted.isPresent()) {
            applyRevision(channel, wanted.getAsInt());
        }
        deviceFault = Optional.empty();
    }

    private void applyRevision(PfruChannel channel, int value) throws FirmwareException {
        channel.setRevision(value);
        revision = OptionalInt.of(value);
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

    private void letGo() {
        if (waiting.channel().isPresent()) {
            state = UpdateState.UNKNOWN;
        }
        waiting.letGo();
    }

    private void refuseIfCancelled(DeviceOwner.Cancellation cancellation, Operation operation)
            throws FirmwareException {
        if (cancellation.isRequested()) {
            throw Failure.of(
                            FailureReason.CANCELLED,
                            name(operation),
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
                        name(operation),
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
                                + " was activated, but the versions could not be read afterwards")
                .on(identity.id())
                .next("Read them again with pfru:info; do not activate it a second time before.");
        return new FirmwareException(
                e.failure().systemError().map(failure::because).orElse(failure), e);
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
                Optional.empty());
    }

    private static String describe(Operation operation, Sha256 digest) {
        return name(operation) + " of capsule " + digest.abbreviated();
    }

    private static String name(Operation operation) {
        return operation.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
