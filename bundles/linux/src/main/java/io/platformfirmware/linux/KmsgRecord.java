// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.KernelLogEntry;
import io.platformfirmware.device.KernelLogGap;
import io.platformfirmware.device.KernelMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message as {@code /dev/kmsg} gives it (Linux Documentation/ABI/testing/dev-kmsg): {@code priority,sequence,microseconds,flags},
 * perhaps more fields, a semicolon, the text, and for each entry of the dictionary a line that begins with a space. What is not
 * printable ASCII, and the backslash, stands as {@code \\xNN}.
 */
final class KmsgRecord {

    private static final Pattern MESSAGE =
            Pattern.compile("(\\d{1,9}),(\\d{1,18}),(\\d{1,18}),[^;\n]*;([^\n]*)(?:\n(.*))?", Pattern.DOTALL);

    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-fA-F]{2})");
    private static final int HEXADECIMAL = 16;

    private KmsgRecord() {}

    /**
     * Reads a message.
     *
     * @param bytes as read(2) gave them
     * @param length how many of them
     * @return a gap for what is no message
     */
    static KernelLogEntry parse(byte[] bytes, int length) {
        final Matcher matcher = MESSAGE.matcher(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            return new KernelLogGap();
        }
        return new KernelMessage(
                Integer.parseInt(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Duration.of(Long.parseLong(matcher.group(3)), ChronoUnit.MICROS),
                unescaped(matcher.group(4)),
                matcher.group(5) == null ? Map.of() : dictionary(matcher.group(5)));
    }

    private static Map<String, String> dictionary(String lines) {
        final Map<String, String> dictionary = new HashMap<>();
        for (final String line : lines.split("\n")) {
            final int equals = line.indexOf('=');
            if (line.startsWith(" ") && equals > 1) {
                dictionary.put(line.substring(1, equals), unescaped(line.substring(equals + 1)));
            }
        }
        return dictionary;
    }

    /** Each escape is a byte, and together they are UTF-8. */
    private static String unescaped(String text) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        final Matcher escape = ESCAPE.matcher(text);
        int end = 0;
        while (escape.find()) {
            bytes.writeBytes(text.substring(end, escape.start()).getBytes(StandardCharsets.ISO_8859_1));
            bytes.write(Integer.parseInt(escape.group(1), HEXADECIMAL));
            end = escape.end();
        }
        bytes.writeBytes(text.substring(end).getBytes(StandardCharsets.ISO_8859_1));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
