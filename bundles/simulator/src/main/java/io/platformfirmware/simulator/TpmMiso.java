// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.simulator.tpm.ChipSettings;
import java.util.OptionalInt;

/** What the line from a simulated TPM chip to the host does. */
enum TpmMiso {
    /** It carries what the chip says. */
    NORMAL("normal", OptionalInt.empty()),
    /** It is low. */
    STUCK_00("stuck00", OptionalInt.of(0x00)),
    /** It is high. */
    STUCK_FF("stuckff", OptionalInt.of(0xFF));

    private final String id;
    private final OptionalInt value;

    TpmMiso(String id, OptionalInt value) {
        this.id = id;
        this.value = value;
    }

    /** Its name in the settings. */
    String id() {
        return id;
    }

    ChipSettings in(ChipSettings chip) {
        return chip.withMisoStuck(value, ChipSettings.FOR_EVER);
    }
}
