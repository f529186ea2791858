// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.json.TpmJson;
import io.platformfirmware.tpm.LinkTransaction;
import java.io.PrintStream;
import javax.json.Json;
import javax.json.JsonObjectBuilder;

/** One JSON document on a line for each thing that happens. */
final class TraceJson implements TraceView {

    private static final String EVENT = "event";

    private final PrintStream out;

    TraceJson(PrintStream out) {
        this.out = out;
    }

    @Override
    public void happened(String deviceId, LinkTransaction transaction) {
        print(deviceId, event("transaction").add("transaction", TpmJson.transaction(transaction)));
    }

    @Override
    public void gap(String deviceId, long lost) {
        print(deviceId, event("gap").add("lost", lost));
    }

    @Override
    public void came(String deviceId) {
        print(deviceId, event("device-came"));
    }

    @Override
    public void gone(String deviceId) {
        print(deviceId, event("device-gone"));
    }

    private static JsonObjectBuilder event(String name) {
        return Json.createObjectBuilder().add(EVENT, name);
    }

    private void print(String deviceId, JsonObjectBuilder event) {
        out.println(Json.createObjectBuilder(FirmwareJson.document("deviceId", Json.createValue(deviceId)))
                .add(EVENT, event)
                .build());
    }
}
