// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What firmware wrote, as text that can not do anything to a terminal. */
public final class LogText {

    /** Firmware that writes a level writes it in front, behind a time perhaps. */
    private static final Pattern LEVEL =
            Pattern.compile("^.{0,40}?\\b(ERROR|ERR|WARNING|WARN|INFO|VERBOSE|VERB|DEBUG)\\b");

    private static final Pattern DANGEROUS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\t]]");
    private static final int ONE_BYTE = 0xFF;

    private LogText() {}

    /**
     * Bytes as text: UTF-8, and everything that is not a printable character or a tab as its number.
     *
     * @param bytes any, without line breaks
     * @return for example {@code a\x00b}
     */
    public static String visible(byte[] bytes) {
        final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        final ByteBuffer in = ByteBuffer.wrap(bytes);
        final CharBuffer out = CharBuffer.allocate(bytes.length);
        final StringBuilder text = new StringBuilder();
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            drain(out, text);
            for (int i = 0; i < result.length(); i++) {
                text.append(number(Byte.toUnsignedInt(in.get())));
            }
            result = decoder.decode(in, out, true);
        }
        drain(out, text);
        return text.toString();
    }

    /**
     * How a line sounds.
     *
     * @param line of a log
     * @return by the level that it names near its start
     */
    public static Tone tone(String line) {
        final Matcher level = LEVEL.matcher(line);
        if (!level.find()) {
            return Tone.PLAIN;
        }
        return switch (level.group(1)) {
            case "ERROR", "ERR" -> Tone.BAD;
            case "WARNING", "WARN" -> Tone.ATTENTION;
            case "VERBOSE", "VERB", "DEBUG" -> Tone.FAINT;
            default -> Tone.PLAIN;
        };
    }

    /**
     * Events as lines, all of them complete: text, and marks where something happened to the log. A log that is empty to begin with
     * needs no mark.
     *
     * @param events of one log, oldest first
     * @return the lines
     */
    public static List<String> lines(List<TelemetryEvent> events) {
        final List<String> lines = new ArrayList<>();
        final LogLines assembled = new LogLines();
        for (final TelemetryEvent event : events) {
            if (event instanceof LogWritten written) {
                lines.addAll(assembled.add(written.bytes()));
            } else {
                assembled.rest().ifPresent(lines::add);
                if (!lines.isEmpty() || !(event instanceof LogReset)) {
                    lines.add(mark(event));
                }
            }
        }
        assembled.rest().ifPresent(lines::add);
        return lines;
    }

    /**
     * A line that stands between those of the firmware.
     *
     * @param event which is not {@link LogWritten}
     * @return told from the firmware's lines by its dashes
     */
    public static String mark(TelemetryEvent event) {
        return "--- " + sentence(event) + " ---";
    }

    /**
     * What happened to a log.
     *
     * @param event which is not {@link LogWritten}
     * @return a sentence
     */
    public static String sentence(TelemetryEvent event) {
        if (event instanceof LogGap gap) {
            final String lost =
                    gap.lost().isPresent() ? Text.count(gap.lost().getAsLong(), "byte") : "an unknown number of bytes";
            return switch (gap.cause()) {
                case OVERWRITTEN -> lost + " lost: the firmware overwrote them before they were read";
                case SLOW_LISTENER -> lost + " lost: this console did not take them in time";
                case SHORTENED -> lost + " left out: more was written than is kept here";
            };
        }
        if (event instanceof LogTypeChange change) {
            return "the device shows its " + change.position().type() + " log from here on, not the " + change.before()
                    + " log";
        }
        return "the firmware emptied the log";
    }

    private static void drain(CharBuffer out, StringBuilder text) {
        out.flip();
        text.append(DANGEROUS
                .matcher(out)
                .replaceAll(
                        found -> Matcher.quoteReplacement(number(found.group().codePointAt(0)))));
        out.clear();
    }

    private static String number(int character) {
        return character <= ONE_BYTE
                ? String.format(Locale.ROOT, "\\x%02X", character)
                : String.format(Locale.ROOT, "\\u{%X}", character);
    }
}
