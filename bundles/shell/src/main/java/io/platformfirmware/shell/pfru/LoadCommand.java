// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateRecord;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code pfru:load}. */
@Service
@Command(
        scope = "pfru",
        name = "load",
        description = "Check a capsule file and copy it into the firmware's communication buffer.",
        detailedDescription = """
                The first of three steps: pfru:load, pfru:stage, pfru:activate. Until the last, nothing that runs changes. \
                The device stays locked against other processes while the capsule waits. pfru:update does all three.
                """ + ExitStatus.HELP)
public final class LoadCommand extends DeviceCommand {

    @Argument(index = 0, name = "file", description = "The capsule file.", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Option(
            name = "--sha256",
            description = "Refuse the file when its SHA-256 is not this one (64 hexadecimal digits).")
    String sha256;

    @Override
    protected int run() throws FirmwareException {
        final FirmwareUpdateService device = device();
        final UpdateRecord done =
                device.load(Capsule.parse(new CapsuleFiles(session, operation()).readToInstall(file, sha256)));
        return tell(
                done, device.deviceId() + ": loaded " + done.capsule().sha256().abbreviated() + "; pfru:stage is next");
    }
}
