// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.util.function.Supplier;

/** What the wires do to the bytes. */
final class LineNoise {

    private static final int BITS = 8;

    private final Supplier<ChipSettings> settings;
    private final Chance chance;

    LineNoise(Supplier<ChipSettings> settings, Chance chance) {
        this.settings = settings;
        this.chance = chance;
    }

    byte toChip(byte mosi) {
        return flipped(mosi, settings.get().mosiFlips());
    }

    byte fromChip(byte miso, long now) {
        final ChipSettings knobs = settings.get();
        if (knobs.misoStuck().isPresent() && now < knobs.misoStuckUntil()) {
            return (byte) knobs.misoStuck().getAsInt();
        }
        return flipped(miso, knobs.misoFlips());
    }

    private byte flipped(byte value, double probability) {
        return chance.happens(probability) ? (byte) (value ^ 1 << chance.between(0, BITS - 1)) : value;
    }
}
