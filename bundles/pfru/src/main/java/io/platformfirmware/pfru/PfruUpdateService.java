// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleFile;
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
import java.util.Optional;
import java.util.OptionalInt;
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
    private final DeviceOwner owner;
    private final SettingsInForce settings;
    private final KernelLogWindow kernel;
    private final AppliedSettings applied;
    private final WaitingCapsule waiting;
    private final CapsuleWay way;

    PfruUpdateService(
            DeviceIdentity identity,
            CharDevice device,
            SettingsInForce settings,
            HistoryFiles histories,
            Clock clock,
            Duration hold,
            TelemetryWindow telemetry,
            KernelLogWindow kernel,
            DeviceOwner owner) {
        this.identity = identity;
        this.device = device;
        this.owner = owner;
        this.applied = new AppliedSettings(settings);
        this.waiting = new WaitingCapsule(identity.id(), device, owner, hold);
        this.way = new CapsuleWay(identity, settings, applied, histories, clock, waiting, telemetry, kernel);
        this.settings = settings;
        this.kernel = kernel;
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
        return applied.revision();
    }

    @Override
    public Optional<Failure> settingsFault() {
        return applied.fault();
    }

    @Override
    public boolean kernelDiagnostics() {
        return settings.get().kernelDiagnostics();
    }

    @Override
    public Optional<Failure> kernelDiagnosticsFault() {
        return kernel.check();
    }

    @Override
    public UpdateState state() {
        return way.state();
    }

    @Override
    public UpdateCapability capability() throws FirmwareException {
        return owner.query("query capability", this::readCapability);
    }

    @Override
    public CheckReport check(CapsuleFile file) throws FirmwareException {
        return owner.query("check", () -> way.report(file, readCapability()));
    }

    @Override
    public void setRevision(int value) throws FirmwareException {
        if (!PfruSettings.isRevision(value)) {
            throw Failure.of(
                            FailureReason.INVALID_VALUE,
                            "set revision",
                            "there is no revision " + value + "; there is 1 and 2")
                    .on(identity.id())
                    .asException();
        }
        owner.query("set revision", () -> {
            withLock(channel -> applied.setRevision(channel, value));
            return null;
        });
    }

    /** Brings the settings in force to the device, after the operation in flight and without waiting for it. */
    void settingsChanged() {
        owner.later(() -> {
            if (!applied.areWanted()) {
                applied.clear();
                return;
            }
            try {
                withLock(applied::apply);
            } catch (final FirmwareException e) {
                LOG.warn(
                        "The settings are not in force on {}, they will be with the next operation: {}",
                        identity,
                        e.getMessage());
                applied.refused(e.failure());
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
        owner.close(way::letGo);
    }

    private UpdateRecord install(Operation operation, Capsule capsule, UpdateListener listener)
            throws FirmwareException {
        final Optional<String> user = Caller.name();
        return owner.operate(
                describe(operation, capsule.sha256()),
                listener,
                (progress, cancellation) -> way.install(operation, capsule, user, progress, cancellation));
    }

    private UpdateRecord advance(Operation operation, Phase from, Sha256 digest) throws FirmwareException {
        final Optional<String> user = Caller.name();
        return owner.operate(
                describe(operation, digest),
                UpdateListener.NONE,
                (progress, cancellation) -> way.advance(operation, from, digest, user, progress, cancellation));
    }

    /** What is done with a locked channel. */
    @FunctionalInterface
    private interface Use {
        void of(PfruChannel channel) throws FirmwareException;
    }

    private void withLock(Use use) throws FirmwareException {
        final PfruChannel channel = waiting.lock();
        try {
            use.of(channel);
        } finally {
            waiting.giveBack(channel);
        }
    }

    private UpdateCapability readCapability() throws FirmwareException {
        try {
            return queryCapability();
        } catch (final FirmwareException e) {
            if (e.reason() != FailureReason.FIRMWARE_REFUSED) {
                throw e;
            }
            if (!kernelDiagnostics()) {
                throw new FirmwareException(Refusal.advised(e.failure(), KernelLogWindow.ADVICE), e);
            }
        }
        return queryCapabilityAgain();
    }

    /** A question changes nothing: where it was refused, it is asked once more, to hear what the driver says of it. */
    private UpdateCapability queryCapabilityAgain() throws FirmwareException {
        try {
            kernel.open();
            return kernel.during(UpdatePhase.CHECK, this::queryCapability);
        } finally {
            kernel.close();
        }
    }

    private UpdateCapability queryCapability() throws FirmwareException {
        final Optional<PfruChannel> locked = waiting.channel();
        if (locked.isPresent()) {
            return locked.get().queryCapability();
        }
        try (PfruChannel channel = PfruChannel.openForQuery(identity.id(), device)) {
            return channel.queryCapability();
        }
    }

    private static String describe(Operation operation, Sha256 digest) {
        return FirmwareJson.name(operation) + " of capsule " + digest.abbreviated();
    }
}
