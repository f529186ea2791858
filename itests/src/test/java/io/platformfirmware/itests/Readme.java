// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The tables of README. */
final class Readme {

    private final List<String> lines;

    private Readme(List<String> lines) {
        this.lines = lines;
    }

    static Readme read(Path file) throws IOException {
        return new Readme(Files.readAllLines(file));
    }

    /** The rows of the table below a heading: cells without back quotes. */
    List<List<String>> table(String heading) {
        final int start = lines.indexOf(heading);
        if (start < 0) {
            throw new AssertionError("README has no heading '" + heading + "'");
        }
        return lines.stream()
                .skip(start)
                .dropWhile(line -> !line.startsWith("| "))
                .takeWhile(line -> line.startsWith("| "))
                .skip(2)
                .map(Readme::cells)
                .toList();
    }

    private static List<String> cells(String row) {
        return Stream.of(row.substring(1).split("\\|", -1))
                .map(cell -> cell.replace("`", "").trim())
                .toList();
    }
}
