// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.ChipIdentity;
import io.platformfirmware.tpm.KernelEntropy;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkState;
import io.platformfirmware.tpm.LinkStatistics;
import io.platformfirmware.tpm.LinkTransaction;
import io.platformfirmware.tpm.PcrBank;
import io.platformfirmware.tpm.PcrValues;
import io.platformfirmware.tpm.ReadyLineState;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponse;
import io.platformfirmware.tpm.VirtualTpmStatus;
import io.platformfirmware.tpm.WaitStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.json.Json;
import javax.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The form that scripts read: within a schema version members are only added. */
final class TpmJsonTest {

    private static final ChipIdentity CR50 = new ChipIdentity(0x0028_1AE0, 0);
    private static final String CR50_JSON =
            "{\"didVid\":\"0x00281ae0\",\"vendorId\":\"0x1ae0\",\"deviceId\":\"0x0028\","
                    + "\"revision\":0,\"family\":\"cr50\"}";

    private static final SelfTestReport GOOD = new SelfTestReport(
            Optional.of(WaitStrategy.HOLD_CS), "it works", Optional.of(CR50), List.of("a", "b"), Optional.empty());
    private static final String GOOD_JSON = "{\"strategy\":\"hold-cs\",\"reason\":\"it works\",\"identity\":"
            + CR50_JSON + ",\"findings\":[\"a\",\"b\"]}";

    @Test
    void writesAState() {
        final LinkState state = new LinkState(
                Optional.of(GOOD),
                ReadyLineState.UNAVAILABLE,
                Optional.of("gpiochip0:42"),
                Optional.of("another process has it"),
                Duration.ofMillis(2),
                1_000_000,
                true,
                false,
                3,
                Optional.of("TPM2_GetRandom"),
                Optional.of("B2-C:0"),
                Optional.of(new KernelEntropy(1L << 40, Optional.of("it may not"))));

        assertThat(TpmJson.state(state).toString())
                .isEqualTo("{\"selfTest\":" + GOOD_JSON + ",\"readyLine\":\"unavailable\","
                        + "\"readyLineName\":\"gpiochip0:42\",\"readyLineTrouble\":\"another process has it\","
                        + "\"accessDelayMicros\":2000,\"speedHz\":1000000,\"localityHeld\":true,\"suspended\":false,"
                        + "\"waiting\":3,\"running\":\"TPM2_GetRandom\",\"firmwareVersion\":\"B2-C:0\","
                        + "\"kernelEntropy\":{\"bytes\":1099511627776,\"trouble\":\"it may not\"}}");
    }

