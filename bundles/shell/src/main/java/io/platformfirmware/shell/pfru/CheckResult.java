// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Screen;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.CheckReport;
import io.platformfirmware.update.Finding;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateCapability;
import java.util.List;
import java.util.Optional;
import javax.json.Json;
import javax.json.JsonObject;

/**
 * A file, held against a device.
 *
 * @param deviceId the device
 * @param file the file
 * @param report what the rules say
 * @param capsule the parsed file; empty when it is not a well-formed capsule
 */
record CheckResult(String deviceId, CapsuleFile file, CheckReport report, Optional<Capsule> capsule) {

    /** What a check comes to. */
    private enum Verdict {
        INSTALLABLE(ExitStatus.DONE),
        REFUSED(ExitStatus.FAILED),
        RUNNING(ExitStatus.NOTHING_DONE);

        private final int exitStatus;

        Verdict(int exitStatus) {
            this.exitStatus = exitStatus;
        }
    }

    static CheckResult of(FirmwareUpdateService device, CapsuleFile file) throws FirmwareException {
        final CheckReport report = device.check(file);
        final Optional<Capsule> capsule =
                report.structure().failures().isEmpty() ? Optional.of(Capsule.parse(file)) : Optional.empty();
        return new CheckResult(device.deviceId(), file, report, capsule);
    }

    int exitStatus() {
        return verdict().exitStatus;
    }

    JsonObject json() {
        return Json.createObjectBuilder(FirmwareJson.document("deviceId", Json.createValue(deviceId)))
                .add("verdict", FirmwareJson.name(verdict()))
                .add("check", FirmwareJson.report(report))
                .build();
    }

    void print(Screen screen, boolean all) {
        final CheckView view = new CheckView(report);
        view.print(screen, all);
        view.printLinux(screen);
        if (!screen.plain()) {
            screen.out().println();
        }
        new Block().add("Verdict", verdictLine()).print(screen);
    }

    /** The capsule, for a device that may get it. */
    Capsule accepted(String operation) throws FirmwareException {
        if (capsule.isEmpty()) {
            return Capsule.parse(file);
        }
        final List<Finding> failures = report.failures();
        if (!failures.isEmpty()) {
            final int more = failures.size() - 1;
            throw Failure.of(
                            FailureReason.CAPSULE_REFUSED,
                            operation,
                            file.source() + " is not for this device as it is now. " + failures.get(0)
                                    + (more == 0
                                            ? ""
                                            : " Also broken: " + CheckView.rules(failures.subList(1, more + 1)) + "."))
                    .on(deviceId)
                    .next("See more with pfru:check " + file.source())
                    .asException();
        }
        return capsule.get();
    }

    /** The kind of update and the versions before and after. */
    String fromTo() {
        return Versions.fromTo(running(), capsule.orElseThrow().summary());
    }

    private Verdict verdict() {
        if (!report.accepted()) {
            return Verdict.REFUSED;
        }
        return Versions.same(running(), capsule.orElseThrow().summary()) ? Verdict.RUNNING : Verdict.INSTALLABLE;
    }

    private String verdictLine() {
        return deviceId
                + switch (verdict()) {
                    case INSTALLABLE -> ": would be installed: " + fromTo();
                    case REFUSED -> ": refused: " + CheckView.rules(report.failures());
                    case RUNNING -> ": runs already: " + fromTo() + "; pfru:update would install it again";
                };
    }

    private UpdateCapability running() {
        return report.capability().orElseThrow();
    }
}
