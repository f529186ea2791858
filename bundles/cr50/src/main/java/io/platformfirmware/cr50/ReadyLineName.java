// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which line of which GPIO chip.
 *
 * @param text as the settings have it
 * @param chipPath the chip's node
 * @param line its number there
 */
record ReadyLineName(String text, String chipPath, int line) {

    static final String ALLOWED = "gpiochipN:LINE, a whole path in place of the name, or none";

    private static final Pattern NAME = Pattern.compile("(\\S+):([0-9]{1,5})");

    /** Reads a name; empty for what is none. */
    static Optional<ReadyLineName> parse(String text) {
        final Matcher matcher = NAME.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        final String chip = matcher.group(1);
        return Optional.of(new ReadyLineName(
                text, chip.indexOf('/') < 0 ? "/dev/" + chip : chip, Integer.parseInt(matcher.group(2))));
    }
}
