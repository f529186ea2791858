// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.Guid;
import io.platformfirmware.Sha256;
import io.platformfirmware.SystemError;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.CapsuleType;
import io.platformfirmware.update.CheckReport;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.json.Json;
import javax.json.JsonException;
import javax.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirmwareJsonTest {

    private static final Sha256 DIGEST = Sha256.of(new byte[0]);
    private static final Instant START = Instant.parse("2026-03-01T12:04:05.678Z");

    private static final UpdateCapability BEFORE = capability(1);

    private static final UpdateRecord RECORD = new UpdateRecord(
            "0b9f",
            "pfru0",
            "/dev/acpi_pfr_update0",
            false,
            UpdateRecord.Operation.LOAD_AND_STAGE,
            Optional.of("karaf"),
            START,
            Optional.of(START.plusMillis(7)),
            new CapsuleSummary("x.cap", DIGEST, 206, CapsuleType.CODE_INJECTION, 0xFFFF_FFFFL, 2, BEFORE.platformId()),
            List.of(
                    new UpdateRecord.PhaseTime(UpdatePhase.CHECK, START, Optional.of(Duration.ofNanos(1_500_000))),
                    new UpdateRecord.PhaseTime(UpdatePhase.LOAD, START, Optional.empty())),
            Optional.of(BEFORE),
            Optional.of(capability(2)),
            UpdateRecord.Outcome.FAILED,
            Optional.of(Failure.of(FailureReason.FIRMWARE_REFUSED, "stage", "no")
                    .on("pfru0")
                    .because(new SystemError("ioctl PFRU_IOC_STAGE", 16, "EBUSY", "Device or resource busy"))
                    .likely("a", "b")
                    .next("c")),
            Optional.empty(),
            Optional.empty());

    @Test
    void writesARecord() {
        assertThat(FirmwareJson.record(RECORD).toString())
                .isEqualTo("{\"id\":\"0b9f\",\"deviceId\":\"pfru0\",\"devicePath\":\"/dev/acpi_pfr_update0\","
                        + "\"simulated\":false,\"operation\":\"load-and-stage\",\"requestedBy\":\"karaf\","
                        + "\"startedAt\":\"2026-03-01T12:04:05.678Z\",\"finishedAt\":\"2026-03-01T12:04:05.685Z\","
                        + "\"capsule\":{\"source\":\"x.cap\",\"sha256\":\"" + DIGEST + "\",\"size\":206,"
                        + "\"type\":\"code-injection\",\"runtimeVersion\":4294967295,\"svn\":2,"
                        + "\"platformId\":\"11111111-2222-3333-4444-555555555555\"},"
                        + "\"phases\":[{\"phase\":\"check\",\"startedAt\":\"2026-03-01T12:04:05.678Z\",\"durationMicros\":1500},"
                        + "{\"phase\":\"load\",\"startedAt\":\"2026-03-01T12:04:05.678Z\"}],"
                        + "\"before\":" + capabilityJson(1) + ",\"after\":" + capabilityJson(2) + ","
                        + "\"changes\":[{\"field\":\"codeRuntimeVersion\",\"before\":\"1\",\"after\":\"2\"}],"
                        + "\"outcome\":\"failed\",\"failure\":{\"reason\":\"firmware-refused\",\"deviceId\":\"pfru0\","
                        + "\"operation\":\"stage\",\"message\":\"no\",\"systemError\":{\"call\":\"ioctl PFRU_IOC_STAGE\","
                        + "\"errno\":16,\"symbol\":\"EBUSY\",\"sentence\":\"Device or resource busy\"},"
                        + "\"likelyCauses\":[\"a\",\"b\"],\"nextStep\":\"c\"}}");
    }

    @Test
    void readsWhatItWrote() {
        assertThat(FirmwareJsonReader.record(FirmwareJson.record(RECORD))).isEqualTo(RECORD);
        assertThat(FirmwareJsonReader.capability(FirmwareJson.capability(BEFORE)))
                .isEqualTo(BEFORE);
    }

    @Test
    void leavesOutWhatIsAbsent() {
        final UpdateRecord bare = new UpdateRecord(
                "1",
                "d",
                "p",
                true,
                UpdateRecord.Operation.LOAD,
                Optional.empty(),
                START,
                Optional.empty(),
                RECORD.capsule(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                UpdateRecord.Outcome.PENDING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        final JsonObject written = FirmwareJson.record(bare);

        assertThat(written).doesNotContainKeys("requestedBy", "finishedAt", "before", "after", "failure");
        assertThat(FirmwareJsonReader.record(written)).isEqualTo(bare);
    }

    @Test
    void ignoresMembersOfLaterReleases() {
        final JsonObject later = Json.createObjectBuilder(FirmwareJson.record(RECORD))
                .add("colour", "text")
                .build();

        assertThat(FirmwareJsonReader.record(later)).isEqualTo(RECORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "capsule", "phases", "outcome", "startedAt"})
    void refusesARecordThatLacksAMember(String member) {
        final JsonObject cut = Json.createObjectBuilder(FirmwareJson.record(RECORD))
                .remove(member)
                .build();

        assertThatThrownBy(() -> FirmwareJsonReader.record(cut)).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "capsule", "phases", "outcome", "startedAt", "before"})
    void refusesARecordWithAMemberOfAnotherKind(String member) {
        final JsonObject wrong = Json.createObjectBuilder(FirmwareJson.record(RECORD))
                .add(member, 7)
                .build();

        assertThatThrownBy(() -> FirmwareJsonReader.record(wrong)).isInstanceOf(JsonException.class);
    }

    @Test
    void writesTheReportOfABrokenFileAsFarAsItGoes() {
        final JsonObject report = FirmwareJson.report(CheckReport.offline(CapsuleFile.of("cut.cap", new byte[27])));

        assertThat(report.getBoolean("accepted")).isFalse();
        assertThat(report.getJsonObject("capsule").keySet()).containsExactly("file");
        assertThat(report.getJsonArray("linux")).hasSize(2);
        assertThat(report.getJsonArray("findings").getJsonObject(1).getString("rule"))
                .isEqualTo("capsule-header");
    }

    @Test
    void writesStatesAndDocuments() {
        final JsonObject state = FirmwareJson.state(UpdateState.of(UpdateState.Phase.STAGED, DIGEST));

        assertThat(FirmwareJson.document("state", state).toString())
                .isEqualTo("{\"schemaVersion\":1,\"state\":{\"phase\":\"staged\",\"sha256\":\"" + DIGEST + "\"}}");
        assertThat(FirmwareJson.state(UpdateState.UNKNOWN).toString()).isEqualTo("{\"phase\":\"unknown\"}");
    }

    private static UpdateCapability capability(long codeRuntimeVersion) {
        final Guid platform = Guid.of("11111111-2222-3333-4444-555555555555");
        return new UpdateCapability(
                12,
                CapsuleType.CODE_INJECTION.imageType(),
                0x8000_0000L,
                codeRuntimeVersion,
                CapsuleType.DRIVER_UPDATE.imageType(),
                1,
                1,
                platform,
                platform,
                8);
    }

    private static String capabilityJson(long codeRuntimeVersion) {
        return "{\"featureBits\":12,\"codeType\":\"B2F84B79-7B6E-4E45-885F-3FB9BB185402\","
                + "\"firmwareVersion\":2147483648,\"codeRuntimeVersion\":" + codeRuntimeVersion
                + ",\"driverType\":\"4569DD8C-75F1-429A-A3D6-24DE8097A0DF\",\"driverRuntimeVersion\":1,\"driverSvn\":1,"
                + "\"platformId\":\"11111111-2222-3333-4444-555555555555\","
                + "\"oemId\":\"11111111-2222-3333-4444-555555555555\",\"oemInfoLength\":8}";
    }
}
