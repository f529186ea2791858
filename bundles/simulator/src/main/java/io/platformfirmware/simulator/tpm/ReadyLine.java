// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The chip's ready line (INT_AP_L): high at rest, low for a moment when the next header may come. What counts are the rising edges.
 * Short pulses are timed by the interrupt handler itself, long ones by a timer and cut short by the next chip select (chromium EC,
 * chip/g/spp.c, board/cr50/int_ap_extension.c).
 */
final class ReadyLine {

    /** As many as anybody can still ask for: a host holds 16. */
    private static final int REMEMBERED = 64;

    /** Measured of a long pulse. */
    private static final long LONG_LOW_NANOS = 110_000;

    private static final long LONG_HIGH_NANOS = 152_000;
    private static final long DOUBLE_GAP_NANOS = 20_000;
    private static final long EARLY_NANOS = 1_000;

    private final Supplier<ChipSettings> settings;
    private final Chance chance;
    private final NavigableSet<Long> rising = new TreeSet<>();
    private long lowAt = Long.MIN_VALUE;
    private long highAt = Long.MIN_VALUE;
    private long nextLow = Long.MIN_VALUE;
    private boolean longPulse;

    ReadyLine(Supplier<ChipSettings> settings, Chance chance) {
        this.settings = settings;
        this.chance = chance;
    }

    /**
     * A transaction that had data is over.
     *
     * @param rose when chip select rose
     * @param ready when the chip can take the next header; {@link ChipSettings#FOR_EVER} for never
     * @param longOnes whether pulses are long
     */
    void frameEnded(long rose, long ready, boolean longOnes) {
        final ChipSettings knobs = settings.get();
        if (knobs.pulse() == PulseMode.EARLY || knobs.has(FirmwareQuirk.EARLY_PULSE)) {
            pulse(rose, rose + EARLY_NANOS);
            return;
        }
        final boolean missing = knobs.pulse() == PulseMode.NONE
                || knobs.pulse() == PulseMode.RANDOMLY_MISSING && chance.happens(knobs.pulseMissing());
        if (missing || ready == ChipSettings.FOR_EVER) {
            return;
        }
        final long delay = knobs.pulse() == PulseMode.DELAYED ? knobs.pulseDelay() : 0;
        final long begin = Math.max(rose + knobs.pulseAfter(), ready) + delay;
        if (longOnes) {
            final long low = Math.max(begin, nextLow);
            pulse(low, low + LONG_LOW_NANOS);
            nextLow = highAt + LONG_HIGH_NANOS;
            longPulse = true;
        } else {
            pulse(begin, begin + knobs.pulseWidth());
        }
        if (knobs.pulse() == PulseMode.DOUBLE) {
            remember(highAt + DOUBLE_GAP_NANOS);
        }
    }

    /** Chip select falls. */
    void selected(long now) {
        if (longPulse && now < highAt) {
            rising.remove(highAt);
            if (lowAt <= now) {
                remember(now);
                nextLow = now + LONG_HIGH_NANOS;
            } else {
                nextLow = now;
            }
            highAt = now;
        }
        longPulse = false;
    }

    boolean high(long now) {
        return now < lowAt || now >= highAt;
    }

    /** How many rising edges there were. */
    int risingEdges(long after, long upTo) {
        if (settings.get().pulse() == PulseMode.STORM) {
            final long period = settings.get().stormPeriod();
            return (int) Math.min(REMEMBERED, upTo / period - after / period);
        }
        return upTo <= after ? 0 : rising.subSet(after, false, upTo, true).size();
    }

    /** When the next one comes that is known to come; {@link ChipSettings#FOR_EVER} for none. */
    long nextRisingEdge(long after) {
        if (settings.get().pulse() == PulseMode.STORM) {
            final long period = settings.get().stormPeriod();
            return (after / period + 1) * period;
        }
        final Long next = rising.higher(after);
        return next == null ? ChipSettings.FOR_EVER : next;
    }

    private void pulse(long low, long high) {
        lowAt = low;
        highAt = high;
        remember(high);
    }

    private void remember(long edge) {
        rising.add(edge);
        if (rising.size() > REMEMBERED) {
            rising.pollFirst();
        }
    }
}
