// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.simulator.tpm.ChipSettings;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** What a simulated TPM chip does wrong. */
enum TpmFault {
    /** It never leaves the stall behind a header. */
    STALL("stall", chip -> chip.withStalledUntil(ChipSettings.FOR_EVER)),
    /** Its burst count is always 0. */
    BURST_ZERO("burst-zero", chip -> chip.withBurstZeroUntil(ChipSettings.FOR_EVER)),
    /** Every answer says that it has 9 bytes. */
    SIZE_TOO_SMALL("size-too-small", chip -> chip.withResponseSize(OptionalInt.of(9))),
    /** Every answer says that it has 4294967295 bytes. */
    SIZE_TOO_LARGE("size-too-large", chip -> chip.withResponseSize(OptionalInt.of(-1))),
    /** 4 bytes follow every answer. */
    LEFT_OVER("left-over", chip -> chip.withLeftOver(4)),
    /** One byte of a thousand from the chip has a wrong bit. */
    BIT_FLIPS("bit-flips", chip -> chip.withBitFlips(0.001, 0)),
    /** One transaction of a thousand is followed by a reset of the TPM, for a fifth of a second. */
    RESETS("resets", chip -> chip.withResets(0.001, Duration.ofMillis(200)));

    private final String id;
    private final UnaryOperator<ChipSettings> change;

    TpmFault(String id, UnaryOperator<ChipSettings> change) {
        this.id = id;
        this.change = change;
    }

    /** Its name in the settings. */
    String id() {
        return id;
    }

    ChipSettings in(ChipSettings chip) {
        return change.apply(chip);
    }
}
