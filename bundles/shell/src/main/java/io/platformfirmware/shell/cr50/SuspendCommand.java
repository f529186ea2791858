// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.SuspendMode;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code cr50:suspend}. */
@Service
@Command(
        scope = "cr50",
        name = "suspend",
        description = "Take no more commands for a chip, as before the machine sleeps.",
        detailedDescription = """
                Waits for the command that runs; those that wait behind it, and every later one, are refused until \
                cr50:resume. Without an option the chip keeps its power, as in suspend-to-idle, and is sent nothing. With \
                --firmware the platform's firmware may take it, as in suspend-to-RAM: the TPM is told to keep its state \
                (TPM2_Shutdown).

                Exit status:
                  0  suspended
                  2  it was suspended already
                  3  no such device
                  4  the device or the way to it failed""")
public final class SuspendCommand extends DeviceCommand {

    @Option(name = "--firmware", description = "The firmware may take the chip's power: have the TPM keep its state.")
    boolean firmware;

    @Override
    protected int run() throws FirmwareException {
        final Cr50 device = device();
        final SuspendMode mode = firmware ? SuspendMode.FIRMWARE_TAKES_POWER : SuspendMode.CHIP_STAYS_POWERED;
        if (device.state().suspended() || !suspended(device, mode)) {
            tell(device, false, mode, " was suspended already; nothing was done");
            return ExitStatus.NOTHING_DONE;
        }
        tell(
                device,
                true,
                mode,
                " is suspended: commands are refused until cr50:resume. "
                        + (firmware
                                ? "The TPM was told to keep its state, so the firmware may take its power"
                                : "The chip keeps its power and was sent nothing"));
        return ExitStatus.DONE;
    }

    /** False where somebody else was faster. */
    private boolean suspended(Cr50 device, SuspendMode mode) throws FirmwareException {
        try {
            conversation(device)
                    .until(
                            () -> {
                                device.suspend(mode);
                                return true;
                            },
                            () -> "Waiting for the command that runs");
            return true;
        } catch (final FirmwareException e) {
            if (e.reason() == FailureReason.WRONG_STATE) {
                return false;
            }
            throw e;
        }
    }

    private void tell(Cr50 device, boolean changed, SuspendMode mode, String sentence) {
        if (json) {
            final JsonObjectBuilder document =
                    document(device).add("suspended", true).add("changed", changed);
            if (changed) {
                document.add("mode", FirmwareJson.name(mode));
            }
            print(document.build());
        } else if (!screen().plain()) {
            print(device.deviceId() + sentence + ".");
        }
    }
}
