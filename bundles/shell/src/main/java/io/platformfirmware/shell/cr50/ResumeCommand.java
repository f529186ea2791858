// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.tpm.Cr50;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code cr50:resume}. */
@Service
@Command(
        scope = "cr50",
        name = "resume",
        description = "Take commands for a chip again, as after the machine has slept.",
        detailedDescription = """
                Sends nothing: the next command wakes the chip first. Where the firmware took its power it also has to start \
                the TPM again (TPM2_Startup).

                Exit status:
                  0  commands are taken again
                  2  it was not suspended
                  3  no such device
                  4  the device went away""")
public final class ResumeCommand extends DeviceCommand {

    @Override
    protected int run() throws FirmwareException {
        final Cr50 device = device();
        final boolean resumed = resumed(device);
        if (json) {
            print(document(device)
                    .add("suspended", false)
                    .add("changed", resumed)
                    .build());
        } else if (!screen().plain()) {
            print(device.deviceId()
                    + (resumed
                            ? " takes commands again; the next one wakes the chip first."
                            : " was not suspended; nothing was done."));
        }
        return resumed ? ExitStatus.DONE : ExitStatus.NOTHING_DONE;
    }

    private static boolean resumed(Cr50 device) throws FirmwareException {
        try {
            device.resume();
            return true;
        } catch (final FirmwareException e) {
            if (e.reason() == FailureReason.WRONG_STATE) {
                return false;
            }
            throw e;
        }
    }
}
