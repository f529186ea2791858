// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.util.Random;

/** The only source of randomness of a simulated chip: with the same seed and the same calls the same things happen. */
final class Chance {

    private Random random;

    Chance(long seed) {
        seed(seed);
    }

    void seed(long seed) {
        random = new Random(seed);
    }

    /** Takes nothing from the source where the outcome is certain, so that settings do not disturb one another. */
    boolean happens(double probability) {
        return probability > 0 && (probability >= 1 || random.nextDouble() < probability);
    }

    int between(int min, int max) {
        return min == max ? min : min + random.nextInt(max - min + 1);
    }
}
