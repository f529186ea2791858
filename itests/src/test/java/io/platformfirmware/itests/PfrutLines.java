// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code pfrut.txt} as one generation has it. A line begins with what it is: {@code =} a table, from power on; {@code %} what is done to
 * the simulator; {@code $} the words; {@code ?} the exit status, where it is not 0; {@code >} a line of standard output, {@code !} of the
 * error stream. Versions right behind the first character make a line theirs alone. {@code \\0{N}} are N NULs, {@code \\c} is an
 * end without a line feed. An empty line ends what is expected of the words before it. FOLDER stands for the folder of the capsules, ADDRESS for the address of the log.
 */
final class PfrutLines {

    private static final String FILE = "/pfrut.txt";
    private static final Pattern LINE = Pattern.compile("([=%?>!])([0-9.,]*)( .*)?");
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^' ])+");
    private static final Pattern NULS = Pattern.compile("\\x00+");
    private static final String ADDRESS = "0x[0-9a-f]{9,}";
    private static final Pattern TRAILER = Pattern.compile("[ 0-9]{2}[0-9] [ 0-9]{9}[0-9]\n");
    private static final int TRAILER_LENGTH = 15;
    private static final int STATUS_LENGTH = 3;

    private final String version;

    PfrutLines(String version) {
        this.version = version;
    }

    /** One line for each thing to do, what is expected of it behind it: words that stand together are expected to print the same. */
    List<String> read() throws IOException {
        final List<String> lines = new ArrayList<>();
        final List<String> together = new ArrayList<>();
        final List<String> printed = new ArrayList<>();
        try (InputStream in = PfrutLines.class.getResourceAsStream(FILE)) {
            for (final String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (line.startsWith("$")) {
                    together.add(line);
                } else if (line.startsWith("#")) {
                    continue;
                } else if (!line.isEmpty()) {
                    mine(line).forEach(together.isEmpty() ? lines::add : printed::add);
                } else {
                    together.forEach(words -> {
                        lines.add(words);
                        lines.addAll(printed);
                    });
                    together.clear();
                    printed.clear();
                }
            }
        }
        return lines;
    }

    private Stream<String> mine(String line) {
        final Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(line);
        }
        final List<String> versions = List.of(matcher.group(2).split(","));
        return matcher.group(2).isEmpty() || versions.contains(version)
                ? Stream.of(matcher.group(1) + (matcher.group(3) == null ? "" : matcher.group(3)))
                : Stream.empty();
    }

    /** Words with blanks between them, or in single quotes. */
    static List<String> words(String text) {
        return WORD.matcher(text)
                .results()
                .map(word -> word.group().replace("'", ""))
                .toList();
    }

    /** What {@code pfru:pfrutcall} answered, as the file has it, with a word in place of the caller's folder. */
    static String of(String answer, String folder) {
        final byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        final int end = bytes.length - TRAILER_LENGTH;
        final String trailer = new String(bytes, end, TRAILER_LENGTH, StandardCharsets.UTF_8);
        if (!TRAILER.matcher(trailer).matches()) {
            throw new AssertionError(answer);
        }
        final int status = Integer.parseInt(trailer.substring(0, STATUS_LENGTH).strip());
        final int complaints = Integer.parseInt(trailer.substring(STATUS_LENGTH).strip());
        final String out = new String(bytes, 0, end - complaints, StandardCharsets.UTF_8);
        final String err = new String(bytes, end - complaints, complaints, StandardCharsets.UTF_8);
        return ((status == 0 ? "" : "? " + status + "\n") + marked('>', out) + marked('!', err))
                .replace(folder, "FOLDER")
                .replaceAll(ADDRESS, "0xADDRESS");
    }

    private static String marked(char mark, String text) {
        if (text.isEmpty()) {
            return "";
        }
        final String shown =
                NULS.matcher(text).replaceAll(nuls -> "\\\\0{" + nuls.group().length() + "}");
        final String whole = shown.endsWith("\n") ? shown.substring(0, shown.length() - 1) : shown + "\\c";
        return Arrays.stream(whole.split("\n", -1))
                .map(line -> mark + (line.isEmpty() ? "" : " " + line) + "\n")
                .collect(Collectors.joining());
    }
}
