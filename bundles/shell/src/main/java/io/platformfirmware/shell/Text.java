// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Values as text for a person. */
public final class Text {

    /** Stands for a value that is not there. */
    public static final String NONE = "-";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final DateTimeFormatter TIME_WITH_SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Text() {}

    /**
     * An unsigned 32-bit number.
     *
     * @param number the number
     * @return decimal and hexadecimal
     */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%d (0x%08X)", number, number);
    }

    /**
     * An enum value in a sentence.
     *
     * @param value the value
     * @return its name in lower case with spaces
     */
    public static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * A count of things.
     *
     * @param count how many
     * @param noun one of them
     * @return both, in the plural where it is not one
     */
    public static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /**
     * A point in time for a table.
     *
     * @param instant when
     * @return local time to the minute
     */
    public static String time(Instant instant) {
        return TIME.format(instant.atZone(ZoneId.systemDefault()));
    }

    /**
     * A point in time in full.
     *
     * @param instant when
     * @return local time to the second
     */
    public static String exactTime(Instant instant) {
        return TIME_WITH_SECONDS.format(instant.atZone(ZoneId.systemDefault()));
    }

    /**
     * How long something took.
     *
     * @param duration the time
     * @return milliseconds below a second, seconds above
     */
    public static String duration(Duration duration) {
        if (duration.toMillis() < 1) {
            return "<1 ms";
        }
        return duration.toSeconds() < 1
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /**
     * The node of a device for a person, who has to see whether it is a real one.
     *
     * @param path of the node
     * @param simulated whether the device is emulated
     * @return the path, with a word where it could be mistaken
     */
    public static String path(String path, boolean simulated) {
        return simulated && !path.startsWith("simulated") ? path + ", simulated" : path;
    }

    /**
     * A text that can not do anything to a terminal, such as a file name.
     *
     * @param text any text
     * @return the same with a question mark for each control or formatting character
     */
    public static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    }

    /**
     * How narrow a text can get without a break in a word.
     *
     * @param text any text
     * @return the length of its longest word
     */
    static int longestWord(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(String::length).max().orElse(0);
    }

    /**
     * Breaks a text between words, and within a word that is too long: behind a hyphen, as in a GUID, where a line does not
     * become short by it.
     *
     * @param text without line breaks
     * @param width of a line; 0 for no limit
     * @return its lines, at least one
     */
    static List<String> lines(String text, int width) {
        if (width <= 0 || text.length() <= width) {
            return List.of(text);
        }
        final List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            final int space = rest.lastIndexOf(' ', width);
            final int end = space > 0 ? space : endWithinWord(rest, width);
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    private static int endWithinWord(String text, int width) {
        final int behindHyphen = text.lastIndexOf('-', width - 1) + 1;
        return behindHyphen > width / 2 ? behindHyphen : width;
    }
}
