// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** Bytes with their offsets, in hexadecimal and as ASCII. */
public final class HexDump {

    private static final int FULL = 16;
    private static final int LEAST = 4;
    private static final int OFFSET_DIGITS = 8;

    /** Columns for a byte: two digits, a space, the character. */
    private static final int COLUMNS = 4;

    /** Columns for the offset, and what stands between. */
    private static final int FRAME = OFFSET_DIGITS + 2 + 1 + 2;

    private final Screen screen;
    private final int perLine;

    /**
     * As wide as the screen takes.
     *
     * @param screen where to print
     */
    public HexDump(Screen screen) {
        this.screen = screen;
        this.perLine = screen.width() == 0 ? FULL : fitting(screen.width());
    }

    /**
     * Prints bytes. A row that is the same as the one above is left out; an asterisk stands for all of these, as in hexdump(1).
     *
     * @param bytes any
     */
    public void print(byte[] bytes) {
        byte[] above = new byte[0];
        boolean starred = false;
        for (int offset = 0; offset < bytes.length; offset += perLine) {
            final byte[] row = Arrays.copyOfRange(bytes, offset, Math.min(offset + perLine, bytes.length));
            final boolean last = offset + perLine >= bytes.length;
            if (!screen.plain() && !last && Arrays.equals(row, above)) {
                if (!starred) {
                    screen.out().println("*");
                }
                starred = true;
            } else {
                screen.out().println(line(offset, row));
                starred = false;
            }
            above = row;
        }
    }

    private String line(int offset, byte[] row) {
        final String number = String.format(Locale.ROOT, "%08x", offset);
        if (screen.plain()) {
            return number + "\t" + hex(row).strip() + "\t" + ascii(row);
        }
        final String digits = hex(row);
        return number + "  " + digits + " ".repeat(3 * perLine - digits.length()) + " |" + ascii(row) + "|";
    }

    private static String hex(byte[] row) {
        final StringBuilder text = new StringBuilder();
        for (final byte value : row) {
            text.append(String.format(Locale.ROOT, "%02x ", value));
        }
        return text.toString();
    }

    private static String ascii(byte[] row) {
        final StringBuilder text = new StringBuilder();
        IntStream.range(0, row.length)
                .map(i -> row[i])
                .forEach(value -> text.append(value >= ' ' && value <= '~' ? (char) value : '.'));
        return text.toString();
    }

    private static int fitting(int width) {
        int count = FULL;
        while (count > LEAST && FRAME + count * COLUMNS > width) {
            count /= 2;
        }
        return count;
    }
}
