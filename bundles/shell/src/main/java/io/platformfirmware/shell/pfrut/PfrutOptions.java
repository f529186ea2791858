// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogRevision;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What the tool is asked to do. Of options given more than once the last one counts, and of the three actions, too. */
final class PfrutOptions {

    /** What the firmware is asked to do with a capsule. */
    enum Action {
        STAGE,
        ACTIVATE,
        UPDATE
    }

    /** What {@link Integer#decode} makes the same of as {@code strtol}, or refuses. */
    private static final Pattern NUMBER = Pattern.compile("\\s*[+-]?[0-9]\\p{Alnum}*");

    private Optional<String> capsule = Optional.empty();
    private Optional<Action> action = Optional.empty();
    private OptionalInt revision = OptionalInt.empty();
    private TelemetryChange settings = TelemetryChange.NOTHING;
    private Optional<String> updateDevice = Optional.empty();
    private Optional<String> telemetryDevice = Optional.empty();
    private Generation generation = Generation.LATEST;
    private boolean query;
    private boolean logInfo;
    private boolean read;
    private boolean help;

    private PfrutOptions() {}

    /** Makes sense of all words before anything is done. */
    static PfrutOptions of(List<String> words) throws UsageException {
        final List<GivenOption> given = OptionReader.read(words);
        final PfrutOptions options = new PfrutOptions();
        for (final GivenOption one : given) {
            if (one.option() == OptionName.COMPAT_VERSION) {
                options.generation = Generation.of(one.value())
                        .orElseThrow(() -> new UsageException(PfrutTool.NAME + ": there is no version '" + one.value()
                                + "' of the lines; there is " + Generation.all()));
            }
        }
        for (final GivenOption one : given) {
            options.take(one);
        }
        return options;
    }

    boolean help() {
        return help;
    }

    boolean query() {
        return query;
    }

    boolean logInfo() {
        return logInfo;
    }

    boolean read() {
        return read;
    }

    Optional<String> capsule() {
        return capsule;
    }

    Optional<Action> action() {
        return action;
    }

    OptionalInt revision() {
        return revision;
    }

    TelemetryChange settings() {
        return settings;
    }

    Generation generation() {
        return generation;
    }

    Optional<String> updateDevice() {
        return updateDevice;
    }

    Optional<String> telemetryDevice() {
        return telemetryDevice;
    }

    /** -q and -G end the tool before anything else is done. */
    boolean needsUpdateDevice() {
        return query || !logInfo && (revision.isPresent() || capsule.isPresent() || action.isPresent());
    }

    boolean needsTelemetryDevice() {
        return !query && (logInfo || read || !settings.isEmpty());
    }

    private void take(GivenOption given) throws UsageException {
        final String value = given.value();
        switch (given.option()) {
            case LOAD -> capsule = Optional.of(value);
            case STAGE -> action = Optional.of(Action.STAGE);
            case ACTIVATE -> action = Optional.of(Action.ACTIVATE);
            case UPDATE -> action = Optional.of(Action.UPDATE);
            case QUERY -> query = true;
            case GET_LOG_INFO -> logInfo = true;
            case READ -> read = true;
            case HELP -> help = true;
            case TYPE ->
                set(TelemetryChange.of(number(value)
                        .flatMap(LogType::of)
                        .orElseThrow(() -> new UsageException(generation.badType(value)))));
            case LEVEL ->
                set(TelemetryChange.of(number(value)
                        .flatMap(LogLevel::of)
                        .orElseThrow(() -> new UsageException(generation.badLevel(value)))));
            case SET_LOG_REVISION -> {
                final int number = number(value)
                        .filter(LogRevision::exists)
                        .orElseThrow(() -> new UsageException("Invalid log revid " + value + ", unchanged."));
                set(new TelemetryChange(Optional.empty(), Optional.empty(), OptionalInt.of(number)));
            }
            case SET_REVISION ->
                revision = OptionalInt.of(
                        number(value).orElseThrow(() -> new UsageException("Number expected: revid(1, 2) - Quit.")));
            case DEVICE -> device(value);
            case COMPAT_VERSION -> {
                // taken before the others
            }
        }
    }

    private void set(TelemetryChange change) {
        settings = settings.then(change);
    }

    private void device(String value) throws UsageException {
        final boolean index = value.matches("[0-9]{1,9}");
        if (index || value.startsWith("pfru")) {
            updateDevice = Optional.of(value);
        }
        if (index || value.startsWith("pfrt")) {
            telemetryDevice = Optional.of(value);
        }
        if (!index && !value.startsWith("pfru") && !value.startsWith("pfrt")) {
            throw new UsageException("Number expected: device(0, 1, ...), or a name like pfru1 or pfrt1 - Quit.");
        }
    }

    /**
     * As {@code strtol} with base 0 has it: blanks, a sign, {@code 0x} for hexadecimal, {@code 0} for octal. Empty where more stands behind
     * it, or an int does not hold it.
     */
    private static Optional<Integer> number(String word) {
        if (!NUMBER.matcher(word).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Integer.decode(word.strip()));
        } catch (final NumberFormatException e) {
            return Optional.empty();
        }
    }
}
