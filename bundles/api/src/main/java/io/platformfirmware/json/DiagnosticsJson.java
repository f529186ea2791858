// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.json;

import io.platformfirmware.update.DriverReport;
import io.platformfirmware.update.DsmStatus;
import io.platformfirmware.update.KernelDiagnostics;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;

/** Writes what Linux's driver said of an operation as JSON. Stateless. */
public final class DiagnosticsJson {

    private DiagnosticsJson() {}

    /**
     * What the driver said while an operation ran.
     *
     * @param diagnostics what it said
     * @return the object
     */
    public static JsonObject diagnostics(KernelDiagnostics diagnostics) {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("reports", FirmwareJson.array(diagnostics.reports(), DiagnosticsJson::report));
        diagnostics.trouble().ifPresent(why -> out.add("trouble", FirmwareJson.failure(why)));
        return out.build();
    }

    private static JsonObject report(DriverReport report) {
        final JsonObjectBuilder out = Json.createObjectBuilder().add("phase", FirmwareJson.name(report.phase()));
        report.status().ifPresent(status -> {
            out.add("status", status);
            DsmStatus.of(status).ifPresent(known -> out.add("statusName", known.symbol()));
        });
        report.extendedStatus().ifPresent(status -> out.add("extendedStatus", status));
        report.authenticationTime().ifPresent(time -> out.add("authenticationNanos", time.toNanos()));
        report.executionTime().ifPresent(time -> out.add("executionNanos", time.toNanos()));
        report.refusedBy().ifPresent(rule -> out.add("refusedBy", FirmwareJson.name(rule)));
        return out.add("gap", report.gap()).add("ambiguous", report.ambiguous()).build();
    }
}
