// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.util.function.Supplier;

/**
 * The chip's normal sleep: entered some time after the last traffic, left by a falling edge of chip select, blind for the time that
 * waking takes (chromium EC, chip/g/idle.c, chip/g/spp.c). Memory and registers are kept.
 */
final class SleepState {

    private final Supplier<ChipSettings> settings;
    private final long powerOn;
    private long lastTraffic;
    private long awakeAt;

    SleepState(Supplier<ChipSettings> settings, long now) {
        this.settings = settings;
        this.powerOn = now;
        this.lastTraffic = now;
        this.awakeAt = now;
    }

    /** Any cycle on the interface, and the end of a command. */
    void traffic(long now) {
        lastTraffic = Math.max(lastTraffic, now);
    }

    boolean asleep(long now) {
        return settings.get().sleep()
                && now - powerOn >= settings.get().noSleepUntil()
                && now - lastTraffic >= settings.get().sleepDelay();
    }

    /** Chip select falls: that alone wakes the chip, and does not keep it awake. */
    void selected(long now) {
        if (asleep(now)) {
            awakeAt = now + settings.get().wakeLatency();
            traffic(now);
        }
    }

    /** Whether it does not see what is clocked now. */
    boolean blind(long now) {
        return now < awakeAt;
    }
}
