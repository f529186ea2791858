// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.BundleContext;

/** What holds for every command. */
class CommandsTest {

    static Stream<Class<? extends Action>> commands() throws Exception {
        return services().stream()
                .filter(type -> type.isAnnotationPresent(Command.class))
                .map(type -> type.asSubclass(Action.class));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void hasHelpForEverything(Class<? extends Action> type) throws Exception {
        final Command command = type.getAnnotation(Command.class);
        assertThat(type.getPackageName()).endsWith("." + command.scope());
        assertThat(command.description()).endsWith(".");
        assertThat(command.detailedDescription()).contains("Exit status:\n  0  ");
        for (final Field field : fields(type)) {
            final Option option = field.getAnnotation(Option.class);
            final Argument argument = field.getAnnotation(Argument.class);
            if (option != null) {
                assertThat(option.description()).as(option.name()).endsWith(".");
            }
            if (argument != null) {
                assertThat(argument.description()).as(argument.name()).endsWith(".");
            }
        }
        assertThat(new Karaf(List.of(type), List.of())
                        .run(command.scope() + ":" + command.name() + " --help")
                        .out())
                .contains(command.description(), "Exit status:", "--json", "--no-format");
    }

    /** One service that is mandatory and not there hides all commands of the bundle. */
    @Test
    void noReferenceCanHideACommand() throws Exception {
        for (final Class<?> type : services()) {
            for (final Field field : fields(type)) {
                if (field.isAnnotationPresent(Reference.class)) {
                    assertThat(field.getType()).as("%s", field).isIn(List.class, Session.class, BundleContext.class);
                }
            }
        }
    }

    @Test
    void thereAreCommandsOfEachScope() throws Exception {
        assertThat(commands().map(type -> type.getAnnotation(Command.class)))
                .extracting(Command::scope)
                .containsOnly("pfru", "pfrt", "cr50", "tcti", "vtpm")
                .hasSize(28);
    }

    private static List<Class<?>> services() throws Exception {
        final Path classes = Path.of(new URI(ShellCommand.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        final List<Class<?>> services = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (final Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                final String path = classes.relativize(file).toString();
                final Class<?> type = Class.forName(
                        path.substring(0, path.length() - ".class".length()).replace('/', '.'));
                if (type.isAnnotationPresent(Service.class)) {
                    services.add(type);
                }
            }
        }
        return services;
    }

    private static List<Field> fields(Class<?> type) {
        final List<Field> fields = new ArrayList<>();
        for (Class<?> level = type; level != null; level = level.getSuperclass()) {
            fields.addAll(List.of(level.getDeclaredFields()));
        }
        return fields;
    }
}
