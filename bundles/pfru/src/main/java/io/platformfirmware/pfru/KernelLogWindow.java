// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.SystemError;
import io.platformfirmware.device.KernelLog;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.update.DriverReport;
import io.platformfirmware.update.DriverRule;
import io.platformfirmware.update.KernelDiagnostics;
import io.platformfirmware.update.UpdatePhase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the driver says in its debug lines between the start and the end of an operation, where {@code kernelDiagnostics} is on.
 * Whatever becomes of the kernel log meanwhile, the operation is not concerned: the trouble is part of the answer.
 *
 * <p>What is logged before a phase and after it is passed over: the driver writes its lines before its call returns. Nothing here
 * waits, and what one look at the log gives is bounded, see {@link KernelLog.Recording#entries}.
 *
 * <p>Used on the owner thread of the update device, for one operation after the other; {@link #check} on any thread.
 */
final class KernelLogWindow {

    /** What to do about a refusal that nobody looked into. */
    static final String ADVICE = "Set kernelDiagnostics = on in " + PfruSettings.PID
            + " to see what the driver says of it, the firmware's status above all.";

    private static final Logger LOG = LoggerFactory.getLogger(KernelLogWindow.class);
    private static final String OPERATION = "kernel diagnostics";

    private final DeviceIdentity update;
    private final Optional<String> kernelName;
    private final SettingsInForce settings;
    private final KernelLogs logs;
    private final List<DriverReport> reports = new ArrayList<>();

    private Optional<KernelLog.Recording> recording = Optional.empty();
    private boolean opened;
    private Optional<Failure> trouble = Optional.empty();
    private String warned = "";

    /**
     * Not open yet.
     *
     * @param update the update device
     * @param kernelName what the kernel calls it; empty where that is not known
     * @param settings say whether it is wanted, at each operation
     * @param logs where its kernel's log is looked for at each operation
     */
    KernelLogWindow(DeviceIdentity update, Optional<String> kernelName, SettingsInForce settings, KernelLogs logs) {
        this.update = update;
        this.kernelName = kernelName;
        this.settings = settings;
        this.logs = logs;
    }

    /** What is done with the kernel log. */
    @FunctionalInterface
    private interface Use<T> {
        T of(KernelLog.Recording log) throws IOException;
    }

    /** Before the first call to the driver. */
    void open() {
        opened = settings.get().kernelDiagnostics();
        if (opened) {
            try {
                recording = Optional.of(log().record(DriverLines.MODULE));
            } catch (final IOException | RuntimeException e) {
                troubled(e);
            }
        }
    }

    /**
     * Runs a phase.
     *
     * @return what the phase gives
     * @throws FirmwareException what the phase throws, with what the driver says of it
     */
    <T> T during(UpdatePhase phase, OwnerThread.Task<T> task) throws FirmwareException {
        use(KernelLog.Recording::entries);
        try {
            final T answer = task.run();
            noted(log -> lines(log).ofSuccess(phase, log.entries()));
            return answer;
        } catch (final FirmwareException e) {
            throw explained(phase, e);
        }
    }

    /**
     * After the last phase, and whenever the operation ends in another way. Safe to call twice.
     *
     * @return what the driver said since {@link #open}; empty where that is not wanted, and the second time
     */
    Optional<KernelDiagnostics> close() {
        use(log -> {
            log.close();
            return null;
        });
        final Optional<KernelDiagnostics> said =
                opened ? Optional.of(new KernelDiagnostics(reports, trouble)) : Optional.empty();
        recording = Optional.empty();
        opened = false;
        trouble = Optional.empty();
        reports.clear();
        return said;
    }

    /**
     * Whether it would work now. Changes nothing.
     *
     * @return why not; empty where it would, and where it is not wanted
     */
    Optional<Failure> check() {
        if (settings.get().kernelDiagnostics()) {
            try {
                log().check(DriverLines.MODULE);
            } catch (final IOException | RuntimeException e) {
                return Optional.of(failure(e));
            }
        }
        return Optional.empty();
    }

    private KernelLog log() throws IOException {
        return logs.of(update)
                .orElseThrow(
                        () -> new IOException("no kernel log is there: its node (/dev/kmsg) is missing or hidden"));
    }

    private FirmwareException explained(UpdatePhase phase, FirmwareException e) {
        final Optional<SystemError> error = e.failure().systemError();
        if (error.isEmpty() || !concernsTheDriver(e, error.get())) {
            return e;
        }
        if (!opened) {
            return settings.get().kernelDiagnostics()
                    ? e
                    : new FirmwareException(Refusal.advised(e.failure(), ADVICE), e);
        }
        final Failure failure = noted(log -> ofFailure(phase, error.get().errno(), log))
                .map(report -> Refusal.explained(e.failure(), report))
                .orElseGet(() -> Refusal.advised(
                        e.failure(),
                        "What the driver says of it could not be read: "
                                + trouble.map(Failure::message).orElse("")));
        return new FirmwareException(failure, e);
    }

    private DriverReport ofFailure(UpdatePhase phase, int errno, KernelLog.Recording log) throws IOException {
        final DriverReport report = lines(log).ofFailure(phase, errno, log.entries());
        if (report.isEmpty()
                || report.refusedBy().filter(DriverRule.VERSION::equals).isPresent()) {
            // a silence is the driver's only where nobody switched its lines off
            log.checkLines();
        }
        return report;
    }

    /** A device that is gone, not permitted or another driver's leaves no line. */
    private static boolean concernsTheDriver(FirmwareException e, SystemError error) {
        return (e.reason() == FailureReason.FIRMWARE_REFUSED || e.reason() == FailureReason.DRIVER_REFUSED)
                && DriverLines.explained(error.errno()).isPresent();
    }

    /** What the driver said, unless some of it, of this phase or of what was before it, could not be read. */
    private Optional<DriverReport> noted(Use<DriverReport> use) {
        final Optional<DriverReport> report = use(use).filter(said -> trouble.isEmpty());
        report.filter(said -> !said.isEmpty()).ifPresent(reports::add);
        return report;
    }

    private DriverLines lines(KernelLog.Recording log) {
        return new DriverLines(kernelName, log.formats());
    }

    private <T> Optional<T> use(Use<T> use) {
        if (recording.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(use.of(recording.get()));
        } catch (final IOException | RuntimeException e) {
            troubled(e);
            return Optional.empty();
        }
    }

    /** The first trouble is the one that the others follow from. */
    private void troubled(Exception e) {
        final Failure failure = failure(e);
        if (trouble.isEmpty()) {
            trouble = Optional.of(failure);
        }
        if (!warned.equals(failure.message())) {
            warned = failure.message();
            LOG.warn("{}: what the driver says can not be read: {}", update, failure.message());
        }
    }

    private Failure failure(Exception e) {
        return Failure.of(
                        FailureReason.LOG_UNAVAILABLE,
                        OPERATION,
                        e instanceof IOException ? e.getMessage() : "internal error: " + e)
                .on(update.id())
                .next("Updates go their way without. What the firmware writes to its own log may tell (pfrt:log).");
    }
}
