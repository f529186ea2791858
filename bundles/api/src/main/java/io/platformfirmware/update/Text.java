// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import java.util.Locale;

/** Values as findings show them. */
final class Text {

    private static final int FIRST_THAT_DIFFERS = 10;

    private Text() {}

    /** An unsigned 64-bit number in decimal, and in hexadecimal where that differs: {@code 4096 (0x1000)}. */
    static String number(long unsigned) {
        final String decimal = Long.toUnsignedString(unsigned);
        return Long.compareUnsigned(unsigned, FIRST_THAT_DIFFERS) < 0
                ? decimal
                : decimal + " (0x" + Long.toHexString(unsigned).toUpperCase(Locale.ROOT) + ")";
    }

    /** A length, for example {@code 1 byte}. */
    static String bytes(long count) {
        return count(count, "byte");
    }

    /** How many of something, for example {@code 2 payloads}. */
    static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** A kind of update, for example {@code code injection}. */
    static String kind(CapsuleType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What a signed 32-bit number makes of an unsigned one, where it makes another. */
    static String signed(long unsigned) {
        return unsigned > Integer.MAX_VALUE ? ", to Linux's driver " + (int) unsigned + "," : "";
    }
}
