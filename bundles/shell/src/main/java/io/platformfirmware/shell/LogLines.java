// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.telemetry.LogBytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lines of one log, put together from bytes that come in any pieces: one may end in the middle of a line, or of a character. */
public final class LogLines {

    /** Firmware that writes no line breaks would fill the memory. */
    static final int LONGEST = 8192;

    private static final int LONGEST_CHARACTER = 4;
    private static final int CONTINUATION_MASK = 0xC0;
    private static final int CONTINUATION = 0x80;

    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    /**
     * Takes the next bytes.
     *
     * @param bytes what was written
     * @return the lines that are complete now; one that is too long comes in pieces
     */
    public List<String> add(LogBytes bytes) {
        final List<String> lines = new ArrayList<>();
        for (final byte next : bytes.toByteArray()) {
            if (next == '\n') {
                lines.add(line(pending.toByteArray()));
                pending.reset();
            } else {
                pending.write(next);
                if (pending.size() == LONGEST) {
                    lines.add(begun());
                }
            }
        }
        return lines;
    }

    /**
     * Takes what there is of a line that is not complete; the rest of it comes as a line of its own.
     *
     * @return whole characters; empty when there are none
     */
    public String begun() {
        final byte[] bytes = pending.toByteArray();
        final int end = endOfCharacters(bytes);
        pending.reset();
        pending.write(bytes, end, bytes.length - end);
        return LogText.visible(Arrays.copyOf(bytes, end));
    }

    /**
     * Takes all that is left: nothing more comes.
     *
     * @return the last line, which has no end; empty when there is none
     */
    public Optional<String> rest() {
        final byte[] bytes = pending.toByteArray();
        pending.reset();
        return bytes.length == 0 ? Optional.empty() : Optional.of(line(bytes));
    }

    private static String line(byte[] bytes) {
        final boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return LogText.visible(carriageReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes);
    }

    /** Before a character of which bytes may be missing, and before a carriage return, which may be part of a line break. */
    private static int endOfCharacters(byte[] bytes) {
        if (bytes.length > 0 && bytes[bytes.length - 1] == '\r') {
            return bytes.length - 1;
        }
        for (int back = 1; back < LONGEST_CHARACTER && back <= bytes.length; back++) {
            final int start = bytes.length - back;
            if ((bytes[start] & CONTINUATION_MASK) != CONTINUATION) {
                return length(bytes[start]) > back ? start : bytes.length;
            }
        }
        return bytes.length;
    }

    /** How many bytes a character has that begins like this (RFC 3629). */
    private static int length(byte first) {
        final int ones = Integer.numberOfLeadingZeros(~((first & 0xFF) << 24));
        return ones == 0 ? 1 : Math.min(ones, LONGEST_CHARACTER);
    }
}
