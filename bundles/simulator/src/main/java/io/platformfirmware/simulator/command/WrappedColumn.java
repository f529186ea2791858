// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.command;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.table.Col;

/** A last column that breaks lines between words. Karaf's own, as of 4.4.10, loses a character of some lines. */
final class WrappedColumn extends Col {

    private static final int NARROWEST = 10;

    WrappedColumn(String header) {
        super(header);
        wrap();
    }

    @Override
    protected List<String> wrap(String text) {
        if (getSize() < NARROWEST) {
            return List.of(text);
        }
        final List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > getSize()) {
            final int space = rest.lastIndexOf(' ', getSize());
            final int end = space > 0 ? space : getSize();
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }
}
