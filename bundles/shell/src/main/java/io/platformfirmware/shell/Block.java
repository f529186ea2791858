// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names and values, one below the other. */
public final class Block {

    private static final int GAP = 2;

    private final Map<String, String> lines = new LinkedHashMap<>();

    /**
     * Adds a line.
     *
     * @param name of the value
     * @param value the value
     * @return this
     */
    public Block add(String name, Object value) {
        lines.put(name, Text.printable(String.valueOf(value)));
        return this;
    }

    /**
     * Whether there is anything in it.
     *
     * @return true before the first line
     */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /**
     * Prints the block.
     *
     * @param screen where
     */
    public void print(Screen screen) {
        if (screen.plain()) {
            lines.forEach((name, value) -> screen.out().println(name + "\t" + value));
            return;
        }
        final int indent =
                lines.keySet().stream().mapToInt(String::length).max().orElse(0) + GAP;
        lines.forEach((name, value) -> screen.print(name + " ".repeat(indent - name.length()), value));
    }
}
