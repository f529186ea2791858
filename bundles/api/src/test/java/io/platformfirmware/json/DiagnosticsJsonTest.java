// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.update.DriverReport;
import io.platformfirmware.update.DriverRule;
import io.platformfirmware.update.KernelDiagnostics;
import io.platformfirmware.update.UpdatePhase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.json.Json;
import javax.json.JsonException;
import javax.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnosticsJsonTest {

    private static final DriverReport NOTHING = new DriverReport(
            UpdatePhase.VERIFY,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            true);

    @Test
    void writesWhatIsKnownAndLeavesTheRestOut() {
        final DriverReport stage = new DriverReport(
                UpdatePhase.STAGE,
                OptionalLong.of(6),
                OptionalLong.of(0xFFFF_FFFFL),
                Optional.of(Duration.ofNanos(0x1_0000_0001L)),
                Optional.of(Duration.ZERO),
                Optional.of(DriverRule.IMAGE_TYPE),
                false,
                false);

        assertThat(DiagnosticsJson.diagnostics(new KernelDiagnostics(List.of(stage, NOTHING), Optional.empty())))
                .hasToString("{\"reports\":[{\"phase\":\"stage\",\"status\":6,\"statusName\":\"DSM_FUNC_SPEC_ERR\","
                        + "\"extendedStatus\":4294967295,\"authenticationNanos\":4294967297,\"executionNanos\":0,"
                        + "\"refusedBy\":\"image-type\",\"gap\":false,\"ambiguous\":false},"
                        + "{\"phase\":\"verify\",\"gap\":true,\"ambiguous\":true}]}");
    }

    @ParameterizedTest
    @EnumSource(DriverRule.class)
    void readsWhatItWrote(DriverRule rule) {
        final KernelDiagnostics diagnostics = new KernelDiagnostics(
                List.of(
                        NOTHING,
                        new DriverReport(
                                UpdatePhase.LOAD,
                                OptionalLong.of(0x8000_0001L),
                                OptionalLong.of(0),
                                Optional.of(Duration.ofNanos(1)),
                                Optional.of(Duration.ofNanos(Long.MAX_VALUE)),
                                Optional.of(rule),
                                true,
                                false)),
                Optional.of(Failure.of(FailureReason.LOG_UNAVAILABLE, "kernel diagnostics", "no")));

        assertThat(FirmwareJsonReader.diagnostics(DiagnosticsJson.diagnostics(diagnostics)))
                .isEqualTo(diagnostics);
    }

    @ParameterizedTest
    @CsvSource({"status, -1", "status, 4294967296", "extendedStatus, -1", "phase, 3", "gap, 1"})
    void refusesWhatCanNotBe(String member, long value) {
        final JsonObject report = Json.createObjectBuilder(
                        DiagnosticsJson.diagnostics(new KernelDiagnostics(List.of(NOTHING), Optional.empty()))
                                .getJsonArray("reports")
                                .getJsonObject(0))
                .add(member, value)
                .build();
        final JsonObject damaged = Json.createObjectBuilder()
                .add("reports", Json.createArrayBuilder().add(report))
                .build();

        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> FirmwareJsonReader.diagnostics(damaged));
    }
}
