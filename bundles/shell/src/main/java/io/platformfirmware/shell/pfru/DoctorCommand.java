// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareDevice;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.Devices;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Screen;
import io.platformfirmware.shell.ShellCommand;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.doctor.Checkup;
import io.platformfirmware.shell.doctor.Finding;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.update.FirmwareUpdateService;
import java.nio.file.Path;
import java.util.List;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pfru:doctor}. */
@Service
@Command(
        scope = "pfru",
        name = "doctor",
        description = "Say what works and what does not, from the platform up, and what to do.",
        detailedDescription = """
                Looks at the ACPI devices, the drivers, their nodes, who holds them, the kernel, the settings, the firmware's \
                answers and the TPM chips on SPI. Changes nothing, and sends nothing to a chip. One line for each link: ok, \
                doubtful (works, but something is missed), broken (with what to do) or unknown.

                Exit status:
                  0  nothing is broken
                  1  something is broken""")
public final class DoctorCommand extends ShellCommand {

    private static final int LINK_WIDTH = 22;
    private static final int VERDICT_WIDTH = 10;

    @Reference
    private List<FirmwareUpdateService> updates;

    @Reference
    private List<TelemetryService> telemetry;

    @Reference
    private List<Cr50> chips;

    /** A test may have another root. */
    Path root = Path.of("/");

    @Override
    protected int run() {
        final List<Finding> findings = new Checkup(root, ProcessHandle.current().pid())
                .findings(present(updates), present(telemetry), present(chips));
        if (json) {
            print(FirmwareJson.document("findings", FirmwareJson.array(findings, DoctorCommand::json)));
        } else {
            findings.forEach(this::show);
        }
        return findings.stream().anyMatch(finding -> finding.verdict() == Finding.Verdict.BROKEN)
                ? ExitStatus.FAILED
                : ExitStatus.DONE;
    }

    private void show(Finding finding) {
        final Screen screen = screen();
        final String verdict = Text.words(finding.verdict());
        if (screen.plain()) {
            screen.out()
                    .println(String.join(
                            "\t",
                            finding.link(),
                            verdict,
                            finding.found(),
                            finding.advice().orElse("")));
            return;
        }
        final String line = finding.found()
                + finding.advice().map(advice -> ". " + advice + ".").orElse("");
        screen.print(("%-" + LINK_WIDTH + "s %-" + VERDICT_WIDTH + "s ").formatted(finding.link(), verdict), line);
    }

    private static <T extends FirmwareDevice> List<T> present(List<T> services) {
        return Devices.present(services, T::deviceId);
    }

    private static JsonObject json(Finding finding) {
        final JsonObjectBuilder object = Json.createObjectBuilder()
                .add("link", finding.link())
                .add("verdict", FirmwareJson.name(finding.verdict()))
                .add("found", finding.found());
        finding.advice().ifPresent(advice -> object.add("advice", advice));
        return object.build();
    }
}
