// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.SettingRules;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogRevision;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The settings in force.
 *
 * @param wanted what each device is set to
 * @param followInterval how often a log that somebody follows is looked at
 */
record PfrtSettings(TelemetryChange wanted, Duration followInterval) {

    static final String PID = "io.platformfirmware.pfrt";
    private static final SettingRules RULES = new SettingRules(PID);

    static final PfrtSettings DEFAULTS = new PfrtSettings(TelemetryChange.NOTHING, Duration.ofMillis(1000));

    private static final String DEFAULT_INTERVAL = "1000";
    private static final long MIN_INTERVAL = 50;
    private static final long MAX_INTERVAL = 3_600_000;

    /** The settings as Configuration Admin has them: all text, so that any mistake can be named. */
    @ObjectClassDefinition(
            name = "Platform firmware telemetry (PFRT)",
            description = "Applies at once to every telemetry device, also to one that appears later.")
    @interface Config {

        /** Log level. */
        @AttributeDefinition(
                name = "Log level",
                description = "How much the firmware writes to its log: " + LogLevel.ALLOWED
                        + ". Empty: leave the device alone.",
                required = false)
        String logLevel() default "";

        /** Log type. */
        @AttributeDefinition(
                name = "Log type",
                description = "Which log the device shows: " + LogType.ALLOWED + ". Empty: leave the device alone.",
                required = false)
        String logType() default "";

        /** Revision of the telemetry interface. */
        @AttributeDefinition(
                name = "Log revision",
                description = "Revision of the telemetry interface, " + LogRevision.ALLOWED
                        + ". Empty: leave the device alone.",
                required = false)
        String logRevision() default "";

        /** How often to look. */
        @AttributeDefinition(
                name = "Follow interval (milliseconds)",
                description =
                        "How often a log that somebody follows is looked at, 50 to 3600000. Empty: " + DEFAULT_INTERVAL,
                required = false)
        String followInterval() default "";
    }

    /**
     * Validates settings.
     *
     * @param config as Configuration Admin has them
     * @throws FirmwareException {@code INVALID_VALUE}: which key, which value, what is allowed
     */
    static PfrtSettings of(Config config) throws FirmwareException {
        return new PfrtSettings(
                new TelemetryChange(
                        level(config.logLevel().trim()),
                        type(config.logType().trim()),
                        revision(config.logRevision().trim())),
                followInterval(config.followInterval().trim()));
    }

    private static Optional<LogLevel> level(String text) throws FirmwareException {
        final Optional<LogLevel> level = LogLevel.parse(text);
        if (level.isEmpty() && !text.isEmpty()) {
            throw invalid("logLevel", text, LogLevel.ALLOWED);
        }
        return level;
    }

    private static Optional<LogType> type(String text) throws FirmwareException {
        final Optional<LogType> type = LogType.parse(text);
        if (type.isEmpty() && !text.isEmpty()) {
            throw invalid("logType", text, LogType.ALLOWED);
        }
        return type;
    }

    private static OptionalInt revision(String text) throws FirmwareException {
        final OptionalInt revision = LogRevision.parse(text);
        if (revision.isEmpty() && !text.isEmpty()) {
            throw invalid("logRevision", text, LogRevision.ALLOWED);
        }
        return revision;
    }

    private static Duration followInterval(String text) throws FirmwareException {
        if (text.isEmpty()) {
            return DEFAULTS.followInterval;
        }
        if (text.matches("[0-9]{1,9}")) {
            final long millis = Long.parseLong(text);
            if (millis >= MIN_INTERVAL && millis <= MAX_INTERVAL) {
                return Duration.ofMillis(millis);
            }
        }
        throw invalid("followInterval", text, "milliseconds from " + MIN_INTERVAL + " to " + MAX_INTERVAL);
    }

    private static FirmwareException invalid(String key, String value, String allowed) {
        return RULES.refused(key, value, allowed + ", or empty");
    }
}
