// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.Screen;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.Tone;
import io.platformfirmware.update.CheckReport;
import io.platformfirmware.update.Finding;
import io.platformfirmware.update.LinuxVerdict;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A report of a check as tables: our rules, and apart from them what Linux's driver would do. */
final class CheckView {

    private final CheckReport report;

    CheckView(CheckReport report) {
        this.report = report;
    }

    /**
     * Our rules.
     *
     * @param all whether to show a person the rules that hold too; a program gets them always
     */
    void print(Screen screen, boolean all) {
        final List<Finding> shown = all || screen.plain() ? report.findings() : remarkable();
        if (!shown.isEmpty()) {
            print(screen, shown);
        }
        final int hidden = report.findings().size() - shown.size();
        if (hidden > 0) {
            screen.print(
                    shown.isEmpty()
                            ? "All " + hidden + " rules hold; --all shows them."
                            : hidden + " of " + report.findings().size() + " rules hold; --all shows them.");
        }
        if (!screen.plain()) {
            explain(screen);
        }
    }

    private static void print(Screen screen, List<Finding> shown) {
        final Table findings = new Table("rule")
                .text("Rule")
                .toned("Verdict", CheckView::tone)
                .number("Offset")
                .text("Expected")
                .text("Found");
        shown.forEach(finding -> findings.row(
                finding.rule().id(),
                Text.words(finding.verdict()),
                offset(finding.offset()),
                finding.expected(),
                finding.actual()));
        findings.print(screen);
    }

    private List<Finding> remarkable() {
        return report.findings().stream()
                .filter(finding -> finding.verdict() != Finding.Verdict.PASS)
                .toList();
    }

    private void explain(Screen screen) {
        final Block block = new Block();
        remarkable().forEach(finding -> block.add(finding.rule().id(), finding.explanation()));
        if (!block.isEmpty()) {
            screen.out().println();
            block.print(screen);
        }
    }

    /** One row for each rule that a kernel can have for versions. */
    void printLinux(Screen screen) {
        final Table verdicts = new Table("linux")
                .text("Kernels that go by")
                .text("Linux's driver")
                .number("Offset")
                .text("Why");
        report.linux()
                .forEach(verdict -> verdicts.row(
                        rule(verdict.versionRule()),
                        Text.words(verdict.outcome()),
                        offset(verdict.offset()),
                        verdict.explanation()));
        if (!screen.plain()) {
            screen.out().println();
        }
        verdicts.print(screen);
        final List<Finding> failures = report.failures();
        if (!screen.plain() && !failures.isEmpty()) {
            screen.out().println();
            screen.print(
                    report.linux().stream().allMatch(verdict -> verdict.outcome() == LinuxVerdict.Outcome.REFUSES)
                            ? "Refused here before Linux sees it, by " + rules(failures) + "."
                            : "Refused here, whatever Linux would do, by " + rules(failures) + ".");
        }
    }

    static String rules(List<Finding> findings) {
        return findings.stream().map(finding -> finding.rule().id()).collect(Collectors.joining(", "));
    }

    private static String rule(LinuxVerdict.VersionRule rule) {
        return switch (rule) {
            case RUNTIME_VERSION -> "runtime version";
            case SVN -> "SVN";
        };
    }

    private static String offset(OptionalLong offset) {
        return offset.isPresent() ? Long.toString(offset.getAsLong()) : Text.NONE;
    }

    private static Tone tone(String verdict) {
        return switch (verdict) {
            case "fail" -> Tone.BAD;
            case "warning" -> Tone.ATTENTION;
            case "pass" -> Tone.GOOD;
            default -> Tone.PLAIN;
        };
    }
}
