// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.Guid;
import io.platformfirmware.Sha256;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogSnapshot;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetrySettings;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.CapsuleType;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateTelemetry;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import javax.json.Json;
import javax.json.JsonException;
import javax.json.JsonObject;
import javax.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryJsonTest {

    private static final LogPosition POSITION =
            new LogPosition(LogType.EXECUTION, 0xFFFF_FFFF_7000_0000L, 0xFFFF_FFFFL, 2, 0x8000_0000L);
    private static final String POSITION_JSON = "{\"type\":\"execution\",\"bufferAddress\":\"0xffffffff70000000\","
            + "\"resetCount\":4294967295,\"rolloverCount\":2,\"offset\":2147483648}";

    private static final UpdateRecord RECORD = new UpdateRecord(
            "0b9f",
            "pfru0",
            "/dev/acpi_pfr_update0",
            false,
            UpdateRecord.Operation.UPDATE,
            Optional.empty(),
            Instant.EPOCH,
            Optional.of(Instant.EPOCH),
            new CapsuleSummary(
                    "x.cap",
                    Sha256.of(new byte[0]),
                    206,
                    CapsuleType.CODE_INJECTION,
                    1,
                    2,
                    Guid.of("11111111-2222-3333-4444-555555555555")),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            UpdateRecord.Outcome.SUCCEEDED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    static Stream<TelemetryEvent> events() {
        return Stream.of(
                written("a line\n".getBytes(StandardCharsets.US_ASCII)),
                written("n\u00E9v \u20AC \uD83D\uDE00 \"quoted\" \\ \t\r\n \u2028 \uFEFF"
                        .getBytes(StandardCharsets.UTF_8)),
                written(everyAsciiCharacter()),
                written(new byte[] {'a', (byte) 0xFF}),
                written(new byte[] {(byte) 0xE2, (byte) 0x82}),
                written(anyBytes()),
                new LogGap(LogGap.Cause.OVERWRITTEN, OptionalLong.empty(), POSITION),
                new LogGap(LogGap.Cause.SLOW_LISTENER, OptionalLong.of(0), POSITION),
                new LogGap(LogGap.Cause.SHORTENED, OptionalLong.of(Long.MAX_VALUE), POSITION),
                new LogReset(POSITION),
                new LogTypeChange(LogType.HISTORY, POSITION));
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsEveryEventThatItWrote(TelemetryEvent event) {
        assertThat(FirmwareJsonReader.event(asText(TelemetryJson.event(event)))).isEqualTo(event);
    }

    @Test
    void readsARecordWithTelemetry() {
        final UpdateRecord calm =
                RECORD.withTelemetry(new UpdateTelemetry("pfrt0", events().toList(), Optional.empty()));
        final UpdateRecord troubled = RECORD.withTelemetry(new UpdateTelemetry(
                "pfrt0",
                List.of(),
                Optional.of(Failure.of(FailureReason.LOG_UNAVAILABLE, "read log", "why")
                        .on("pfrt0"))));

        assertThat(FirmwareJsonReader.record(asText(FirmwareJson.record(calm)))).isEqualTo(calm);
        assertThat(FirmwareJsonReader.record(asText(FirmwareJson.record(troubled))))
                .isEqualTo(troubled);
        assertThat(FirmwareJson.record(RECORD)).doesNotContainKey("telemetry");
        assertThat(FirmwareJsonReader.record(asText(FirmwareJson.record(RECORD))))
                .as("of a release without telemetry")
                .isEqualTo(RECORD);
    }

    @Test
    void writesBytesAsTextWhereTheyAreTextAndAsBase64Otherwise() {
        assertThat(TelemetryJson.event(written(new byte[] {'h', 'i', '\n'})).toString())
                .isEqualTo("{\"event\":\"written\",\"size\":3,\"text\":\"hi\\n\",\"position\":" + POSITION_JSON + "}");
        assertThat(TelemetryJson.event(written(new byte[] {'h', (byte) 0xFF})).toString())
                .isEqualTo("{\"event\":\"written\",\"size\":2,\"base64\":\"aP8=\",\"position\":" + POSITION_JSON + "}");
    }

    @Test
    void writesMarks() {
        assertThat(TelemetryJson.event(new LogGap(LogGap.Cause.SLOW_LISTENER, OptionalLong.of(7), POSITION))
                        .toString())
                .isEqualTo("{\"event\":\"gap\",\"cause\":\"slow-listener\",\"lost\":7,\"position\":" + POSITION_JSON
                        + "}");
        assertThat(TelemetryJson.event(new LogTypeChange(LogType.HISTORY, POSITION))
                        .toString())
                .isEqualTo("{\"event\":\"type-change\",\"before\":\"history\",\"position\":" + POSITION_JSON + "}");
        assertThat(TelemetryJson.event(new LogReset(POSITION)).toString())
                .isEqualTo("{\"event\":\"reset\",\"position\":" + POSITION_JSON + "}");
    }

    @Test
    void writesSettingsAndSnapshots() {
        final LogInfo info =
                new LogInfo(LogType.HISTORY, 4096, new LogChunk(0, 0), new LogChunk(0x7000_0000L, 2), 1, 2);

        assertThat(TelemetryJson.settings(new TelemetrySettings(LogLevel.VERBOSE, LogType.HISTORY, 2))
                        .toString())
                .isEqualTo("{\"level\":\"verbose\",\"type\":\"history\",\"revision\":2}");
        assertThat(TelemetryJson.change(TelemetryChange.NOTHING).toString()).isEqualTo("{}");
        assertThat(TelemetryJson.change(new TelemetryChange(
                                Optional.of(LogLevel.INFO), Optional.of(LogType.EXECUTION), OptionalInt.of(1)))
                        .toString())
                .isEqualTo("{\"level\":\"info\",\"type\":\"execution\",\"revision\":1}");
        assertThat(TelemetryJson.snapshot(new LogSnapshot(
                                info, LogSnapshot.Content.TIME_ORDER, Optional.of("why"), LogBytes.of(new byte[] {'x'
                                })))
                        .toString())
                .isEqualTo(
                        "{\"info\":{\"type\":\"history\",\"capacity\":4096,\"chunk1\":{\"address\":\"0x0\",\"size\":0},"
                                + "\"chunk2\":{\"address\":\"0x70000000\",\"size\":2},\"rolloverCount\":1,\"resetCount\":2},"
                                + "\"content\":\"time-order\",\"warning\":\"why\",\"size\":1,\"text\":\"x\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"event\":\"reset\"}",
                "{\"event\":\"reset\",\"position\":7}",
                "{\"event\":\"later\",\"position\":POSITION}",
                "{\"event\":\"written\",\"position\":POSITION}",
                "{\"event\":\"written\",\"text\":\"\",\"position\":POSITION}",
                "{\"event\":\"written\",\"text\":7,\"position\":POSITION}",
                "{\"event\":\"written\",\"base64\":\"!\",\"position\":POSITION}",
                "{\"event\":\"gap\",\"position\":POSITION}",
                "{\"event\":\"gap\",\"cause\":\"none\",\"position\":POSITION}",
                "{\"event\":\"gap\",\"cause\":\"shortened\",\"lost\":\"7\",\"position\":POSITION}",
                "{\"event\":\"type-change\",\"before\":\"both\",\"position\":POSITION}"
            })
    void refusesADamagedEvent(String damaged) {
        assertThatThrownBy(() -> FirmwareJsonReader.event(read(damaged.replace("POSITION", POSITION_JSON))))
                .isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0x", "0xg", "70000000", "zz70000000", "0x1ffffffffffffffff", "0x-1"})
    void refusesADamagedAddress(String address) {
        final JsonObject reset =
                read("{\"event\":\"reset\",\"position\":" + POSITION_JSON.replace("0xffffffff70000000", address) + "}");

        assertThatThrownBy(() -> FirmwareJsonReader.event(reset)).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"deviceId\":\"a\"}", "{\"deviceId\":\"a\",\"events\":[7]}", "{\"events\":[]}"})
    void refusesDamagedTelemetry(String damaged) {
        assertThatThrownBy(() -> FirmwareJsonReader.telemetry(read(damaged))).isInstanceOf(JsonException.class);
    }

    private static LogWritten written(byte[] bytes) {
        return new LogWritten(LogBytes.of(bytes), POSITION);
    }

    private static byte[] everyAsciiCharacter() {
        final byte[] bytes = new byte[128];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static byte[] anyBytes() {
        final byte[] bytes = new byte[64 << 10];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /** What a file brings back is parsed text. */
    private static JsonObject asText(JsonObject written) {
        return read(written.toString());
    }

    private static JsonObject read(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
