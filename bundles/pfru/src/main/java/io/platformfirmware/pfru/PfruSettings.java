// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.SettingRules;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The settings in force.
 *
 * @param revision what each device is set to; empty leaves it alone
 * @param historyFile where the history is kept
 * @param bufferSize bytes of the firmware's communication buffer, where the owner knows them
 * @param kernelDiagnostics whether the driver's debug lines are switched on and read during an operation
 */
record PfruSettings(OptionalInt revision, Path historyFile, OptionalLong bufferSize, boolean kernelDiagnostics) {

    static final String PID = "io.platformfirmware.pfru";
    private static final SettingRules RULES = new SettingRules(PID);
    static final String DEFAULT_HISTORY = "history/pfru.jsonl";

    static final String OFF = "off";

    private static final String ON = "on";
    private static final int MIN_REVISION = 1;
    private static final int MAX_REVISION = 2;
    private static final long MAX_BUFFER = 0xFFFF_FFFFL;

    /** The settings as Configuration Admin has them: all text, so that any mistake can be named. */
    @ObjectClassDefinition(
            name = "Platform firmware update (PFRU)",
            description = "Applies at once to every update device, also to one that appears later.")
    @interface Config {

        /** Revision of the update interface. */
        @AttributeDefinition(
                name = "Revision",
                description = "Revision of the update interface, 1 or 2. Empty: leave the device alone.",
                required = false)
        String revision() default "";

        /** The history file. */
        @AttributeDefinition(
                name = "History file",
                description = "Where every update is recorded, as JSON lines. Relative to the folder of the Karaf"
                        + " installation. Empty: " + DEFAULT_HISTORY,
                required = false)
        String historyFile() default "";

        /** Size of the communication buffer. */
        @AttributeDefinition(
                name = "Communication buffer size (bytes)",
                description =
                        "Size of the firmware's communication buffer, from the documentation of the platform: a larger"
                                + " capsule is refused before the kernel sees it. Linux does not reveal it. Empty: not known.",
                required = false)
        String bufferSize() default "";

        /** Whether the driver's debug lines are read. */
        @AttributeDefinition(
                name = "Kernel diagnostics",
                description =
                        "on: while something is done to a device, the debug lines of Linux's driver are switched on and"
                                + " read: the firmware's status and times stand nowhere else. Needs root. off: they are left alone.",
                required = false)
        String kernelDiagnostics() default OFF;
    }

    /** What holds without any configuration. */
    static PfruSettings defaults(Path home) {
        return new PfruSettings(OptionalInt.empty(), home.resolve(DEFAULT_HISTORY), OptionalLong.empty(), false);
    }

    /**
     * Validates settings.
     *
     * @param config as Configuration Admin has them
     * @param home what relative paths are relative to
     * @throws FirmwareException {@code INVALID_VALUE}: which key, which value, what is allowed
     */
    static PfruSettings of(Config config, Path home) throws FirmwareException {
        return new PfruSettings(
                revision(config.revision().trim()),
                historyFile(config.historyFile().trim(), home),
                bufferSize(config.bufferSize().trim()),
                kernelDiagnostics(config.kernelDiagnostics().trim()));
    }

    /** Whether there is this revision of the update interface. */
    static boolean isRevision(int number) {
        return number >= MIN_REVISION && number <= MAX_REVISION;
    }

    private static OptionalInt revision(String text) throws FirmwareException {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        final String allowed = "1, 2 or empty";
        try {
            final int number = Integer.parseInt(text);
            if (!isRevision(number)) {
                throw RULES.refused("revision", text, allowed);
            }
            return OptionalInt.of(number);
        } catch (final NumberFormatException e) {
            throw RULES.refused("revision", text, allowed, e);
        }
    }

    private static Path historyFile(String text, Path home) throws FirmwareException {
        try {
            return home.resolve(text.isEmpty() ? DEFAULT_HISTORY : text);
        } catch (final InvalidPathException e) {
            throw RULES.refused("historyFile", text, "the path of a file", e);
        }
    }

    private static OptionalLong bufferSize(String text) throws FirmwareException {
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        final String allowed = "a number of bytes from 1 to " + MAX_BUFFER + ", or empty";
        try {
            final long size = Long.parseLong(text);
            if (size < 1 || size > MAX_BUFFER) {
                throw RULES.refused("bufferSize", text, allowed);
            }
            return OptionalLong.of(size);
        } catch (final NumberFormatException e) {
            throw RULES.refused("bufferSize", text, allowed, e);
        }
    }

    private static boolean kernelDiagnostics(String text) throws FirmwareException {
        return switch (text) {
            case ON -> true;
            case OFF, "" -> false;
            default -> throw RULES.refused("kernelDiagnostics", text, "on, off or empty");
        };
    }
}
