// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.tpm.PcrValues;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** PCRs as users name them: numbers and ranges, with spaces and commas between them. */
final class PcrList {

    private static final Pattern ITEM = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");
    private static final int LAST = PcrValues.PCR_COUNT - 1;

    private PcrList() {}

    /**
     * Reads a list.
     *
     * @param words for example {@code 0-7,10} and {@code 17}; none for all PCRs
     * @return the numbers
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    static SortedSet<Integer> parse(List<String> words) {
        final SortedSet<Integer> pcrs = new TreeSet<>();
        for (final String word : words) {
            for (final String item : word.split(",", -1)) {
                add(pcrs, item);
            }
        }
        if (words.isEmpty()) {
            add(pcrs, 0, LAST);
        }
        return pcrs;
    }

    private static void add(SortedSet<Integer> pcrs, String item) {
        final Matcher matcher = ITEM.matcher(item);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + item + "' is no PCR: a number from 0 to " + LAST + ", or a range such as 0-7, is");
        }
        final int from = Integer.parseInt(matcher.group(1));
        final int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
        if (from > LAST || to > LAST) {
            throw new IllegalArgumentException("there is no PCR " + Math.max(from, to) + ": 0 to " + LAST);
        }
        if (from > to) {
            throw new IllegalArgumentException("the range " + item + " runs backwards: " + to + "-" + from);
        }
        add(pcrs, from, to);
    }

    private static void add(SortedSet<Integer> pcrs, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(pcrs::add);
    }
}
