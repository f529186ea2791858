// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.TpmJson;
import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponse;
import java.util.Optional;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code cr50:selftest}. */
@Service
@Command(
        scope = "cr50",
        name = "selftest",
        description = "Open the link to a chip anew and see what works; with --tpm the TPM tests itself too.",
        detailedDescription = """
                Behind the commands that wait: chip select is released, the identity of the chip is read again and again in \
                each way of waiting for it, and the best one that works is used from then on. One line for each way says what \
                was found.

                With --tpm the TPM is sent TPM2_SelfTest when the link works: it tests what it has not tested yet, with \
                --full everything.

                Exit status:
                  0  the link works, and the TPM found no fault in itself
                  1  the TPM answered with an error code
                  2  cancelled
                  3  no such device
                  4  nothing works: the chip does not answer, or the way to it failed""")
public final class SelfTestCommand extends DeviceCommand {

    @Option(name = "--tpm", description = "Have the TPM test itself as well (TPM2_SelfTest).")
    boolean tpm;

    @Option(name = "--full", description = "With --tpm: everything, also what was tested already.")
    boolean full;

    @Override
    protected int run() throws FirmwareException {
        if (full && !tpm) {
            throw invalid("--full is for --tpm").asException();
        }
        final Cr50 device = device();
        final Conversation conversation = conversation(device);
        final SelfTestReport report = conversation.until(device::selfTest, () -> "The link is being tested");
        final boolean works = report.strategy().isPresent();
        if (!json) {
            block(device, report).print(screen());
        }
        final TpmCommand command = TpmCommand.selfTest(full);
        final Optional<TpmResponse> response =
                tpm && works ? Optional.of(conversation.send(command, Optional.empty())) : Optional.empty();
        if (json) {
            final JsonObjectBuilder document = document(device).add("selfTest", TpmJson.selfTest(report));
            response.ifPresent(answer -> document.add("tpm", TpmJson.response(command, answer)));
            print(document.build());
        } else if (works) {
            response.ifPresent(answer -> print(command, answer));
        } else {
            report.failure().ifPresent(failure -> failed(failure.asException()));
        }
        if (!works) {
            return ExitStatus.DEVICE_ERROR;
        }
        return response.isEmpty() || response.get().success() ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    private void print(TpmCommand command, TpmResponse answer) {
        new Block().add(command.name(), answer.code()).print(screen());
        Hints.next(command, answer.code()).ifPresent(hint -> remark("Next: ", hint));
    }

    private static Block block(Cr50 device, SelfTestReport report) {
        final Block block = new Block().add("Device", device.deviceId());
        report.identity().ifPresent(chip -> block.add("Chip", ChipText.full(chip)));
        return block.add("Strategy", StateText.strategy(report) + ": " + report.reason())
                .add("Findings", report.findings());
    }
}
