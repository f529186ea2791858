// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a device should be set to.
 *
 * @param level empty leaves it alone
 * @param type empty leaves it alone
 * @param revision 1 or 2; empty leaves it alone
 */
public record TelemetryChange(Optional<LogLevel> level, Optional<LogType> type, OptionalInt revision) {

    /** Leaves everything alone. */
    public static final TelemetryChange NOTHING =
            new TelemetryChange(Optional.empty(), Optional.empty(), OptionalInt.empty());

    /** Checks for null and the range of the revision. */
    public TelemetryChange {
        Objects.requireNonNull(level);
        Objects.requireNonNull(type);
        if (revision.isPresent() && !LogRevision.exists(revision.getAsInt())) {
            throw new IllegalArgumentException("revision " + revision.getAsInt());
        }
    }

    /**
     * A change of the level only.
     *
     * @param level the level
     * @return the change
     */
    public static TelemetryChange of(LogLevel level) {
        return new TelemetryChange(Optional.of(level), Optional.empty(), OptionalInt.empty());
    }

    /**
     * A change of the type only.
     *
     * @param type the type
     * @return the change
     */
    public static TelemetryChange of(LogType type) {
        return new TelemetryChange(Optional.empty(), Optional.of(type), OptionalInt.empty());
    }

    /**
     * Whether there is nothing to change.
     *
     * @return true when everything is left alone
     */
    public boolean isEmpty() {
        return equals(NOTHING);
    }

    /**
     * This change, and then another one.
     *
     * @param later wins where both say something
     * @return what holds after both
     */
    public TelemetryChange then(TelemetryChange later) {
        return new TelemetryChange(
                later.level.or(() -> level),
                later.type.or(() -> type),
                later.revision.isPresent() ? later.revision : revision);
    }

    /**
     * Where a device is not as it should be.
     *
     * @param actual what it is set to
     * @return what is left to change; {@link #isEmpty() empty} when it is as wanted
     */
    public TelemetryChange missingFrom(TelemetrySettings actual) {
        return new TelemetryChange(
                level.filter(wanted -> wanted != actual.level()),
                type.filter(wanted -> wanted != actual.type()),
                revision.isPresent() && revision.getAsInt() != actual.revision() ? revision : OptionalInt.empty());
    }

    @Override
    public String toString() {
        final List<String> parts = new ArrayList<>();
        level.ifPresent(wanted -> parts.add("level " + wanted));
        type.ifPresent(wanted -> parts.add("type " + wanted));
        revision.ifPresent(wanted -> parts.add("revision " + wanted));
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }
}
