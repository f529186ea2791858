// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.json;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.Guid;
import io.platformfirmware.Sha256;
import io.platformfirmware.SystemError;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.CapsuleType;
import io.platformfirmware.update.DriverReport;
import io.platformfirmware.update.DriverRule;
import io.platformfirmware.update.KernelDiagnostics;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateTelemetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import javax.json.JsonException;
import javax.json.JsonObject;
import javax.json.JsonString;

/**
 * Reads what {@link FirmwareJson} wrote. Members that it does not know are ignored. Stateless. Every method fails with a
 * {@link JsonException} that names the trouble where a member is missing or has a value that it can not have.
 */
public final class FirmwareJsonReader {

    private static final int HEXADECIMAL = 16;
    private static final String HEXADECIMAL_MARK = "0x";

    private FirmwareJsonReader() {}

    /**
     * A record of the history.
     *
     * @param in the object
     * @return the record
     */
    public static UpdateRecord record(JsonObject in) {
        return checked(
                in,
                object -> new UpdateRecord(
                        object.getString("id"),
                        object.getString("deviceId"),
                        object.getString("devicePath"),
                        object.getBoolean("simulated"),
                        value(UpdateRecord.Operation.class, object.getString("operation")),
                        text(object, "requestedBy"),
                        Instant.parse(object.getString("startedAt")),
                        text(object, "finishedAt").map(Instant::parse),
                        summary(object.getJsonObject("capsule")),
                        object.getJsonArray("phases").getValuesAs(JsonObject.class).stream()
                                .map(FirmwareJsonReader::phase)
                                .toList(),
                        object(object, "before").map(FirmwareJsonReader::capability),
                        object(object, "after").map(FirmwareJsonReader::capability),
                        value(UpdateRecord.Outcome.class, object.getString("outcome")),
                        object(object, "failure").map(FirmwareJsonReader::failure),
                        object(object, "telemetry").map(FirmwareJsonReader::telemetry),
                        object(object, "kernelDiagnostics").map(FirmwareJsonReader::diagnostics)));
    }

    /**
     * A phase of a record.
     *
     * @param in the object
     * @return the phase
     */
    public static UpdateRecord.PhaseTime phase(JsonObject in) {
        return checked(
                in,
                object -> new UpdateRecord.PhaseTime(
                        value(UpdatePhase.class, object.getString("phase")),
                        Instant.parse(object.getString("startedAt")),
                        Optional.ofNullable(object.getJsonNumber("durationMicros"))
                                .map(micros -> Duration.of(micros.longValueExact(), ChronoUnit.MICROS))));
    }

    /**
     * A capability.
     *
     * @param in the object
     * @return the capability
     */
    public static UpdateCapability capability(JsonObject in) {
        return checked(
                in,
                object -> new UpdateCapability(
                        number(object, "featureBits"),
                        guid(object, "codeType"),
                        number(object, "firmwareVersion"),
                        number(object, "codeRuntimeVersion"),
                        guid(object, "driverType"),
                        number(object, "driverRuntimeVersion"),
                        number(object, "driverSvn"),
                        guid(object, "platformId"),
                        guid(object, "oemId"),
                        number(object, "oemInfoLength")));
    }

    /**
     * What the firmware wrote while an operation ran.
     *
     * @param in the object
     * @return what it wrote
     */
    public static UpdateTelemetry telemetry(JsonObject in) {
        return checked(
                in,
                object -> new UpdateTelemetry(
                        object.getString("deviceId"),
                        object.getJsonArray("events").getValuesAs(JsonObject.class).stream()
                                .map(FirmwareJsonReader::event)
                                .toList(),
                        object(object, "trouble").map(FirmwareJsonReader::failure)));
    }

    /**
     * What Linux's driver said while an operation ran.
     *
     * @param in the object
     * @return what it said
     */
    public static KernelDiagnostics diagnostics(JsonObject in) {
        return checked(
                in,
                object -> new KernelDiagnostics(
                        object.getJsonArray("reports").getValuesAs(JsonObject.class).stream()
                                .map(FirmwareJsonReader::report)
                                .toList(),
                        object(object, "trouble").map(FirmwareJsonReader::failure)));
    }

