// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.vtpm;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.json.TpmJson;
import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.ShellCommand;
import io.platformfirmware.shell.Text;
import io.platformfirmware.tpm.VirtualTpm;
import io.platformfirmware.tpm.VirtualTpmStatus;
import java.util.List;
import java.util.Objects;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code vtpm:status}. Services are lists: Karaf hides every command of the bundle while any single one is missing. */
@Service
@Command(
        scope = "vtpm",
        name = "status",
        description = "Show which TPM the kernel has been given, as which device.",
        detailedDescription = """
                Which TPM the settings name, the device that the kernel made of it, how many commands came from the kernel and \
                its users, and how many of them could not be answered by the TPM; or why there is no device, and what to do. \
                Asks neither the kernel nor the chip. The kernel shows the device in /dev when the TPM has passed its test.

                Exit status:
                  0  the kernel has the device
                  1  it is wanted, but not there
                  2  it is switched off: device of io.platformfirmware.vtpm is empty
                  3  the service is not running""")
public final class StatusCommand extends ShellCommand {

    private static final String DEVICE = "/dev/tpm";
    private static final String RESOURCE_MANAGER = "/dev/tpmrm";

    @Reference
    private List<VirtualTpm> services;

    @Override
    protected int run() throws FirmwareException {
        final VirtualTpmStatus status = services.stream()
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> none().asException())
                .status();
        if (json) {
            print(FirmwareJson.document("vtpm", TpmJson.virtualTpm(status)));
        } else {
            block(status).print(screen());
        }
        if (status.transportId().isEmpty()) {
            return ExitStatus.NOTHING_DONE;
        }
        return status.kernelDevice().isPresent() ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    @Override
    protected String whereToLook() {
        return "vtpm:status";
    }

    private static Block block(VirtualTpmStatus status) {
        final Block block = new Block()
                .add(
                        "TPM",
                        status.transportId().orElse("none: switched off, device of io.platformfirmware.vtpm is empty"))
                .add(
                        "Kernel device",
                        status.kernelDevice().map(StatusCommand::devices).orElse("none"));
        status.since().ifPresent(time -> block.add("Since", Text.exactTime(time)));
        status.trouble().ifPresent(why -> {
            block.add("Trouble", why).add("Likely causes", why.likelyCauses());
            why.nextStep().ifPresent(step -> block.add("To mend it", step));
        });
        block.add("Commands", status.commands()).add("Failed", status.failures());
        status.settingsFault().ifPresent(fault -> {
            block.add("Not in force", fault);
            fault.nextStep().ifPresent(step -> block.add("Next", step));
        });
        return block;
    }

    private static String devices(String path) {
        return path + "; with the kernel's resource manager: " + path.replace(DEVICE, RESOURCE_MANAGER);
    }

    private Failure none() {
        return Failure.of(FailureReason.DEVICE_NOT_FOUND, operation(), "the service is not running")
                .next("Install it: feature:install vtpm, or start the bundle io.platformfirmware.vtpm.");
    }
}
