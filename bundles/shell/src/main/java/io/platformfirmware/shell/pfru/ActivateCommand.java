// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.completion.DigestCompleter;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateState;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pfru:activate}. */
@Service
@Command(
        scope = "pfru",
        name = "activate",
        description = "Have the firmware activate the capsule that was staged. Asks first.",
        detailedDescription = """
                The last of three steps: pfru:load, pfru:stage, pfru:activate. It can not be undone: the firmware has no \
                call to take an update back.
                """ + ExitStatus.HELP)
public final class ActivateCommand extends DeviceCommand {

    @Argument(
            index = 0,
            name = "digest",
            description = "What the SHA-256 of the staged capsule begins with; refused when another one is staged.")
    @Completion(DigestCompleter.class)
    String digest;

    @Option(name = "-y", aliases = "--yes", description = "Do not ask.")
    boolean yes;

    @Override
    protected int run() throws FirmwareException {
        final FirmwareUpdateService device = device();
        final Sha256 staged = WaitingCapsule.of(device, UpdateState.Phase.STAGED, digest, "pfru:stage");
        if (!yes && !confirmed(device, staged)) {
            return declined();
        }
        final UpdateRecord done = device.activate(staged);
        return tell(done, Outcomes.activated(done));
    }

    private boolean confirmed(FirmwareUpdateService device, Sha256 staged) throws FirmwareException {
        if (!json) {
            final Block block = new Block()
                    .add("Device", Outcomes.device(device.deviceId(), device.devicePath(), device.simulated()))
                    .add("Capsule", staged);
            final Optional<CapsuleSummary> capsule = records().capsule(staged);
            if (capsule.isPresent()) {
                block.add("Update", Versions.fromTo(device.capability(), capsule.get()));
            }
            block.add("Note", "The firmware activates it at once. This can not be undone.")
                    .print(screen());
        }
        return confirmed("Activate it?");
    }
}
