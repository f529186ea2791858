// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What the emulated firmware writes down: everything up to the level, into each of its logs. Safe for use by several threads; an
 * append is seen as a whole, and appends of several threads stand in the same order in each log.
 */
final class FirmwareLog {

    private final LongSupplier addresses;
    private final Map<LogKind, LogRing> rings = new EnumMap<>(LogKind.class);
    private LineLevel level = LineLevel.INFO;
    private boolean launched;

    /**
     * Empty logs.
     *
     * @param settings the sizes
     * @param addresses where memory for a log is, page-aligned
     */
    FirmwareLog(LogSettings settings, LongSupplier addresses) {
        this.addresses = addresses;
        for (final LogKind kind : LogKind.values()) {
            rings.put(kind, new LogRing(addresses.getAsLong(), settings.size(kind), 0));
        }
    }

    /** The first start since power on: from now on the logs have an address. */
    synchronized void launch() {
        launched = true;
    }

    synchronized LineLevel level() {
        return level;
    }

    synchronized void level(LineLevel changed) {
        level = changed;
    }

    /** Writes {@code [PfrUpdate.function] values} as a line. */
    void line(LineLevel of, String function, String values) {
        append(of, (of.mark() + "[PfrUpdate." + function + "] " + values + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes bytes as they are. */
    synchronized void append(LineLevel of, byte[] bytes) {
        if (level.shows(of)) {
            rings.values().forEach(ring -> ring.append(bytes));
        }
    }

    synchronized void reset(LogKind kind) {
        rings.get(kind).reset();
    }

    /** A log of another size lies elsewhere. What maps the old one goes on showing that, which nobody writes any more. */
    synchronized void resize(LogSettings settings) {
        rings.replaceAll((kind, ring) -> ring.size() == settings.size(kind)
                ? ring
                : new LogRing(addresses.getAsLong(), settings.size(kind), ring.resets() + 1));
    }

    synchronized Data data(LogKind kind) {
        final LogRing ring = rings.get(kind);
        return new Data(launched ? ring.info() : ring.info().with(TelemetryFault.NO_ADDRESS), ring);
    }

    /** Where a log is said to be, and its memory. */
    record Data(LogDataInfo info, LogRing ring) {

        Data with(TelemetryFault fault) {
            return new Data(info.with(fault), ring);
        }
    }
}
