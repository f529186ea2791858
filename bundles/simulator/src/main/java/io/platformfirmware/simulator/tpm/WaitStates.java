// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.util.function.Supplier;

/**
 * When the chip's processor comes to look at a header that lies in its controller: some bytes later, or when a long stall is over.
 * While it does not look, the host clocks stall bytes.
 */
final class WaitStates {

    private final Supplier<ChipSettings> settings;
    private final Chance chance;
    private int bytesLeft;

    WaitStates(Supplier<ChipSettings> settings, Chance chance) {
        this.settings = settings;
        this.chance = chance;
    }

    /** A header is complete. */
    void begin() {
        bytesLeft = chance.between(settings.get().minWaitBytes(), settings.get().maxWaitBytes());
    }

    /** A stall byte was clocked. */
    void byteClocked() {
        bytesLeft = Math.max(0, bytesLeft - 1);
    }

    boolean over(long now) {
        return bytesLeft == 0 && now >= settings.get().stalledUntil();
    }
}
