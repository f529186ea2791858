// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareDevice;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.Devices;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.ShellCommand;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.Tone;
import io.platformfirmware.shell.doctor.Checkup;
import io.platformfirmware.shell.doctor.Finding;
import io.platformfirmware.shell.doctor.Finding.Verdict;
import io.platformfirmware.shell.doctor.Places;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.update.FirmwareUpdateService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.osgi.service.cm.ConfigurationAdmin;

/** {@code pfru:doctor}. */
@Service
@Command(
        scope = "pfru",
        name = "doctor",
        description = "Say what works and what does not, from the platform up, and what to do.",
        detailedDescription = """
                Looks at the ACPI devices, the drivers, their nodes, who holds them, the kernel, the settings, the firmware's \
                answers and the TPM chips on SPI. Changes nothing, and sends nothing to a chip. One line for each link: ok, \
                doubtful (works, but something is missed), broken, absent (this machine has no such hardware, and nothing above \
                it is looked for, or no configuration names the chip) or unknown, and what to do. Where the nodes and sysfs \
                are, it takes from io.platformfirmware.linux, and the chips from io.platformfirmware.cr50~NAME.

                With --json: findings, each with link, verdict, found and, where there is something to do, advice.

                Exit status:
                  0  nothing is broken
                  1  something is broken""")
public final class DoctorCommand extends ShellCommand {

    @Reference
    private List<FirmwareUpdateService> updates;

    @Reference
    private List<TelemetryService> telemetry;

    @Reference
    private List<Cr50> chips;

    @Reference
    private List<ConfigurationAdmin> configurationAdmins;

    /** A test may have another root. */
    Path root = Path.of("/");

    @Override
    protected int run() {
        final List<Finding> findings = new ArrayList<>();
        findings.addAll(
                new Checkup(root, places(findings), ProcessHandle.current().pid())
                        .findings(present(updates), present(telemetry), present(chips)));
        if (json) {
            print(FirmwareJson.document("findings", FirmwareJson.array(findings, DoctorCommand::json)));
        } else {
            show(findings);
        }
        return count(findings, Verdict.BROKEN) > 0 ? ExitStatus.FAILED : ExitStatus.DONE;
    }

    /** From the settings; where those can not be had, that is the first finding, and the rest is looked for in the usual places. */
    private Places places(List<Finding> findings) {
        try {
            return Places.of(configurationAdmins, operation());
        } catch (final FirmwareException e) {
            findings.add(Finding.broken("settings", e.failure()));
            return Places.DEFAULT;
        }
    }

    private void show(List<Finding> findings) {
        final Table table = new Table()
                .text("Link")
                .toned("State", DoctorCommand::tone)
                .text("Found")
                .text("What to do");
        findings.forEach(finding -> table.row(
                finding.link(),
                Text.words(finding.verdict()),
                finding.found(),
                finding.advice().orElse(Text.NONE)));
        table.print(screen());
        remark("", summary(findings));
    }

    private static String summary(List<Finding> findings) {
        return Arrays.stream(Verdict.values())
                        .filter(verdict -> count(findings, verdict) > 0)
                        .map(verdict -> count(findings, verdict) + " " + Text.words(verdict))
                        .collect(Collectors.joining(", "))
                + (count(findings, Verdict.BROKEN) > 0 ? ": mend the first that is broken, then look again." : ".");
    }

    private static long count(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    private static Tone tone(String cell) {
        return Arrays.stream(Verdict.values())
                .filter(verdict -> Text.words(verdict).equals(cell))
                .findFirst()
                .map(DoctorCommand::tone)
                .orElse(Tone.PLAIN);
    }

    private static Tone tone(Verdict verdict) {
        return switch (verdict) {
            case OK -> Tone.GOOD;
            case DOUBTFUL -> Tone.ATTENTION;
            case BROKEN -> Tone.BAD;
            case ABSENT, UNKNOWN -> Tone.FAINT;
        };
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
