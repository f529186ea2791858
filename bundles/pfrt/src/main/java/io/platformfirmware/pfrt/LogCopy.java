// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.Mapping;
import io.platformfirmware.pfrt.LogLayout.Range;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Bytes of a log copied out of its buffer: those from a place to the end, and nothing else. */
final class LogCopy {

    private record Piece(Range range, byte[] bytes) {}

    private final List<Piece> pieces;

    private LogCopy(List<Piece> pieces) {
        this.pieces = pieces;
    }

    /**
     * Copies.
     *
     * @param channel where the log is
     * @param info its description, which makes sense
     * @param from not before the oldest byte that is there
     */
    static LogCopy of(PfrtChannel channel, LogInfo info, LogPosition from) throws FirmwareException {
        final LogLayout layout = LogLayout.of(info);
        final List<Range> ranges = LongStream.rangeClosed(from.rolloverCount(), info.rolloverCount())
                .mapToObj(rollover -> layout.range(rollover, from))
                .flatMap(Optional::stream)
                .toList();
        final List<Piece> pieces = new ArrayList<>();
        if (!ranges.isEmpty()) {
            final long needed = ranges.stream().mapToLong(Range::end).max().orElseThrow();
            try (Mapping mapping = channel.map(info, needed)) {
                for (final Range range : ranges) {
                    final byte[] bytes = new byte[range.length()];
                    mapping.read(range.start(), bytes);
                    pieces.add(new Piece(range, bytes));
                }
            }
        }
        return new LogCopy(pieces);
    }

    /** Without what was written before a place: by now it may have been overwritten. */
    LogCopy from(LogPosition place) {
        final List<Piece> left = new ArrayList<>();
        for (final Piece piece : pieces) {
            final Range range = piece.range();
            if (range.rollover() > place.rolloverCount()) {
                left.add(piece);
            } else if (range.rollover() == place.rolloverCount() && range.end() > place.offset()) {
                final long start = Math.max(range.start(), place.offset());
                left.add(new Piece(
                        new Range(range.rollover(), start, range.end()),
                        Arrays.copyOfRange(
                                piece.bytes(), Math.toIntExact(start - range.start()), piece.bytes().length)));
            }
        }
        return new LogCopy(left);
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    LogBytes bytes() {
        return LogBytes.join(
                pieces.stream().map(piece -> LogBytes.of(piece.bytes())).toList());
    }
}
