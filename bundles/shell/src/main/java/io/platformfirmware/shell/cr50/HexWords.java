// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Bytes as users type them: pairs of hexadecimal digits, with spaces and colons between bytes wherever they like. */
final class HexWords {

    private static final int RADIX = 16;
    private static final int DIGITS = 2;

    /** Stands for no digit that waits for its second. */
    private static final int NONE = -1;

    private final String text;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int first = NONE;

    private HexWords(String text) {
        this.text = text;
    }

    /**
     * Reads bytes.
     *
     * @param words which stand with one space between them
     * @return the bytes, none for words without any digit
     * @throws IllegalArgumentException with a sentence that says what is wrong, and where
     */
    static byte[] parse(List<String> words) {
        return new HexWords(String.join(" ", words)).parse();
    }

    private byte[] parse() {
        for (int at = 0; at < text.length(); at++) {
            final char next = text.charAt(at);
            if (next == ' ' || next == ':') {
                endGroup(at);
            } else {
                digit(next, at);
            }
        }
        endGroup(text.length());
        return bytes.toByteArray();
    }

    private void digit(char digit, int at) {
        // not those of other scripts
        final int value = digit < 0x80 ? Character.digit(digit, RADIX) : NONE;
        if (value == NONE) {
            throw new IllegalArgumentException(
                    "'" + digit + "' is no hexadecimal digit" + position(at) + ", behind " + count());
        }
        if (first == NONE) {
            first = value;
        } else {
            bytes.write(first * RADIX + value);
            first = NONE;
        }
    }

    private void endGroup(int at) {
        if (first != NONE) {
            throw new IllegalArgumentException("a byte has " + DIGITS + " digits, and '" + text.charAt(at - 1) + "'"
                    + position(at - 1) + " stands alone, behind " + count());
        }
    }

    private String count() {
        return bytes.size() == 1 ? "1 byte" : bytes.size() + " bytes";
    }

    private static String position(int at) {
        return " (character " + (at + 1) + ")";
    }
}
