// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.json.TelemetryJson;
import io.platformfirmware.telemetry.TelemetryEvent;
import java.io.PrintStream;
import javax.json.Json;
import javax.json.JsonObject;

/** One JSON document on a line for each thing that happens. */
final class FollowJson implements FollowView {

    private static final String EVENT = "event";

    private final PrintStream out;

    FollowJson(PrintStream out) {
        this.out = out;
    }

    @Override
    public void happened(String deviceId, TelemetryEvent event) {
        print(deviceId, TelemetryJson.event(event));
    }

    @Override
    public void unreadable(String deviceId, Failure why) {
        print(
                deviceId,
                Json.createObjectBuilder()
                        .add(EVENT, "unreadable")
                        .add("error", FirmwareJson.failure(why))
                        .build());
    }

    @Override
    public void came(String deviceId) {
        print(deviceId, Json.createObjectBuilder().add(EVENT, "device-came").build());
    }

    @Override
    public void gone(String deviceId) {
        print(deviceId, Json.createObjectBuilder().add(EVENT, "device-gone").build());
    }

    @Override
    public void pause() {
        // nothing is held back
    }

    @Override
    public void end() {
        // every document is complete
    }

    private void print(String deviceId, JsonObject event) {
        out.println(Json.createObjectBuilder(FirmwareJson.document("deviceId", Json.createValue(deviceId)))
                .add(EVENT, event)
                .build());
    }
}
