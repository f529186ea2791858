// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.LogText;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.Tone;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.KernelDiagnostics;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateTelemetry;
import java.util.List;
import java.util.stream.Collectors;

/** Records of the history as text. */
final class HistoryView {

    private HistoryView() {}

    static Table table(List<UpdateRecord> shown, UpdateRecords records) {
        final Table table = new Table()
                .text("ID")
                .text("Time")
                .text("Device")
                .text("Operation")
                .spare("Capsule")
                .toned("Outcome", HistoryView::tone)
                .text("Result");
        shown.forEach(update -> table.row(
                records.abbreviated(update),
                Text.time(update.startedAt()),
                update.deviceId(),
                Text.words(update.operation()),
                update.capsule().sha256().abbreviated(),
                Text.words(update.outcome()),
                result(update)));
        return table;
    }

    static Block block(UpdateRecord update) {
        final CapsuleSummary capsule = update.capsule();
        final Block block = new Block()
                .add("Record", update.id())
                .add("Device", Outcomes.device(update.deviceId(), update.devicePath(), update.simulated()))
                .add("Operation", Text.words(update.operation()))
                .add("Requested by", update.requestedBy().orElse(Text.NONE))
                .add("Started", Text.exactTime(update.startedAt()))
                .add("Finished", update.finishedAt().map(Text::exactTime).orElse(Text.NONE))
                .add("Capsule", capsule.source() + ", " + Text.count(capsule.size(), "byte"))
                .add("SHA-256", capsule.sha256())
                .add("Update", Versions.of(capsule))
                .add("Platform ID", capsule.platformId())
                .add("Phases", phases(update))
                .add("Outcome", Text.words(update.outcome()))
                .add("Result", result(update));
        update.failure().ifPresent(failure -> add(block, failure));
        update.diagnostics().ifPresent(diagnostics -> add(block, diagnostics));
        update.telemetry().ifPresent(telemetry -> add(block, telemetry));
        update.before().ifPresent(before -> block.add("Before", versions(before)));
        update.after().ifPresent(after -> block.add("After", versions(after)));
        return block;
    }

    private static void add(Block block, Failure failure) {
        failure.systemError().ifPresent(error -> block.add("System", error));
        if (!failure.likelyCauses().isEmpty()) {
            block.add("Likely causes", String.join("; ", failure.likelyCauses()));
        }
        failure.nextStep().ifPresent(step -> block.add("Next", step));
    }

    private static void add(Block block, KernelDiagnostics diagnostics) {
        final List<String> lines = DriverText.lines(diagnostics);
        final boolean silent = lines.isEmpty() && diagnostics.trouble().isEmpty();
        block.add("Driver", silent ? List.of("said nothing of the firmware") : lines);
        diagnostics.trouble().ifPresent(why -> block.add("Driver trouble", why));
    }

    private static void add(Block block, UpdateTelemetry telemetry) {
        final List<String> lines = LogText.lines(telemetry.events());
        final boolean silent = lines.isEmpty() && telemetry.trouble().isEmpty();
        block.add(
                "Firmware log",
                silent ? List.of("nothing was written to " + telemetry.deviceId()) : withoutTabs(lines));
        telemetry.trouble().ifPresent(why -> block.add("Log trouble", why));
    }

    private static List<String> withoutTabs(List<String> lines) {
        return lines.stream().map(line -> line.replace("\t", "    ")).toList();
    }

    /** What changed, or why not. */
    private static String result(UpdateRecord update) {
        if (update.failure().isPresent()) {
            return update.failure().get().message();
        }
        return switch (update.outcome()) {
            case PENDING -> "not ended yet" + reached(update);
            case INTERRUPTED -> "the process or the machine ended first" + reached(update);
            case SUCCEEDED, FAILED, CANCELLED -> update.changes().isEmpty() ? Text.NONE : Outcomes.changes(update);
        };
    }

    private static String reached(UpdateRecord update) {
        return update.reached().map(phase -> ", in phase " + Text.words(phase)).orElse(", before its first phase");
    }

    private static String phases(UpdateRecord update) {
        return update.phases().isEmpty()
                ? Text.NONE
                : update.phases().stream()
                        .map(phase -> Text.words(phase.phase())
                                + phase.duration()
                                        .map(duration -> " " + Text.duration(duration))
                                        .orElse(" (did not end)"))
                        .collect(Collectors.joining(", "));
    }

    private static String versions(UpdateCapability capability) {
        return "firmware " + capability.firmwareVersion() + ", code runtime version " + capability.codeRuntimeVersion()
                + ", driver runtime version " + capability.driverRuntimeVersion() + ", driver SVN "
                + capability.driverSvn();
    }

    private static Tone tone(String outcome) {
        return switch (outcome) {
            case "succeeded" -> Tone.GOOD;
            case "failed" -> Tone.BAD;
            case "pending", "cancelled", "interrupted" -> Tone.ATTENTION;
            default -> Tone.PLAIN;
        };
    }
}
