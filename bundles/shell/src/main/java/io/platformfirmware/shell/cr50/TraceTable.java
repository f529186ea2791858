// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.shell.Screen;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.Tone;
import io.platformfirmware.tpm.LinkTransaction;
import java.util.List;
import java.util.stream.Stream;

/** Transactions of one device as a table. */
final class TraceTable {

    private TraceTable() {}

    static void print(Screen screen, List<LinkTransaction> transactions) {
        final TraceRows rows = new TraceRows();
        final List<TraceRows.Row> shown = transactions.stream().map(rows::row).toList();
        final boolean errors =
                screen.plain() || shown.stream().anyMatch(row -> row.error().isPresent());
        final Table table = new Table()
                .number("No")
                .number("ms")
                .text("Access")
                .text("Register")
                .text("Bytes")
                .text("Meaning")
                .spare("Wait")
                .spare("Gate")
                .number("us");
        if (errors) {
            table.toned("Error", cell -> cell.equals(Text.NONE) ? Tone.PLAIN : Tone.BAD);
        }
        shown.forEach(row -> table.row(cells(row, errors)));
        table.print(screen);
    }

    /** The cells of a row; the error is the last one. */
    static Object[] cells(TraceRows.Row row, boolean withError) {
        final Stream<Object> cells = Stream.of(
                row.sequence(),
                row.millis(),
                row.kind(),
                row.register(),
                row.bytes(),
                row.meaning(),
                row.waitBytes(),
                row.gate(),
                row.micros());
        return (withError ? Stream.concat(cells, Stream.of(row.error().orElse(Text.NONE))) : cells).toArray();
    }
}
