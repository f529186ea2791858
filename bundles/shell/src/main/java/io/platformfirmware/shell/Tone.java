// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

/** How a cell sounds; a terminal that can shows it as a colour. The text of the cell says the same. */
public enum Tone {
    /** As it should be. */
    GOOD("\u001b[32m"),
    /** Needs attention. */
    ATTENTION("\u001b[33m"),
    /** Failed. */
    BAD("\u001b[31m"),
    /** Of little weight. */
    FAINT("\u001b[2m"),
    /** Nothing special. */
    PLAIN(null);

    private final String color;

    Tone(String color) {
        this.color = color;
    }

    /** The escape sequence, null for none: what Karaf's table wants. */
    String color() {
        return color;
    }
}
