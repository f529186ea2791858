// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogRevision;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a user wants of settings, all of it valid.
 *
 * @param change the values to set
 * @param unset the keys to remove from the configuration
 */
record Wanted(TelemetryChange change, Set<String> unset) {

    static final String PID = "io.platformfirmware.pfrt";
    static final String LEVEL = "logLevel";
    static final String TYPE = "logType";
    static final String REVISION = "logRevision";

    /** Stands for no value. */
    static final String UNSET = "unset";

    /** Reads options; null where one was not given. */
    static Wanted of(String level, String type, String revision, String operation) throws FirmwareException {
        final Set<String> unset = new LinkedHashSet<>();
        final Reader reader = new Reader(unset, operation);
        final TelemetryChange change = new TelemetryChange(
                reader.read("--level", level, LEVEL, LogLevel::parse, LogLevel.ALLOWED),
                reader.read("--type", type, TYPE, LogType::parse, LogType.ALLOWED),
                reader.read("--revision", revision, REVISION, Wanted::revision, LogRevision.ALLOWED)
                        .map(OptionalInt::of)
                        .orElseGet(OptionalInt::empty));
        return new Wanted(change, unset);
    }

    private record Reader(Set<String> unset, String operation) {

        <T> Optional<T> read(
                String option, String text, String key, Function<String, Optional<T>> parser, String allowed)
                throws FirmwareException {
            if (UNSET.equals(text)) {
                unset.add(key);
                return Optional.empty();
            }
            final Optional<T> value = Optional.ofNullable(text).flatMap(parser);
            if (text != null && value.isEmpty()) {
                throw Failure.of(
                                FailureReason.INVALID_VALUE,
                                operation,
                                option + " " + text + " is not allowed: " + allowed + ", or " + UNSET
                                        + " to leave the devices alone")
                        .next("Nothing was changed.")
                        .asException();
            }
            return value;
        }
    }

    private static Optional<Integer> revision(String text) {
        final OptionalInt revision = LogRevision.parse(text);
        return revision.isPresent() ? Optional.of(revision.getAsInt()) : Optional.empty();
    }

    boolean isEmpty() {
        return change.isEmpty() && unset.isEmpty();
    }

    /** For Configuration Admin: the new value of each key, empty where it is removed. */
    Map<String, Optional<String>> stored() {
        final Map<String, Optional<String>> stored = new LinkedHashMap<>();
        change.level().ifPresent(value -> stored.put(LEVEL, Optional.of(value.toString())));
        change.type().ifPresent(value -> stored.put(TYPE, Optional.of(value.toString())));
        change.revision().ifPresent(value -> stored.put(REVISION, Optional.of(Integer.toString(value))));
        unset.forEach(key -> stored.put(key, Optional.empty()));
        return stored;
    }

    /** Whether a device knows of the configuration, and is set like it. */
    boolean isInForce(TelemetryChange configured, TelemetrySettings settings) {
        return change.missingFrom(settings).isEmpty()
                && configured.then(change).equals(configured)
                && !(unset.contains(LEVEL) && configured.level().isPresent())
                && !(unset.contains(TYPE) && configured.type().isPresent())
                && !(unset.contains(REVISION) && configured.revision().isPresent());
    }

    /** For example {@code "level verbose is stored, logType is removed"}. */
    String sentence() {
        final String set = change.isEmpty() ? "" : change + " is stored";
        final String removed = unset.stream().map(key -> key + " is removed").collect(Collectors.joining(", "));
        return set.isEmpty() || removed.isEmpty() ? set + removed : set + ", " + removed;
    }
}
