// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.shell.Text;
import io.platformfirmware.tpm.LinkTransaction;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The transactions of one device as rows. Times are from the first one that it gets. */
final class TraceRows {

    private static final HexFormat BYTES = HexFormat.ofDelimiter(" ");
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long NANOS_PER_MICRO = 1_000;

    private final TraceDecoder decoder = new TraceDecoder();
    private OptionalLong start = OptionalLong.empty();

    /**
     * One transaction.
     *
     * @param sequence its number
     * @param millis when it began
     * @param kind read, write or wake
     * @param register by name and number
     * @param bytes in hexadecimal
     * @param meaning of the bytes
     * @param waitBytes before the chip was ready
     * @param gate how it was waited for before, and how long
     * @param micros how long it took
     * @param error why it failed
     */
    record Row(
            long sequence,
            String millis,
            String kind,
            String register,
            String bytes,
            String meaning,
            int waitBytes,
            String gate,
            long micros,
            Optional<String> error) {}

    /** The next one: in their order, because one may be understood by those before it alone. */
    Row row(LinkTransaction transaction) {
        if (start.isEmpty()) {
            start = OptionalLong.of(transaction.nanos());
        }
        final boolean wake = transaction.kind() == LinkTransaction.Kind.WAKE;
        return new Row(
                transaction.sequence(),
                String.format(Locale.ROOT, "%.3f", (transaction.nanos() - start.getAsLong()) / NANOS_PER_MILLI),
                Text.words(transaction.kind()),
                wake ? Text.NONE : RegisterName.text(transaction.register()),
                wake ? Text.NONE : bytes(transaction),
                orNone(decoder.meaning(transaction)),
                transaction.waitBytes(),
                gate(transaction),
                micros(transaction.duration()),
                transaction.error());
    }

    private static String bytes(LinkTransaction transaction) {
        final byte[] data = transaction.data();
        final String digits = BYTES.formatHex(data);
        if (transaction.length() <= data.length) {
            return orNone(digits);
        }
        final String all = "(" + Text.count(transaction.length(), "byte") + ")";
        return data.length == 0 ? all : digits + " .. " + all;
    }

    private static String gate(LinkTransaction transaction) {
        final String time = " " + micros(transaction.gateTime()) + " us";
        return switch (transaction.gate()) {
            case OPEN -> Text.NONE;
            case EDGE -> "edge" + time;
            case DELAY -> "delay" + time;
            case MISSED_EDGE -> "missed" + time;
        };
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / NANOS_PER_MICRO;
    }

    private static String orNone(String cell) {
        return cell.isEmpty() ? Text.NONE : cell;
    }
}
