// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.json;

import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogSnapshot;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetrySettings;
import io.platformfirmware.update.UpdateTelemetry;
import java.util.Base64;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;

/** Writes telemetry as JSON. Bytes are {@code text} where they are UTF-8, and {@code base64} otherwise: both are exact. Stateless. */
public final class TelemetryJson {

    private TelemetryJson() {}

    /**
     * Settings of a device.
     *
     * @param settings what it is set to
     * @return the object
     */
    public static JsonObject settings(TelemetrySettings settings) {
        return Json.createObjectBuilder()
                .add("level", FirmwareJson.name(settings.level()))
                .add("type", FirmwareJson.name(settings.type()))
                .add("revision", settings.revision())
                .build();
    }

    /**
     * A change of settings.
     *
     * @param change what to set
     * @return the object, without what is left alone
     */
    public static JsonObject change(TelemetryChange change) {
        final JsonObjectBuilder out = Json.createObjectBuilder();
        change.level().ifPresent(level -> out.add("level", FirmwareJson.name(level)));
        change.type().ifPresent(type -> out.add("type", FirmwareJson.name(type)));
        change.revision().ifPresent(revision -> out.add("revision", revision));
        return out.build();
    }

    /**
     * Counters of a log.
     *
     * @param info as the firmware gives them
     * @return the object; addresses in hexadecimal, because they do not fit a JSON number everywhere
     */
    public static JsonObject info(LogInfo info) {
        return Json.createObjectBuilder()
                .add("type", FirmwareJson.name(info.type()))
                .add("capacity", info.capacity())
                .add("chunk1", chunk(info.chunk1()))
                .add("chunk2", chunk(info.chunk2()))
                .add("rolloverCount", info.rolloverCount())
                .add("resetCount", info.resetCount())
                .build();
    }

    /**
     * A log.
     *
     * @param snapshot as it was at one time
     * @return the object
     */
    public static JsonObject snapshot(LogSnapshot snapshot) {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("info", info(snapshot.info()))
                .add("content", FirmwareJson.name(snapshot.content()));
        snapshot.warning().ifPresent(warning -> out.add("warning", warning));
        add(out, snapshot.bytes());
        return out.build();
    }

    /**
     * Something that happened to a log.
     *
     * @param event what happened
     * @return the object
     */
    public static JsonObject event(TelemetryEvent event) {
        final JsonObjectBuilder out = Json.createObjectBuilder();
        if (event instanceof LogWritten written) {
            add(out.add("event", "written"), written.bytes());
        } else if (event instanceof LogGap gap) {
            out.add("event", "gap").add("cause", FirmwareJson.name(gap.cause()));
            gap.lost().ifPresent(lost -> out.add("lost", lost));
        } else if (event instanceof LogTypeChange change) {
            out.add("event", "type-change").add("before", FirmwareJson.name(change.before()));
        } else if (event instanceof LogReset) {
            out.add("event", "reset");
        }
        return out.add("position", position(event.position())).build();
    }

    /**
     * What the firmware wrote while an operation ran.
     *
     * @param telemetry what it wrote
     * @return the object
     */
    public static JsonObject telemetry(UpdateTelemetry telemetry) {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("deviceId", telemetry.deviceId())
                .add("events", FirmwareJson.array(telemetry.events(), TelemetryJson::event));
        telemetry.trouble().ifPresent(why -> out.add("trouble", FirmwareJson.failure(why)));
        return out.build();
    }

    private static JsonObject chunk(LogChunk chunk) {
        return Json.createObjectBuilder()
                .add("address", hex(chunk.address()))
                .add("size", chunk.size())
                .build();
    }

    private static JsonObject position(LogPosition position) {
        return Json.createObjectBuilder()
                .add("type", FirmwareJson.name(position.type()))
                .add("bufferAddress", hex(position.bufferAddress()))
                .add("resetCount", position.resetCount())
                .add("rolloverCount", position.rolloverCount())
                .add("offset", position.offset())
                .build();
    }

    private static void add(JsonObjectBuilder out, LogBytes bytes) {
        out.add("size", bytes.size());
        bytes.exactText()
                .ifPresentOrElse(
                        text -> out.add("text", text),
                        () -> out.add("base64", Base64.getEncoder().encodeToString(bytes.toByteArray())));
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
