// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

/**
 * What the emulated firmware takes for the authentication of a capsule: the first byte of the payload, behind the payload
 * header. Every other byte counts as a bad signature.
 */
public enum PayloadMark {
    /** Authentic. */
    GOOD('G'),
    /** The signature does not verify. */
    BAD_SIGNATURE('B'),
    /** Authentic, but the firmware suggests to try again; only the first such request since power on. */
    RETRY('R'),
    /** Authentic, but its activation fails. */
    ACTIVATION_FAILURE('A');

    private final byte value;

    PayloadMark(char value) {
        this.value = (byte) value;
    }

    /**
     * The mark.
     *
     * @return an ASCII letter
     */
    public byte value() {
        return value;
    }

    static PayloadMark of(int value) {
        for (final PayloadMark mark : values()) {
            if (mark.value == (byte) value) {
                return mark;
            }
        }
        return BAD_SIGNATURE;
    }
}