    @Test
    void leavesOutWhatIsAbsentFromAState() {
        final LinkState bare = new LinkState(
                Optional.empty(),
                ReadyLineState.NONE,
                Optional.empty(),
                Optional.empty(),
                Duration.ofNanos(1_500),
                500_000,
                false,
                true,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(TpmJson.state(bare).toString())
                .isEqualTo("{\"readyLine\":\"none\",\"accessDelayMicros\":1,\"speedHz\":500000,\"localityHeld\":false,"
                        + "\"suspended\":true,\"waiting\":0}");
    }

    @Test
    void writesEveryCounter() {
        final JsonObject written = TpmJson.statistics(
                new LinkStatistics(Map.of(LinkCounter.COMMANDS, 1L << 40, LinkCounter.RECOVERIES_FLOW_CONTROL, 2L)));

        assertThat(written.keySet())
                .hasSize(LinkCounter.values().length)
                .startsWith("commands", "failedCommands", "cancelledCommands", "transactions", "bytesOut", "bytesIn")
                .contains("gateNanos", "rereads", "chipResets", "entropyBytes", "entropyBits", "entropyFailures");
        assertThat(written.getJsonNumber("commands").longValueExact()).isEqualTo(1L << 40);
        assertThat(written.getInt("recoveriesFlowControl")).isEqualTo(2);
        assertThat(written.getInt("wakes")).isZero();
    }

    @Test
    void writesTransactions() {
        assertThat(TpmJson.transaction(new LinkTransaction(
                                7,
                                1_000_000_000_000L,
                                LinkTransaction.Kind.WRITE,
                                0x024,
                                64,
                                2,
                                new byte[] {(byte) 0x80, 1},
                                3,
                                LinkTransaction.Gate.MISSED_EDGE,
                                Duration.ofMillis(2),
                                Duration.ofNanos(40_500),
                                Optional.empty()))
                        .toString())
                .isEqualTo("{\"sequence\":7,\"nanos\":1000000000000,\"kind\":\"write\",\"register\":\"0x024\","
                        + "\"position\":64,\"length\":2,\"data\":\"8001\",\"waitBytes\":3,\"gate\":\"missed-edge\","
                        + "\"gateTimeNanos\":2000000,\"durationNanos\":40500}");
        assertThat(TpmJson.transaction(new LinkTransaction(
                        8,
                        0,
                        LinkTransaction.Kind.READ,
                        0xF00,
                        0,
                        4,
                        new byte[0],
                        0,
                        LinkTransaction.Gate.OPEN,
                        Duration.ZERO,
                        Duration.ZERO,
                        Optional.of("stuck"))))
                .containsEntry("data", Json.createValue(""))
                .containsEntry("register", Json.createValue("0xf00"))
                .containsEntry("error", Json.createValue("stuck"));
    }

    @Test
    void writesReports() {
        assertThat(TpmJson.selfTest(GOOD).toString()).isEqualTo(GOOD_JSON);
        assertThat(TpmJson.selfTest(new SelfTestReport(
                                Optional.empty(),
                                "nothing answers",
                                Optional.empty(),
                                List.of(),
                                Optional.of(Failure.of(FailureReason.TRANSPORT_ERROR, "open", "no answer")
                                        .on("cr50-main")
                                        .likely("no power"))))
                        .toString())
                .isEqualTo(
                        "{\"reason\":\"nothing answers\",\"findings\":[],\"failure\":{\"reason\":\"transport-error\","
                                + "\"deviceId\":\"cr50-main\",\"operation\":\"open\",\"message\":\"no answer\","
                                + "\"likelyCauses\":[\"no power\"]}}");
    }

    @Test
    void writesIdentities() {
        assertThat(TpmJson.identity(CR50).toString()).isEqualTo(CR50_JSON);
        assertThat(TpmJson.identity(new ChipIdentity(-1, 255)).toString())
                .isEqualTo(
                        "{\"didVid\":\"0xffffffff\",\"vendorId\":\"0xffff\",\"deviceId\":\"0xffff\",\"revision\":255,"
                                + "\"family\":\"other\"}");
    }

    @Test
    void writesResponses() throws FirmwareException {
        assertThat(TpmJson.response(TpmCommand.getRandom(2), response("80010000000e000000000002abcd"))
                        .toString())
                .isEqualTo("{\"command\":\"TPM2_GetRandom\",\"commandCode\":379,\"success\":true,\"code\":0,"
                        + "\"name\":\"TPM_RC_SUCCESS\","
                        + "\"meaning\":\"TPM_RC_SUCCESS (0x00000000): the command did what it should\",\"size\":14,"
                        + "\"hex\":\"80010000000e000000000002abcd\"}");
        assertThat(TpmJson.response(
                                TpmCommand.of(HexFormat.of().parseHex("80010000000aa0000000")),
                                response("80010000000affffffff"))
                        .toString())
                .isEqualTo("{\"command\":\"vendor command 0xA0000000\",\"commandCode\":2684354560,\"success\":false,"
                        + "\"code\":4294967295,\"name\":\"0xFFFFFFFF\","
                        + "\"meaning\":\"0xFFFFFFFF: not a code of a TPM, which has 12 bits\",\"size\":10,"
                        + "\"hex\":\"80010000000affffffff\"}");
    }

    @Test
    void writesPcrs() {
        final TreeMap<Integer, byte[]> digests = new TreeMap<>();
        digests.put(17, HexFormat.of().parseHex("ff".repeat(20)));
        digests.put(0, new byte[20]);

        assertThat(TpmJson.pcrs(new PcrValues(0xFFFF_FFFFL, PcrBank.SHA1, digests))
                        .toString())
                .isEqualTo("{\"updateCounter\":4294967295,\"bank\":\"sha1\",\"pcrs\":[{\"pcr\":0,\"digest\":\""
                        + "00".repeat(20) + "\"},{\"pcr\":17,\"digest\":\"" + "ff".repeat(20) + "\"}]}");
        assertThat(TpmJson.pcrs(new PcrValues(0, PcrBank.SHA512, new TreeMap<>()))
                        .toString())
                .isEqualTo("{\"updateCounter\":0,\"bank\":\"sha512\",\"pcrs\":[]}");
    }

    private static TpmResponse response(String hex) throws FirmwareException {
        return TpmResponse.of(HexFormat.of().parseHex(hex));
    }

    @Test
    void writesAKernelDevice() {
        final VirtualTpmStatus served = new VirtualTpmStatus(
                Optional.of("cr50-main"),
                Optional.of("/dev/tpm0"),
                Optional.of(Instant.parse("2026-11-26T21:00:00Z")),
                Optional.empty(),
                17,
                2,
                Optional.empty());

        assertThat(TpmJson.virtualTpm(served).toString())
                .isEqualTo("{\"transportId\":\"cr50-main\",\"kernelDevice\":\"/dev/tpm0\","
                        + "\"since\":\"2026-11-26T21:00:00Z\",\"commands\":17,\"failures\":2}");
    }

    @Test
    void writesWhyThereIsNoKernelDevice() {
        final Failure why = Failure.of(FailureReason.DEVICE_NOT_FOUND, "make kernel device", "no node");
        final Failure fault = Failure.of(FailureReason.INVALID_VALUE, "settings", "device = 'a b' is not allowed");
        final VirtualTpmStatus none = new VirtualTpmStatus(
                Optional.of("cr50-main"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(why),
                0,
                0,
                Optional.of(fault));

        assertThat(TpmJson.virtualTpm(none).toString())
                .isEqualTo("{\"transportId\":\"cr50-main\",\"trouble\":" + FirmwareJson.failure(why)
                        + ",\"commands\":0,\"failures\":0,\"settingsFault\":" + FirmwareJson.failure(fault) + "}");
    }
}
