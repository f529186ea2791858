// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Takes words apart as {@code getopt_long_only} does (glibc, getopt(3)): options anywhere, long ones also with a single dash and as short
 * as they are unique, letters together, values in the same word or the next. What that only complains of is refused here.
 */
final class OptionReader {

    private final List<GivenOption> given = new ArrayList<>();
    private final Iterator<String> words;

    private OptionReader(List<String> words) {
        this.words = words.iterator();
    }

    /**
     * Reads all of them, or up to the first {@code -h}, which ends the tool.
     *
     * @return in their order
     */
    static List<GivenOption> read(List<String> words) throws UsageException {
        final OptionReader reader = new OptionReader(words);
        reader.readAll();
        return reader.given;
    }

    private void readAll() throws UsageException {
        boolean onlyArguments = false;
        while (words.hasNext() && !isHelp()) {
            final String word = words.next();
            if (!onlyArguments && word.equals("--")) {
                onlyArguments = true;
            } else if (onlyArguments || word.length() < 2 || word.charAt(0) != '-') {
                throw complaint("unexpected argument '" + word + "'");
            } else if (word.startsWith("--")) {
                readLong("--", word.substring(2));
            } else if (word.length() == 2 && OptionName.of(word.charAt(1)).isPresent()
                    || !readLong("-", word.substring(1))) {
                readLetters(word.substring(1));
            }
        }
    }

    private boolean isHelp() {
        return !given.isEmpty() && given.get(given.size() - 1).option() == OptionName.HELP;
    }

    /** False where a single dash and no such name make it letters. */
    private boolean readLong(String dashes, String text) throws UsageException {
        final int equals = text.indexOf('=');
        final String name = equals < 0 ? text : text.substring(0, equals);
        final List<OptionName> matching = OptionName.matching(name);
        if (matching.isEmpty()) {
            if (dashes.length() == 1 && OptionName.of(text.charAt(0)).isPresent()) {
                return false;
            }
            throw complaint("unrecognized option '" + dashes + text + "'");
        }
        if (matching.size() > 1) {
            throw complaint("option '" + dashes + text + "' is ambiguous; possibilities: "
                    + matching.stream()
                            .map(option -> "'" + dashes + option.word() + "'")
                            .collect(Collectors.joining(" ")));
        }
        final OptionName option = matching.get(0);
        final String full = dashes + option.word();
        if (!option.valued()) {
            if (equals >= 0) {
                throw complaint("option '" + full + "' doesn't allow an argument");
            }
            given.add(new GivenOption(option, ""));
        } else if (equals >= 0) {
            given.add(new GivenOption(option, text.substring(equals + 1)));
        } else if (words.hasNext()) {
            given.add(new GivenOption(option, words.next()));
        } else {
            throw complaint("option '" + full + "' requires an argument");
        }
        return true;
    }

    private void readLetters(String letters) throws UsageException {
        for (int i = 0; i < letters.length() && !isHelp(); i++) {
            final char letter = letters.charAt(i);
            final OptionName option =
                    OptionName.of(letter).orElseThrow(() -> complaint("invalid option -- '" + letter + "'"));
            if (!option.valued()) {
                given.add(new GivenOption(option, ""));
            } else if (i + 1 < letters.length()) {
                given.add(new GivenOption(option, letters.substring(i + 1)));
                return;
            } else if (words.hasNext()) {
                given.add(new GivenOption(option, words.next()));
            } else {
                throw complaint("option requires an argument -- '" + letter + "'");
            }
        }
    }

    /** With the name of the program in front, as {@code getopt} prints it. */
    private static UsageException complaint(String what) {
        return new UsageException(PfrutTool.NAME + ": " + what);
    }
}
