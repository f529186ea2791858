// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.simulator.tpm.PulseMode;

/** What the ready line of a simulated TPM chip does. */
enum TpmReadyLine {
    /** A pulse when the chip is ready. */
    NORMAL("normal", PulseMode.NORMAL),
    /** Nothing. */
    NONE("none", PulseMode.NONE),
    /** Every second pulse is missing, by chance. */
    MISSING("missing", PulseMode.RANDOMLY_MISSING),
    /** The pulse comes late. */
    DELAYED("delayed", PulseMode.DELAYED),
    /** The pulse comes before the chip is ready. */
    EARLY("early", PulseMode.EARLY),
    /** Two pulses. */
    DOUBLE("double", PulseMode.DOUBLE),
    /** Pulses without end. */
    STORM("storm", PulseMode.STORM);

    private final String id;
    private final PulseMode mode;

    TpmReadyLine(String id, PulseMode mode) {
        this.id = id;
        this.mode = mode;
    }

    /** Its name in the settings. */
    String id() {
        return id;
    }

    PulseMode mode() {
        return mode;
    }
}
