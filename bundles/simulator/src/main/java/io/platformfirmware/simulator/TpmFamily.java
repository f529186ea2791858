// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.simulator.tpm.ChipSettings;

/** Which chip a simulated TPM chip is. */
enum TpmFamily {
    /** Google Cr50. */
    CR50("cr50"),
    /** Google Ti50, its successor. */
    TI50("ti50"),
    /** One of another vendor that behaves like a Cr50: Infineon's SLB 9670 by its register. */
    OTHER("other");

    private static final int SLB9670 = 0x001B_15D1;

    private final String id;

    TpmFamily(String id) {
        this.id = id;
    }

    /** Its name in the settings. */
    String id() {
        return id;
    }

    ChipSettings healthy() {
        return switch (this) {
            case CR50 -> ChipSettings.defaults();
            case TI50 -> ChipSettings.ti50();
            case OTHER -> ChipSettings.defaults().withDidVid(SLB9670);
        };
    }
}
