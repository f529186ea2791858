// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.simulator.LogSettings;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The books of a log: what the firmware wrote, and what a reader was told. Each byte is told once, in order, or lies in a gap that
 * says exactly how many there are, or before a reset. Both logs get the same bytes. Safe for use by several threads.
 */
final class Account {

    private final Map<LogType, Integer> capacity;
    private final Map<LogType, Long> firstReset = new EnumMap<>(LogType.class);
    private final List<Integer> resets = new ArrayList<>(List.of(0));
    private byte[] written = new byte[1 << 10];
    private int size;

    private int taken;
    private LogPosition place;
    private long lost;
    private final Set<LogGap.Cause> gaps = EnumSet.noneOf(LogGap.Cause.class);

    /** Starts where the log is empty. */
    Account(LogSettings sizes, LogPosition end, long otherReset) {
        capacity = Map.of(LogType.EXECUTION, sizes.executionSize(), LogType.HISTORY, sizes.historySize());
        firstReset.put(end.type(), end.resetCount());
        firstReset.put(end.type().other(), otherReset);
        place = end;
        assertThat(end.rolloverCount() + end.offset()).as("an empty log").isZero();
    }

    /** A reader that begins somewhere else in the same log. */
    synchronized void wrote(byte[] bytes) {
        while (size + bytes.length > written.length) {
            written = Arrays.copyOf(written, 2 * written.length);
        }
        System.arraycopy(bytes, 0, written, size, bytes.length);
        size += bytes.length;
    }

    synchronized void reset() {
        resets.add(size);
    }

    synchronized void told(List<TelemetryEvent> events) {
        events.forEach(this::told);
    }

    private void told(TelemetryEvent event) {
        if (event instanceof LogWritten it) {
            final int end = taken + it.bytes().size();
            assertThat(it.bytes().toByteArray())
                    .as("bytes %d to %d", taken, end)
                    .isEqualTo(Arrays.copyOfRange(written, taken, end));
            taken = end;
        } else if (event instanceof LogGap gap) {
            assertThat(gap.lost()).as("how many are lost").isPresent();
            assertThat(gap.lost().getAsLong()).as("lost").isPositive();
            lost += gap.lost().getAsLong();
            gaps.add(gap.cause());
            taken += Math.toIntExact(gap.lost().getAsLong());
        } else if (event instanceof LogReset reset) {
            assertThat(reset.position().resetCount()).isGreaterThan(place.resetCount());
            taken = index(reset.position());
        } else if (event instanceof LogTypeChange change) {
            assertThat(change.before()).isEqualTo(place.type());
            assertThat(change.position().type()).isEqualTo(place.type().other());
            taken = index(change.position());
        }
        place = event.position();
        assertThat(index(place)).as("the place of %s", event).isEqualTo(taken);
    }

    /** Where a place is in all that was written. */
    private int index(LogPosition at) {
        final long reset = resets.get((int) (at.resetCount() - firstReset.get(at.type())));
        return Math.toIntExact(reset + at.rolloverCount() * capacity.get(at.type()) + at.offset());
    }

    synchronized boolean isSettled() {
        return taken == size;
    }

    synchronized int size() {
        return size;
    }

    synchronized long lost() {
        return lost;
    }

    synchronized Set<LogGap.Cause> gaps() {
        return gaps;
    }
}
