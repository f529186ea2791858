// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Text;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.LinkState;
import io.platformfirmware.tpm.SelfTestReport;
import java.util.List;
import java.util.Optional;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code cr50:info}. */
@Service
@Command(
        scope = "cr50",
        name = "info",
        description = "Show a chip, its firmware and how the link to it stands.",
        detailedDescription = """
                Asks the chip for the version of its firmware, behind the commands that wait; the first time that opens the \
                link. A chip that does not answer says why in its row, and the rest is shown all the same: what was found when \
                the link was opened, the ready line, what runs, and what is wrong with the settings.
                """ + ExitStatus.HELP)
public final class InfoCommand extends DeviceCommand {

    private static final String NOT_KNOWN = "not known";

    @Override
    protected int run() throws FirmwareException {
        final Cr50 device = device();
        Optional<String> version = Optional.empty();
        Optional<Failure> failure = Optional.empty();
        try {
            version = Optional.of(
                    conversation(device).until(device::firmwareVersion, () -> "Waiting for the chip's version"));
        } catch (final FirmwareException e) {
            if (e.reason() == FailureReason.CANCELLED) {
                throw e;
            }
            failure = Optional.of(e.failure());
        }
        // behind the question, which may have opened the link
        final DeviceView view = DeviceView.of(device);
        if (json) {
            final JsonObjectBuilder out = view.builder();
            failure.ifPresent(known -> out.add("firmwareVersionError", FirmwareJson.failure(known)));
            print(FirmwareJson.document("device", out.build()));
        } else {
            final Optional<String> why = failure.map(known -> unknown(view.state(), known));
            block(view, version.or(() -> why).orElse(NOT_KNOWN)).print(screen());
        }
        return ExitStatus.DONE;
    }

    private static Block block(DeviceView device, String firmware) {
        final LinkState state = device.state();
        final Block block = new Block()
                .add("Device", device.id())
                .add("Path", device.path())
                .add("Simulated", yes(device.simulated()))
                .add("Chip", ChipText.identity(state).map(ChipText::full).orElse(NOT_KNOWN))
                .add("Firmware", firmware);
        state.selfTest().ifPresentOrElse(report -> add(block, report), () -> block.add("Strategy", "not chosen yet"));
        block.add("Ready line", StateText.readyLine(state))
                .add("Access delay", Text.duration(state.accessDelay()))
                .add("Speed", StateText.speed(state.speedHz()))
                .add("Locality 0", state.localityHeld() ? "held" : "not held")
                .add("Suspended", yes(state.suspended()))
                .add("Commands", StateText.commands(state))
                .add("Entropy", entropy(device));
        device.settingsFault().ifPresent(fault -> {
            block.add("Not in force", fault);
            fault.nextStep().ifPresent(step -> block.add("Next", step));
        });
        return block;
    }

    private static List<String> entropy(DeviceView device) {
        final String quality = device.rngQuality() + " of 1024 bits, as the settings have it (rngQuality)";
        return device.state()
                .kernelEntropy()
                .map(entropy -> List.of(quality, StateText.kernelEntropy(entropy)))
                .orElse(List.of(quality));
    }

    private static String unknown(LinkState state, Failure why) {
        final String before =
                state.firmwareVersion().map(version -> "; it was " + version).orElse("");
        return NOT_KNOWN + ": " + why.message() + before;
    }

    private static void add(Block block, SelfTestReport report) {
        block.add("Strategy", StateText.strategy(report) + ": " + report.reason())
                .add("Findings", report.findings());
        report.failure().ifPresent(failure -> {
            block.add("Last failure", failure);
            failure.nextStep().ifPresent(step -> block.add("To mend it", step));
        });
    }

    private static String yes(boolean is) {
        return is ? "yes" : "no";
    }
}