    private static DriverReport report(JsonObject in) {
        return new DriverReport(
                value(UpdatePhase.class, in.getString("phase")),
                optionalNumber(in, "status"),
                optionalNumber(in, "extendedStatus"),
                time(in, "authenticationNanos"),
                time(in, "executionNanos"),
                text(in, "refusedBy").map(rule -> value(DriverRule.class, rule)),
                in.getBoolean("gap"),
                in.getBoolean("ambiguous"));
    }

    private static Optional<Duration> time(JsonObject in, String name) {
        return optionalNumber(in, name).stream().mapToObj(Duration::ofNanos).findFirst();
    }

    private static OptionalLong optionalNumber(JsonObject in, String name) {
        return in.containsKey(name) ? OptionalLong.of(number(in, name)) : OptionalLong.empty();
    }

    /**
     * Something that happened to a log.
     *
     * @param in the object
     * @return what happened
     */
    public static TelemetryEvent event(JsonObject in) {
        return checked(in, object -> {
            final LogPosition position = position(object.getJsonObject("position"));
            return switch (object.getString("event")) {
                case "written" -> new LogWritten(bytes(object), position);
                case "gap" ->
                    new LogGap(
                            value(LogGap.Cause.class, object.getString("cause")),
                            optionalNumber(object, "lost"),
                            position);
                case "reset" -> new LogReset(position);
                case "type-change" -> new LogTypeChange(value(LogType.class, object.getString("before")), position);
                default -> throw new IllegalArgumentException("event " + object.getString("event"));
            };
        });
    }

    private static LogPosition position(JsonObject in) {
        return new LogPosition(
                value(LogType.class, in.getString("type")),
                address(in.getString("bufferAddress")),
                number(in, "resetCount"),
                number(in, "rolloverCount"),
                number(in, "offset"));
    }

    private static long address(String text) {
        if (!text.startsWith(HEXADECIMAL_MARK)) {
            throw new IllegalArgumentException("address " + text);
        }
        return Long.parseUnsignedLong(text.substring(HEXADECIMAL_MARK.length()), HEXADECIMAL);
    }

    private static LogBytes bytes(JsonObject in) {
        return LogBytes.of(text(in, "text")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> Base64.getDecoder().decode(in.getString("base64"))));
    }

    private static CapsuleSummary summary(JsonObject in) {
        return new CapsuleSummary(
                in.getString("source"),
                new Sha256(in.getString("sha256")),
                number(in, "size"),
                value(CapsuleType.class, in.getString("type")),
                number(in, "runtimeVersion"),
                number(in, "svn"),
                guid(in, "platformId"));
    }

    private static Failure failure(JsonObject in) {
        return new Failure(
                value(FailureReason.class, in.getString("reason")),
                text(in, "deviceId"),
                in.getString("operation"),
                in.getString("message"),
                object(in, "systemError")
                        .map(error -> new SystemError(
                                error.getString("call"),
                                error.getInt("errno"),
                                error.getString("symbol"),
                                error.getString("sentence"))),
                in.getJsonArray("likelyCauses").getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .toList(),
                text(in, "nextStep"));
    }

    private static <T> T checked(JsonObject in, Function<JsonObject, T> reader) {
        try {
            return reader.apply(in);
        } catch (final NullPointerException
                | ClassCastException
                | IllegalArgumentException
                | ArithmeticException
                | DateTimeParseException e) {
            throw new JsonException("a member is missing or has a value that it can not have: " + e.getMessage(), e);
        }
    }

    private static Guid guid(JsonObject in, String name) {
        return Guid.of(in.getString(name));
    }

    private static long number(JsonObject in, String name) {
        return in.getJsonNumber(name).longValueExact();
    }

    private static Optional<String> text(JsonObject in, String name) {
        return Optional.ofNullable(in.getString(name, null));
    }

    private static Optional<JsonObject> object(JsonObject in, String name) {
        return Optional.ofNullable(in.getJsonObject(name));
    }

    private static <E extends Enum<E>> E value(Class<E> type, String name) {
        return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
