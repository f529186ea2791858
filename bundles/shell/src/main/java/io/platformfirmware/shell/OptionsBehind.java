// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Option;

/**
 * Options behind the arguments, as in {@code pfru:update FILE --dry-run}. Karaf looks for options in front of the first argument
 * only and takes the rest for arguments.
 */
final class OptionsBehind {

    private final Object command;
    private final String operation;

    OptionsBehind(Object command, String operation) {
        this.command = command;
        this.operation = operation;
    }

    void apply(List<String> words) throws FirmwareException {
        final Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            final String word = rest.next();
            final int equals = word.indexOf('=');
            final String name = equals < 0 ? word : word.substring(0, equals);
            final Field field = field(name).orElseThrow(() -> invalid(word + " is one argument too many"));
            if (equals >= 0) {
                set(field, word.substring(equals + 1));
            } else if (field.getType() == boolean.class) {
                set(field, "true");
            } else if (rest.hasNext()) {
                set(field, rest.next());
            } else {
                throw invalid(word + " needs a value");
            }
        }
    }

    private Optional<Field> field(String name) {
        for (Class<?> type = command.getClass(); type != null; type = type.getSuperclass()) {
            for (final Field field : type.getDeclaredFields()) {
                final Option option = field.getAnnotation(Option.class);
                if (option != null
                        && (option.name().equals(name)
                                || Arrays.asList(option.aliases()).contains(name))) {
                    return Optional.of(field);
                }
            }
        }
        return Optional.empty();
    }

    private void set(Field field, String value) {
        try {
            field.setAccessible(true);
            field.set(command, field.getType() == boolean.class ? (Object) Boolean.parseBoolean(value) : value);
        } catch (final IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private FirmwareException invalid(String message) {
        return Failure.of(FailureReason.INVALID_VALUE, operation, message)
                .next("Add --help to see the arguments and options.")
                .asException();
    }
}
