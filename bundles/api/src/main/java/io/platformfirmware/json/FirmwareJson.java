// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.json;

import io.platformfirmware.Failure;
import io.platformfirmware.SystemError;
import io.platformfirmware.update.CapabilityChange;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.CapsuleHeader;
import io.platformfirmware.update.CapsuleStructure;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.CheckReport;
import io.platformfirmware.update.Finding;
import io.platformfirmware.update.ImageAuthentication;
import io.platformfirmware.update.ImageHeader;
import io.platformfirmware.update.LinuxVerdict;
import io.platformfirmware.update.ManagementHeader;
import io.platformfirmware.update.PayloadHeader;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateState;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import javax.json.Json;
import javax.json.JsonArray;
import javax.json.JsonArrayBuilder;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;
import javax.json.JsonValue;

/** Writes values as JSON. Stateless. */
public final class FirmwareJson {

    /** The version of the schema, first member of every document. */
    public static final int SCHEMA_VERSION = 1;

    private static final long NANOS_PER_MICRO = 1_000;

    private FirmwareJson() {}

    /**
     * What a command prints: the schema version and one named value.
     *
     * @param name of the value, for example {@code devices}
     * @param value the value
     * @return the document
     */
    public static JsonObject document(String name, JsonValue value) {
        return Json.createObjectBuilder()
                .add("schemaVersion", SCHEMA_VERSION)
                .add(name, value)
                .build();
    }

    /**
     * An enum value.
     *
     * @param value the value
     * @return its name in lower case with hyphens
     */
    public static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Several values.
     *
     * @param values the values
     * @param writer writes one
     * @param <T> their type
     * @return an array in the same order
     */
    public static <T> JsonArray array(Collection<T> values, Function<T, JsonObject> writer) {
        final JsonArrayBuilder out = Json.createArrayBuilder();
        values.forEach(value -> out.add(writer.apply(value)));
        return out.build();
    }

    /**
     * A capability.
     *
     * @param capability what a device says of itself
     * @return the object
     */
    public static JsonObject capability(UpdateCapability capability) {
        return Json.createObjectBuilder()
                .add("featureBits", capability.featureBits())
                .add("codeType", capability.codeType().toString())
                .add("firmwareVersion", capability.firmwareVersion())
                .add("codeRuntimeVersion", capability.codeRuntimeVersion())
                .add("driverType", capability.driverType().toString())
                .add("driverRuntimeVersion", capability.driverRuntimeVersion())
                .add("driverSvn", capability.driverSvn())
                .add("platformId", capability.platformId().toString())
                .add("oemId", capability.oemId().toString())
                .add("oemInfoLength", capability.oemInfoLength())
                .build();
    }

    /**
     * A state.
     *
     * @param state what is known of the capsule in a device
     * @return the object
     */
    public static JsonObject state(UpdateState state) {
        final JsonObjectBuilder out = Json.createObjectBuilder().add("phase", name(state.phase()));
        state.digest().ifPresent(digest -> out.add("sha256", digest.hex()));
        return out.build();
    }

    /**
     * A failure.
     *
     * @param failure what failed and why
     * @return the object
     */
    public static JsonObject failure(Failure failure) {
        final JsonObjectBuilder out = Json.createObjectBuilder().add("reason", name(failure.reason()));
        failure.deviceId().ifPresent(id -> out.add("deviceId", id));
        out.add("operation", failure.operation()).add("message", failure.message());
        failure.systemError().ifPresent(error -> out.add("systemError", systemError(error)));
        out.add("likelyCauses", Json.createArrayBuilder(failure.likelyCauses()));
        failure.nextStep().ifPresent(step -> out.add("nextStep", step));
        return out.build();
    }

    /**
     * A record of the history.
     *
     * @param update what was done
     * @return the object
     */
    public static JsonObject record(UpdateRecord update) {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("id", update.id())
                .add("deviceId", update.deviceId())
                .add("devicePath", update.devicePath())
                .add("simulated", update.simulated())
                .add("operation", name(update.operation()));
        update.requestedBy().ifPresent(user -> out.add("requestedBy", user));
        out.add("startedAt", update.startedAt().toString());
        update.finishedAt().ifPresent(at -> out.add("finishedAt", at.toString()));
        out.add("capsule", summary(update.capsule())).add("phases", array(update.phases(), FirmwareJson::phase));
        update.before().ifPresent(capability -> out.add("before", capability(capability)));
        update.after().ifPresent(capability -> out.add("after", capability(capability)));
        out.add("changes", array(update.changes(), FirmwareJson::change)).add("outcome", name(update.outcome()));
        update.failure().ifPresent(failure -> out.add("failure", failure(failure)));
        update.telemetry().ifPresent(telemetry -> out.add("telemetry", TelemetryJson.telemetry(telemetry)));
        update.diagnostics()
                .ifPresent(diagnostics -> out.add("kernelDiagnostics", DiagnosticsJson.diagnostics(diagnostics)));
        return out.build();
    }

