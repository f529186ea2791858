// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.shell.Screen;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.Tone;
import io.platformfirmware.tpm.LinkTransaction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A line for each transaction, and between them marks with dashes. As soon as there are several devices each line says of which
 * one it is. For a program: rows of device, kind, and the rest.
 */
final class TraceText implements TraceView {

    private final Screen screen;
    private final Map<String, TraceRows> rows = new HashMap<>();
    private final Set<String> known;

    /**
     * Nothing is shown yet.
     *
     * @param followed the devices that are there
     */
    TraceText(Screen screen, Set<String> followed) {
        this.screen = screen;
        this.known = new HashSet<>(followed);
    }

    @Override
    public void happened(String deviceId, LinkTransaction transaction) {
        known.add(deviceId);
        final TraceRows.Row row =
                rows.computeIfAbsent(deviceId, id -> new TraceRows()).row(transaction);
        if (screen.plain()) {
            final Object[] cells = TraceTable.cells(row, true);
            final StringBuilder line = new StringBuilder(deviceId + "\ttransaction");
            for (final Object cell : cells) {
                line.append('\t').append(Text.printable(String.valueOf(cell)));
            }
            screen.out().println(line);
            return;
        }
        final String lead = String.format(Locale.ROOT, "%11s  %-5s  ", row.millis(), row.kind());
        screen.print(prefix(deviceId) + lead, rest(row));
    }

    private static String rest(TraceRows.Row row) {
        final StringBuilder text = new StringBuilder();
        if (!row.register().equals(Text.NONE)) {
            text.append(row.register()).append(": ").append(row.bytes());
        }
        if (!row.meaning().equals(Text.NONE)) {
            text.append(" = ").append(row.meaning());
        }
        row.error().ifPresent(why -> text.append(" failed: ").append(why));
        text.append(" (");
        if (row.waitBytes() > 0) {
            text.append("wait ").append(row.waitBytes()).append(", ");
        }
        if (!row.gate().equals(Text.NONE)) {
            text.append(row.gate()).append(", ");
        }
        return text.append(row.micros()).append(" us)").toString().strip();
    }

    @Override
    public void gap(String deviceId, long lost) {
        mark(deviceId, "gap", prefix(deviceId), Text.count(lost, "transaction") + " not kept");
    }

    @Override
    public void came(String deviceId) {
        known.add(deviceId);
        // its clock begins anew, and so does what it says
        rows.remove(deviceId);
        mark(deviceId, "came", "", deviceId + " is there");
    }

    @Override
    public void gone(String deviceId) {
        mark(deviceId, "gone", "", deviceId + " is gone; waiting for it");
    }

    private void mark(String deviceId, String kind, String prefix, String sentence) {
        if (screen.plain()) {
            screen.out().println(deviceId + "\t" + kind + "\t" + sentence);
        } else {
            screen.out().println(prefix + screen.toned(Tone.FAINT, "--- " + sentence + " ---"));
        }
    }

    private String prefix(String deviceId) {
        return known.size() > 1 ? deviceId + ": " : "";
    }
}
