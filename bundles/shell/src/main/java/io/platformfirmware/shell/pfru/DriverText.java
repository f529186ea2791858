// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.shell.Text;
import io.platformfirmware.update.DriverReport;
import io.platformfirmware.update.KernelDiagnostics;
import java.util.ArrayList;
import java.util.List;

/** What Linux's driver said of an operation, as text. */
final class DriverText {

    private DriverText() {}

    /** A line for each phase in which it said something. */
    static List<String> lines(KernelDiagnostics diagnostics) {
        return diagnostics.reports().stream().map(DriverText::line).toList();
    }

    private static String line(DriverReport report) {
        final List<String> parts = new ArrayList<>();
        report.answer().ifPresent(parts::add);
        if (report.status().isEmpty()) {
            report.extendedStatus().ifPresent(status -> parts.add(String.format("extended status 0x%x", status)));
        }
        report.refusedBy().ifPresent(rule -> parts.add("refused: " + rule.sentence()));
        report.authenticationTime().ifPresent(time -> parts.add("authentication " + Text.duration(time)));
        report.executionTime().ifPresent(time -> parts.add("execution " + Text.duration(time)));
        if (report.gap()) {
            parts.add("some messages of the kernel were lost");
        }
        if (report.ambiguous()) {
            parts.add("some lines contradict each other and are left out");
        }
        return Text.words(report.phase()) + ": " + String.join(", ", parts);
    }
}
