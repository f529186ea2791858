// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.Block;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdateRecord;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code pfru:update}. */
@Service
@Command(
        scope = "pfru",
        name = "update",
        description = "Install a capsule: check, load, stage and activate it. Asks first.",
        detailedDescription = """
                The whole way in one command. The capsule is checked first, and a refused one never reaches the device. \
                The firmware authenticates it when it is staged. Activation can not be undone: the firmware has no call to \
                take an update back. What was done, and what came of it, stands in pfru:history.

                Ctrl-C cancels until the capsule is staged; later the firmware goes on and pfru:history has the outcome.

                Exit status:
                  0  installed (with --dry-run: would be installed)
                  1  failed or refused
                  2  declined or cancelled (with --dry-run: its versions run already)
                  3  no such device or file
                  4  the device, its driver or the way to it failed""")
public final class UpdateCommand extends DeviceCommand {

    @Argument(index = 0, name = "file", description = "The capsule file.", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Option(
            name = "--sha256",
            description = "Refuse the file when its SHA-256 is not this one (64 hexadecimal digits).")
    String sha256;

    @Option(name = "--dry-run", description = "Only check, as pfru:check does.")
    boolean dryRun;

    @Option(name = "-a", aliases = "--all", description = "With --dry-run: show the rules that hold too.")
    boolean all;

    @Option(name = "--stage-only", description = "Stop before activation; pfru:activate finishes the update.")
    boolean stageOnly;

    @Option(name = "-y", aliases = "--yes", description = "Do not ask. Every check is made all the same.")
    boolean yes;

    @Override
    protected int run() throws FirmwareException {
        if (all && !dryRun) {
            // could be meant as all devices
            throw Failure.of(FailureReason.INVALID_VALUE, operation(), "--all is for the rules that --dry-run shows")
                    .asException();
        }
        final FirmwareUpdateService device = device();
        final CapsuleFiles files = new CapsuleFiles(session, operation());
        if (dryRun) {
            final CheckResult check = CheckResult.of(device, files.readToCheck(file, sha256));
            if (json) {
                print(check.json());
            } else {
                check.print(screen(), all);
            }
            return check.exitStatus();
        }
        final CheckResult check = CheckResult.of(device, files.readToInstall(file, sha256));
        final Capsule capsule = check.accepted(operation());
        if (!yes && !confirmed(device, check)) {
            return declined();
        }
        final UpdateRecord done = install(device, capsule);
        return tell(
                done,
                stageOnly
                        ? done.deviceId() + ": staged " + capsule.sha256().abbreviated()
                                + "; pfru:activate finishes the update"
                        : Outcomes.activated(done));
    }

    private UpdateRecord install(FirmwareUpdateService device, Capsule capsule) throws FirmwareException {
        if (json) {
            return install(device, capsule, UpdateListener.NONE);
        }
        // not standard output, which the console shows only when the command has ended
        System.out.flush();
        try (PhaseLines progress = new PhaseLines(session.getConsole())) {
            return install(device, capsule, progress);
        }
    }

    private UpdateRecord install(FirmwareUpdateService device, Capsule capsule, UpdateListener listener)
            throws FirmwareException {
        return stageOnly ? device.loadAndStage(capsule, listener) : device.update(capsule, listener);
    }

    private boolean confirmed(FirmwareUpdateService device, CheckResult check) throws FirmwareException {
        if (!json) {
            final Block block = new Block()
                    .add("Device", Outcomes.device(device.deviceId(), device.devicePath(), device.simulated()))
                    .add("Capsule", check.file())
                    .add("Update", check.fromTo());
            Outcomes.waiting(device.state())
                    .ifPresent(waiting -> block.add("Replaces", "the capsule that is " + waiting));
            check.report()
                    .warnings()
                    .forEach(warning -> block.add(warning.rule().id(), warning.explanation()));
            block.add(
                            "Note",
                            stageOnly
                                    ? "The firmware authenticates and stages it now; what runs does not change yet."
                                    : "The firmware authenticates, stages and activates it now. This can not be undone.")
                    .print(screen());
        }
        return confirmed(stageOnly ? "Stage it?" : "Install it?");
    }
}
