// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.CheckReport;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.KernelDiagnostics;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateFailedException;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateProgress;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateState;
import io.platformfirmware.update.UpdateTelemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A device that does what a test says, and remembers what reached it. */
public final class FakeUpdateService implements FirmwareUpdateService {

    public final List<String> calls = new ArrayList<>();
    public UpdateCapability capability = Samples.CAPABILITY;
    public UpdateState state = UpdateState.UNKNOWN;
    OptionalInt revision = OptionalInt.empty();
    boolean simulated;
    public Failure settingsFault;
    public boolean kernelDiagnostics;
    public Failure kernelDiagnosticsFault;

    /** What the driver says meanwhile; null where that is off. */
    KernelDiagnostics diagnostics;

    /** Fails every call that asks the firmware. */
    public Failure unreachable;

    /** Fails an operation in its phase STAGE, with a record. */
    public Failure refusal;

    /** What the firmware writes to its log meanwhile; null without a telemetry device. */
    UpdateTelemetry telemetry;

    /** The service object of a bundle that was stopped. */
    boolean unregistered;

    /** The user presses Ctrl-C all the time. */
    boolean interrupts;

    private final String id;

    public FakeUpdateService(String id) {
        this.id = id;
    }

    @Override
    public String deviceId() {
        return id;
    }

    @Override
    public String devicePath() {
        return "/dev/acpi_pfr_update" + id.replaceAll("\\D", "");
    }

    @Override
    public boolean simulated() {
        return simulated;
    }

    @Override
    public UpdateCapability capability() throws FirmwareException {
        reach();
        return capability;
    }

    @Override
    public OptionalInt revision() {
        return revision;
    }

    @Override
    public void setRevision(int wanted) throws FirmwareException {
        reach();
        calls.add("setRevision " + wanted);
        revision = OptionalInt.of(wanted);
    }

    @Override
    public Optional<Failure> settingsFault() {
        return Optional.ofNullable(settingsFault);
    }

    @Override
    public boolean kernelDiagnostics() {
        return kernelDiagnostics;
    }

    @Override
    public Optional<Failure> kernelDiagnosticsFault() {
        return Optional.ofNullable(kernelDiagnosticsFault);
    }

    @Override
    public UpdateState state() {
        if (unregistered) {
            throw new IllegalStateException("service unregistered");
        }
        return state;
    }

    @Override
    public CheckReport check(CapsuleFile file) throws FirmwareException {
        reach();
        return CheckReport.against(file, capability);
    }

    @Override
    public UpdateRecord load(Capsule capsule) throws FirmwareException {
        return operate("load", UpdateRecord.Operation.LOAD, capsule.summary());
    }

    @Override
    public UpdateRecord stage(Sha256 digest) throws FirmwareException {
        return operate("stage", UpdateRecord.Operation.STAGE, Samples.summary());
    }

    @Override
    public UpdateRecord activate(Sha256 digest) throws FirmwareException {
        return operate("activate", UpdateRecord.Operation.ACTIVATE, Samples.summary());
    }

    @Override
    public UpdateRecord stageAndActivate(Sha256 digest) throws FirmwareException {
        return operate("stageAndActivate", UpdateRecord.Operation.STAGE_AND_ACTIVATE, Samples.summary());
    }

    @Override
    public UpdateRecord update(Capsule capsule, UpdateListener listener) throws FirmwareException {
        phases(listener, UpdatePhase.values());
        return operate("update", UpdateRecord.Operation.UPDATE, capsule.summary());
    }

    @Override
    public UpdateRecord loadAndStage(Capsule capsule, UpdateListener listener) throws FirmwareException {
        phases(listener, UpdatePhase.CHECK, UpdatePhase.LOAD, UpdatePhase.STAGE);
        return operate("loadAndStage", UpdateRecord.Operation.LOAD_AND_STAGE, capsule.summary());
    }

    private void phases(UpdateListener listener, UpdatePhase... phases) {
        for (final UpdatePhase phase : phases) {
            listener.progressed(new UpdateProgress("0123456789ab", phase, UpdateProgress.Event.STARTED, Duration.ZERO));
            if (refusal != null && phase == UpdatePhase.STAGE) {
                listener.progressed(new UpdateProgress(
                        "0123456789ab", phase, UpdateProgress.Event.FAILED, Duration.ofMillis(1240)));
                return;
            }
            listener.progressed(
                    new UpdateProgress("0123456789ab", phase, UpdateProgress.Event.DONE, Duration.ofMillis(12)));
        }
    }

    private UpdateRecord operate(String call, UpdateRecord.Operation operation, CapsuleSummary capsule)
            throws FirmwareException {
        reach();
        calls.add(call + " " + capsule.sha256().abbreviated());
        if (refusal != null) {
            throw new UpdateFailedException(refusal, told(Samples.failed("0123456789ab", 0, refusal)), null);
        }
        return told(Samples.succeeded("0123456789ab", 0, operation, capsule));
    }

    private UpdateRecord told(UpdateRecord done) {
        final UpdateRecord told = diagnostics == null ? done : done.withDiagnostics(diagnostics);
        return telemetry == null ? told : told.withTelemetry(telemetry);
    }

    private void reach() throws FirmwareException {
        if (interrupts) {
            Thread.currentThread().interrupt();
        }
        if (unregistered) {
            throw new IllegalStateException("service unregistered");
        }
        if (unreachable != null) {
            throw unreachable.asException();
        }
    }
}
