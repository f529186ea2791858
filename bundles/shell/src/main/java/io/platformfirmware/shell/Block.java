// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and values, one below the other. */
public final class Block {

    private static final int GAP = 2;

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /**
     * Adds a line.
     *
     * @param name of the value
     * @param value the value
     * @return this
     */
    public Block add(String name, Object value) {
        return add(name, List.of(String.valueOf(value)));
    }

    /**
     * Adds a value of several lines; one without any line is left out.
     *
     * @param name of the value
     * @param lines one below the other
     * @return this
     */
    public Block add(String name, List<String> lines) {
        if (!lines.isEmpty()) {
            values.put(name, lines.stream().map(Text::printable).toList());
        }
        return this;
    }

    /**
     * Whether there is anything in it.
     *
     * @return true before the first line
     */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /**
     * Prints the block.
     *
     * @param screen where
     */
    public void print(Screen screen) {
        if (screen.plain()) {
            values.forEach((name, lines) -> lines.forEach(line -> screen.out().println(name + "\t" + line)));
            return;
        }
        final int indent =
                values.keySet().stream().mapToInt(String::length).max().orElse(0) + GAP;
        values.forEach((name, lines) -> {
            screen.print(name + " ".repeat(indent - name.length()), lines.get(0));
            lines.stream().skip(1).forEach(line -> screen.print(" ".repeat(indent), line));
        });
    }
}
