// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * What of a log is kept in the history: the newest, because the reason of a refusal is written last. What is older, marks and all,
 * becomes one {@link LogGap} at the start, so that no firmware and no service can fill the disk.
 */
final class ShortenedLog {

    /** Bytes of the log that are kept. */
    static final int MOST_BYTES = 64 << 10;

    /** Events that are kept beside the gap. */
    static final int MOST_EVENTS = 256;

    private ShortenedLog() {}

    /**
     * Leaves out what is too much.
     *
     * @param events oldest first
     * @return the same where it is not too much
     */
    static List<TelemetryEvent> of(List<TelemetryEvent> events) {
        final Deque<TelemetryEvent> kept = new ArrayDeque<>();
        int room = MOST_BYTES;
        for (int i = events.size() - 1; i >= 0; i--) {
            final TelemetryEvent event = events.get(i);
            if (kept.size() == MOST_EVENTS) {
                kept.addFirst(gap(events.subList(0, i + 1), 0, event.position()));
                break;
            }
            final int size =
                    event instanceof LogWritten written ? written.bytes().size() : 0;
            if (size > room) {
                final int keptOfIt = room;
                if (keptOfIt > 0) {
                    kept.addFirst(new LogWritten(((LogWritten) event).bytes().last(keptOfIt), event.position()));
                }
                kept.addFirst(gap(events.subList(0, i + 1), keptOfIt, before(event.position(), keptOfIt)));
                break;
            }
            room -= size;
            kept.addFirst(event);
        }
        return List.copyOf(kept);
    }

    private static LogGap gap(List<TelemetryEvent> left, int keptOfTheLast, LogPosition position) {
        long lost = -keptOfTheLast;
        for (final TelemetryEvent event : left) {
            if (event instanceof LogWritten written) {
                lost += written.bytes().size();
            } else if (event instanceof LogGap gap) {
                if (gap.lost().isEmpty()) {
                    return new LogGap(LogGap.Cause.SHORTENED, OptionalLong.empty(), position);
                }
                lost += gap.lost().getAsLong();
            }
        }
        return new LogGap(LogGap.Cause.SHORTENED, OptionalLong.of(lost), position);
    }

    /** Where the log went on at the start of its buffer meanwhile, the place can not be told, and is that behind the kept bytes. */
    private static LogPosition before(LogPosition end, int kept) {
        return end.offset() < kept
                ? end
                : new LogPosition(
                        end.type(), end.bufferAddress(), end.resetCount(), end.rolloverCount(), end.offset() - kept);
    }
}
