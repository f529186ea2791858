// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.karaf.shell.support.table.Col;
import org.apache.karaf.shell.support.table.ShellTable;

/**
 * A table that fits the terminal. Karaf's own cuts off what does not fit; this one leaves out the columns that may be, then
 * breaks the widest cells into lines, except in the first column, and has Karaf's draw the result.
 */
public final class Table {

    private static final int NARROWEST = 8;
    private static final int SEPARATOR = 3;

    /** The first column names the row: a name in two parts is none. */
    private static final int FIRST_BREAKABLE = 1;

    private final String kind;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    private record Column(String header, boolean number, boolean spare, Function<String, Tone> tone) {}

    /** The only table of a command. */
    public Table() {
        this("");
    }

    /**
     * One of several tables.
     *
     * @param kind first cell of each row for a program, which tells the rows of the tables apart
     */
    public Table(String kind) {
        this.kind = kind.isEmpty() ? "" : kind + "\t";
    }

    /**
     * Adds a column.
     *
     * @param header its name
     * @return this
     */
    public Table text(String header) {
        return add(new Column(header, false, false, cell -> Tone.PLAIN));
    }

    /**
     * Adds a column of numbers.
     *
     * @param header its name
     * @return this
     */
    public Table number(String header) {
        return add(new Column(header, true, false, cell -> Tone.PLAIN));
    }

    /**
     * Adds a column that a narrow terminal does without.
     *
     * @param header its name
     * @return this
     */
    public Table spare(String header) {
        return add(new Column(header, false, true, cell -> Tone.PLAIN));
    }

    /**
     * Adds a column whose cells have a tone.
     *
     * @param header its name
     * @param tone of a cell
     * @return this
     */
    public Table toned(String header, Function<String, Tone> tone) {
        return add(new Column(header, false, false, tone));
    }

    private Table add(Column column) {
        columns.add(column);
        return this;
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column
     */
    public void row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(Arrays.stream(cells).map(String::valueOf).map(Text::printable).toList());
    }

    /**
     * Prints the table.
     *
     * @param screen where
     */
    public void print(Screen screen) {
        if (screen.plain()) {
            rows.forEach(row -> screen.out().println(kind + String.join("\t", row)));
            return;
        }
        final List<Integer> shown = shown(screen.width());
        final int[] widths = widths(shown, screen.width());
        final ShellTable table = new ShellTable();
        for (int i = 0; i < widths.length; i++) {
            final Column column = columns.get(shown.get(i));
            final Col drawn = table.column(wrapped(column.header(), widths[i]));
            if (column.number()) {
                drawn.alignRight();
            }
            if (screen.color()) {
                drawn.colorProvider(cell -> column.tone().apply(cell).color());
            }
        }
        for (final List<String> row : rows) {
            table.addRow()
                    .addContent(IntStream.range(0, widths.length)
                            .mapToObj(i -> wrapped(row.get(shown.get(i)), widths[i]))
                            .toArray());
        }
        table.print(screen.out());
    }

    private List<Integer> shown(int limit) {
        final List<Integer> all = IntStream.range(0, columns.size()).boxed().toList();
        return limit > 0 && total(widths(all, String::length)) > limit
                ? all.stream().filter(i -> !columns.get(i).spare()).toList()
                : all;
    }

    private int[] widths(List<Integer> shown, int limit) {
        final int[] widths = widths(shown, String::length);
        if (limit > 0) {
            shrink(widths, limit, widths(shown, Text::longestWord));
            final int[] narrowest = new int[widths.length];
            Arrays.fill(narrowest, NARROWEST);
            shrink(widths, limit, narrowest);
        }
        return widths;
    }

    /** Takes from the widest column again and again, from none more than its least. */
    private static void shrink(int[] widths, int limit, int[] least) {
        while (total(widths) > limit) {
            final OptionalInt widest = IntStream.range(FIRST_BREAKABLE, widths.length)
                    .filter(i -> widths[i] > least[i])
                    .reduce((a, b) -> widths[a] >= widths[b] ? a : b);
            if (widest.isEmpty()) {
                return;
            }
            widths[widest.getAsInt()]--;
        }
    }

    private int[] widths(List<Integer> shown, ToIntFunction<String> measure) {
        return shown.stream()
                .mapToInt(i -> Stream.concat(
                                Stream.of(columns.get(i).header()),
                                rows.stream().map(row -> row.get(i)))
                        .mapToInt(measure)
                        .max()
                        .orElse(0))
                .toArray();
    }

    private static int total(int[] widths) {
        return Arrays.stream(widths).sum() + SEPARATOR * (widths.length - 1);
    }

    private static String wrapped(String cell, int width) {
        return String.join("\n", Text.lines(cell, width));
    }
}
