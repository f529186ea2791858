// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/** What the chip's ready line does after a transaction. */
public enum PulseMode {
    /** One pulse when the chip can take the next header. */
    NORMAL,
    /** The line is not connected, or the pad does not see a pulse this short. */
    NONE,
    /** The pulse comes later than the chip is ready. */
    DELAYED,
    /** Two pulses. */
    DOUBLE,
    /** The pulse comes before the chip is ready, as with firmware before 2020. */
    EARLY,
    /** Some pulses are missing. */
    RANDOMLY_MISSING,
    /** Pulses without end, whatever the chip does. */
    STORM
}
