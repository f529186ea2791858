// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.completion.DigestCompleter;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateState;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pfru:stage}. */
@Service
@Command(
        scope = "pfru",
        name = "stage",
        description = "Have the firmware authenticate and stage the capsule that was loaded.",
        detailedDescription = """
                The second of three steps: pfru:load, pfru:stage, pfru:activate.
                """ + ExitStatus.HELP)
public final class StageCommand extends DeviceCommand {

    @Argument(
            index = 0,
            name = "digest",
            description = "What the SHA-256 of the loaded capsule begins with; refused when another one is loaded.")
    @Completion(DigestCompleter.class)
    String digest;

    @Override
    protected int run() throws FirmwareException {
        final FirmwareUpdateService device = device();
        final UpdateRecord done =
                device.stage(WaitingCapsule.of(device, UpdateState.Phase.LOADED, digest, "pfru:load FILE"));
        return tell(
                done,
                device.deviceId() + ": staged " + done.capsule().sha256().abbreviated() + "; pfru:activate is next");
    }
}