    /**
     * The header tree of a file.
     *
     * @param structure as far as it could be read
     * @return the object
     */
    public static JsonObject structure(CapsuleStructure structure) {
        final JsonObjectBuilder out = Json.createObjectBuilder().add("file", file(structure.file()));
        structure.capsuleHeader().ifPresent(header -> out.add("capsuleHeader", capsuleHeader(header)));
        structure.managementHeader().ifPresent(header -> out.add("managementHeader", managementHeader(header)));
        structure.imageHeader().ifPresent(header -> out.add("imageHeader", imageHeader(header)));
        structure.authentication().ifPresent(header -> out.add("authentication", authentication(header)));
        structure.payloadHeader().ifPresent(header -> out.add("payloadHeader", payloadHeader(header)));
        return out.build();
    }

    /**
     * The report of a check.
     *
     * @param report what is known of a file
     * @return the object
     */
    public static JsonObject report(CheckReport report) {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("accepted", report.accepted())
                .add("capsule", structure(report.structure()));
        report.capability().ifPresent(capability -> out.add("capability", capability(capability)));
        return out.add("findings", array(report.findings(), FirmwareJson::finding))
                .add("linux", array(report.linux(), FirmwareJson::linuxVerdict))
                .build();
    }

    private static JsonObject systemError(SystemError error) {
        return Json.createObjectBuilder()
                .add("call", error.call())
                .add("errno", error.errno())
                .add("symbol", error.symbol())
                .add("sentence", error.sentence())
                .build();
    }

    private static JsonObject summary(CapsuleSummary capsule) {
        return Json.createObjectBuilder()
                .add("source", capsule.source())
                .add("sha256", capsule.sha256().hex())
                .add("size", capsule.size())
                .add("type", name(capsule.type()))
                .add("runtimeVersion", capsule.runtimeVersion())
                .add("svn", capsule.svn())
                .add("platformId", capsule.platformId().toString())
                .build();
    }

    /**
     * A phase of a record.
     *
     * @param phase a phase that began
     * @return the object
     */
    public static JsonObject phase(UpdateRecord.PhaseTime phase) {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("phase", name(phase.phase()))
                .add("startedAt", phase.startedAt().toString());
        phase.duration().ifPresent(duration -> out.add("durationMicros", micros(duration)));
        return out.build();
    }

    private static JsonObject change(CapabilityChange change) {
        return Json.createObjectBuilder()
                .add("field", change.field())
                .add("before", change.before())
                .add("after", change.after())
                .build();
    }

    private static JsonObject file(CapsuleFile file) {
        return Json.createObjectBuilder()
                .add("source", file.source())
                .add("size", file.size())
                .add("sha256", file.sha256().hex())
                .build();
    }

    private static JsonObject capsuleHeader(CapsuleHeader header) {
        return Json.createObjectBuilder()
                .add("offset", 0)
                .add("capsuleGuid", header.capsuleGuid().toString())
                .add("headerSize", header.headerSize())
                .add("flags", header.flags())
                .add("capsuleImageSize", header.capsuleImageSize())
                .build();
    }

    private static JsonObject managementHeader(ManagementHeader header) {
        final JsonArrayBuilder offsets = Json.createArrayBuilder();
        header.itemOffsets().forEach(offset -> offsets.add(Long.toUnsignedString(offset)));
        return Json.createObjectBuilder()
                .add("offset", header.offset())
                .add("version", header.version())
                .add("embeddedDriverCount", header.embeddedDriverCount())
                .add("payloadItemCount", header.payloadItemCount())
                .add("itemOffsets", offsets)
                .build();
    }

    private static JsonObject imageHeader(ImageHeader header) {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("offset", header.offset())
                .add("version", header.version())
                .add("imageType", header.imageType().toString())
                .add("imageIndex", header.imageIndex())
                .add("imageSize", header.imageSize())
                .add("vendorCodeSize", header.vendorCodeSize());
        header.hardwareInstance().ifPresent(instance -> out.add("hardwareInstance", Long.toUnsignedString(instance)));
        return out.build();
    }

    private static JsonObject authentication(ImageAuthentication header) {
        return Json.createObjectBuilder()
                .add("offset", header.offset())
                .add("monotonicCount", Long.toUnsignedString(header.monotonicCount()))
                .add("certificateLength", header.certificateLength())
                .add("revision", header.revision())
                .add("certificateType", header.certificateType())
                .add("certificateGuid", header.certificateGuid().toString())
                .build();
    }

    private static JsonObject payloadHeader(PayloadHeader header) {
        return Json.createObjectBuilder()
                .add("offset", header.offset())
                .add("signature", header.signature())
                .add("headerVersion", header.headerVersion())
                .add("headerSize", header.headerSize())
                .add("hardwareVersion", header.hardwareVersion())
                .add("runtimeVersion", header.runtimeVersion())
                .add("platformId", header.platformId().toString())
                .add("svn", header.svn())
                .build();
    }

    private static JsonObject finding(Finding finding) {
        final JsonObjectBuilder out =
                Json.createObjectBuilder().add("rule", finding.rule().id()).add("verdict", name(finding.verdict()));
        finding.offset().ifPresent(offset -> out.add("offset", offset));
        return out.add("expected", finding.expected())
                .add("actual", finding.actual())
                .add("explanation", finding.explanation())
                .build();
    }

    private static JsonObject linuxVerdict(LinuxVerdict verdict) {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("versionRule", name(verdict.versionRule()))
                .add("outcome", name(verdict.outcome()));
        verdict.offset().ifPresent(offset -> out.add("offset", offset));
        return out.add("explanation", verdict.explanation()).build();
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / NANOS_PER_MICRO;
    }
}
