// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.update.FirmwareUpdateService;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code pfru:check}. */
@Service
@Command(
        scope = "pfru",
        name = "check",
        description = "Check a capsule file against a device; changes nothing.",
        detailedDescription = """
                One row for each rule that is broken, is worth a warning or can not be judged from here (with --all, --json \
                and --no-format: for every rule), then what Linux's driver would do with the file, then the verdict. Whether \
                the signature is good only the firmware can tell, when it stages the capsule. pfru:load and pfru:update \
                refuse the file when it was replaced since it was checked in the same session.

                Exit status:
                  0  the capsule would be installed
                  1  it is refused
                  2  its versions run already
                  3  no such device or file
                  4  the device, its driver or the way to it failed""")
public final class CheckCommand extends DeviceCommand {

    @Argument(index = 0, name = "file", description = "The capsule file.", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Option(
            name = "--sha256",
            description = "Refuse the file when its SHA-256 is not this one (64 hexadecimal digits).")
    String sha256;

    @Option(name = "-a", aliases = "--all", description = "Show the rules that hold too.")
    boolean all;

    @Override
    protected int run() throws FirmwareException {
        final FirmwareUpdateService device = device();
        final CapsuleFiles files = new CapsuleFiles(session, operation());
        final CheckResult result = CheckResult.of(device, files.readToCheck(file, sha256));
        if (json) {
            print(result.json());
        } else {
            result.print(screen(), all);
        }
        return result.exitStatus();
    }
}
