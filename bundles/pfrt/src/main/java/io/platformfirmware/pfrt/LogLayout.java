// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogPosition;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the bytes of a log lie in its buffer, and which of them are older. Until the ring rolls over, the log is chunk 2, from the
 * start of the buffer; afterwards chunk 2 is the newer part and chunk 1, behind it, the older one. No source states this order: it
 * follows from Linux's driver, which maps the buffer from the address of chunk 2, and from its author's notes.
 */
final class LogLayout {

    /** Addresses and sizes come from the firmware unchecked: more than this is not mapped. */
    static final long MAX_CAPACITY = 64L << 20;

    /** In the order of writing, as long as the log is not reset. */
    private static final Comparator<LogPosition> WRITTEN_EARLIER =
            Comparator.comparingLong(LogPosition::rolloverCount).thenComparingLong(LogPosition::offset);

    private final LogInfo info;

    private LogLayout(LogInfo info) {
        this.info = info;
    }

    /** The layout of a log whose description {@link #fault makes sense}. */
    static LogLayout of(LogInfo info) {
        return new LogLayout(info);
    }

    /** Why the description of a log makes no sense; empty when it does. */
    static Optional<String> fault(LogInfo info) {
        final long capacity = info.capacity();
        final long newer = info.chunk2().size();
        final long older = info.chunk1().size();
        if (newer > capacity) {
            return Optional.of("chunk 2 has " + newer + " bytes, the log has room for " + capacity);
        }
        if (older == 0) {
            return Optional.empty();
        }
        if (info.rolloverCount() == 0) {
            return Optional.of("chunk 1 has " + older + " bytes, although the log never rolled over");
        }
        final long start = info.chunk1().address() - info.chunk2().address();
        if (start < newer || start > capacity || older > capacity - start) {
            return Optional.of(String.format(
                    "chunk 1 (%d bytes at 0x%x) does not lie between the end of chunk 2 (%d bytes at 0x%x) and the end of the"
                            + " log (%d bytes)",
                    older, info.chunk1().address(), newer, info.chunk2().address(), capacity));
        }
        return Optional.empty();
    }

    /** Before the oldest byte that is still there. */
    LogPosition oldest() {
        final long rollovers = info.rolloverCount();
        return rollovers > 0 && info.chunk1().size() > 0
                ? position(rollovers - 1, chunk1Offset())
                : position(rollovers, 0);
    }

    /** Behind the newest byte. */
    LogPosition end() {
        return LogPosition.endOf(info);
    }

    /** Whether a place can only be one of this log if the log was reset since: it has another buffer or count, or lies ahead. */
    boolean wasResetSince(LogPosition place) {
        return place.bufferAddress() != info.chunk2().address()
                || place.resetCount() != info.resetCount()
                || isEarlier(end(), place);
    }

    /** Before the first byte since the last reset. */
    LogPosition start() {
        return position(0, 0);
    }

    static boolean isEarlier(LogPosition one, LogPosition other) {
        return WRITTEN_EARLIER.compare(one, other) < 0;
    }

    /**
     * How much was written between a place and the oldest byte that is still there.
     *
     * @return as if every turn of the ring were as long as the last one; empty where that can not be or is not known
     */
    OptionalLong lostSince(LogPosition place) {
        if (info.chunk1().size() == 0) {
            return OptionalLong.empty();
        }
        final LogPosition oldest = oldest();
        final long turns = oldest.rolloverCount() - place.rolloverCount();
        final long lost = turns * olderEnd() + oldest.offset() - place.offset();
        return lost < 0 ? OptionalLong.empty() : OptionalLong.of(lost);
    }

    /** From where to where the bytes of one turn of the ring lie, as far as they are there and not before a place. */
    Optional<Range> range(long rollover, LogPosition from) {
        final long start = rollover == from.rolloverCount() ? from.offset() : 0;
        final long end = rollover == info.rolloverCount() ? info.chunk2().size() : olderEnd();
        return start < end ? Optional.of(new Range(rollover, start, end)) : Optional.empty();
    }

    /**
     * Bytes of one turn of the ring.
     *
     * @param rollover the turn
     * @param start first byte, offset in the buffer
     * @param end behind the last byte
     */
    record Range(long rollover, long start, long end) {

        int length() {
            return Math.toIntExact(end - start);
        }
    }

    private long chunk1Offset() {
        return info.chunk1().address() - info.chunk2().address();
    }

    private long olderEnd() {
        return chunk1Offset() + info.chunk1().size();
    }

    private LogPosition position(long rollover, long offset) {
        return new LogPosition(info.type(), info.chunk2().address(), info.resetCount(), rollover, offset);
    }
}
