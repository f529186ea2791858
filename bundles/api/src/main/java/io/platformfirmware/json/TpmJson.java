// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.json;

import io.platformfirmware.tpm.ChipIdentity;
import io.platformfirmware.tpm.KernelEntropy;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkState;
import io.platformfirmware.tpm.LinkStatistics;
import io.platformfirmware.tpm.LinkTransaction;
import io.platformfirmware.tpm.PcrValues;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponse;
import io.platformfirmware.tpm.TpmServerClient;
import io.platformfirmware.tpm.TpmServerListener;
import io.platformfirmware.tpm.TpmServerState;
import io.platformfirmware.tpm.TpmServerTotals;
import io.platformfirmware.tpm.VirtualTpmStatus;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;

/**
 * Writes what is known of TPMs and the links to them as JSON. Bytes are hexadecimal digits in lower case with nothing between
 * them; registers and identifiers begin with {@code 0x}. Stateless.
 */
public final class TpmJson {

    private static final long NANOS_PER_MICRO = 1_000;
    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern NEXT_WORD = Pattern.compile("_(.)");

    private TpmJson() {}

    /**
     * How a link stands.
     *
     * @param state a snapshot
     * @return the object
     */
    public static JsonObject state(LinkState state) {
        final JsonObjectBuilder out = Json.createObjectBuilder();
        state.selfTest().ifPresent(report -> out.add("selfTest", selfTest(report)));
        out.add("readyLine", FirmwareJson.name(state.readyLine()));
        state.readyLineName().ifPresent(name -> out.add("readyLineName", name));
        state.readyLineTrouble().ifPresent(why -> out.add("readyLineTrouble", why));
        out.add("accessDelayMicros", state.accessDelay().toNanos() / NANOS_PER_MICRO)
                .add("speedHz", state.speedHz())
                .add("localityHeld", state.localityHeld())
                .add("suspended", state.suspended())
                .add("waiting", state.waiting());
        state.running().ifPresent(command -> out.add("running", command));
        state.firmwareVersion().ifPresent(version -> out.add("firmwareVersion", version));
        state.kernelEntropy().ifPresent(entropy -> out.add("kernelEntropy", kernelEntropy(entropy)));
        return out.build();
    }

    private static JsonObject kernelEntropy(KernelEntropy entropy) {
        final JsonObjectBuilder out = Json.createObjectBuilder().add("bytes", entropy.bytes());
        entropy.trouble().ifPresent(why -> out.add("trouble", why));
        return out.build();
    }

    /**
     * What a link has counted.
     *
     * @param statistics a snapshot
     * @return the object: a number for every counter, by its name, for example {@code failedCommands}
     */
    public static JsonObject statistics(LinkStatistics statistics) {
        final JsonObjectBuilder out = Json.createObjectBuilder();
        statistics.values().forEach((counter, count) -> out.add(name(counter), count));
        return out.build();
    }

    /**
     * A transaction.
     *
     * @param transaction as it went over the wire
     * @return the object; times in nanoseconds, because most transactions take a few microseconds
     */
    public static JsonObject transaction(LinkTransaction transaction) {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("sequence", transaction.sequence())
                .add("nanos", transaction.nanos())
                .add("kind", FirmwareJson.name(transaction.kind()))
                .add("register", hex(transaction.register(), 3))
                .add("position", transaction.position())
                .add("length", transaction.length())
                .add("data", HEX.formatHex(transaction.data()))
                .add("waitBytes", transaction.waitBytes())
                .add("gate", FirmwareJson.name(transaction.gate()))
                .add("gateTimeNanos", transaction.gateTime().toNanos())
                .add("durationNanos", transaction.duration().toNanos());
        transaction.error().ifPresent(why -> out.add("error", why));
        return out.build();
    }

    /**
     * What was found when a link was opened.
     *
     * @param report what was found
     * @return the object
     */
    public static JsonObject selfTest(SelfTestReport report) {
        final JsonObjectBuilder out = Json.createObjectBuilder();
        report.strategy().ifPresent(strategy -> out.add("strategy", strategy.id()));
        out.add("reason", report.reason());
        report.identity().ifPresent(identity -> out.add("identity", identity(identity)));
        out.add("findings", Json.createArrayBuilder(report.findings()));
        report.failure().ifPresent(failure -> out.add("failure", FirmwareJson.failure(failure)));
        return out.build();
    }

    /**
     * Who a chip says it is.
     *
     * @param identity its registers
     * @return the object
     */
    public static JsonObject identity(ChipIdentity identity) {
        return Json.createObjectBuilder()
                .add("didVid", hex(identity.didVid(), 8))
                .add("vendorId", hex(identity.vendorId(), 4))
                .add("deviceId", hex(identity.deviceId(), 4))
                .add("revision", identity.revision())
                .add("family", FirmwareJson.name(identity.family()))
                .build();
    }

    /**
     * A response, and to what. The bytes of the command are left out: they may hold an authorization value.
     *
     * @param command what was sent
     * @param response what came
     * @return the object; {@code hex} is the whole response
     */
    public static JsonObject response(TpmCommand command, TpmResponse response) {
        final byte[] bytes = response.bytes();
        return Json.createObjectBuilder()
                .add("command", command.name())
                .add("commandCode", Integer.toUnsignedLong(command.code()))
                .add("success", response.success())
                .add("code", Integer.toUnsignedLong(response.code().value()))
                .add("name", response.code().name())
                .add("meaning", response.code().toString())
                .add("size", bytes.length)
                .add("hex", HEX.formatHex(bytes))
                .build();
    }

    /**
     * Values of PCRs.
     *
     * @param values of one bank
     * @return the object
     */
    public static JsonObject pcrs(PcrValues values) {
        return Json.createObjectBuilder()
                .add("updateCounter", values.updateCounter())
                .add("bank", values.bank().id())
                .add(
                        "pcrs",
                        FirmwareJson.array(
                                values.digests().entrySet(),
                                one -> Json.createObjectBuilder()
                                        .add("pcr", one.getKey())
                                        .add("digest", HEX.formatHex(one.getValue()))
                                        .build()))
                .build();
    }

    /**
     * How a socket server stands.
     *
     * @param state a snapshot
     * @return the object
     */
    public static JsonObject server(TpmServerState state) {
        final JsonObjectBuilder out =
                Json.createObjectBuilder().add("listeners", FirmwareJson.array(state.listeners(), TpmJson::listener));
        state.deviceId().ifPresent(id -> out.add("deviceId", id));
        state.deviceTrouble().ifPresent(why -> out.add("deviceTrouble", why));
        out.add("clients", FirmwareJson.array(state.clients(), TpmJson::client)).add("totals", totals(state.totals()));
        state.settingsFault().ifPresent(fault -> out.add("settingsFault", FirmwareJson.failure(fault)));
        return out.build();
    }

    private static JsonObject listener(TpmServerListener listener) {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("protocol", listener.port().protocol())
                .add("port", listener.port().channel())
                .add("address", listener.address());
        listener.trouble().ifPresent(why -> out.add("trouble", why));
        return out.build();
    }

    private static JsonObject client(TpmServerClient client) {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("number", client.number())
                .add("protocol", client.port().protocol())
                .add("port", client.port().channel())
                .add("peer", client.peer())
                .add("since", client.since().toString())
                .add("commands", client.commands())
                .add("errors", client.errors())
                .add("bytesIn", client.bytesIn())
                .add("bytesOut", client.bytesOut());
        client.inFlight().ifPresent(command -> out.add("inFlight", command));
        return out.add("handles", client.handles()).build();
    }

    private static JsonObject totals(TpmServerTotals totals) {
        return Json.createObjectBuilder()
                .add("connections", totals.connections())
                .add("turnedAway", totals.turnedAway())
                .add("dropped", totals.dropped())
                .add("commands", totals.commands())
                .add("errors", totals.errors())
                .add("bytesIn", totals.bytesIn())
                .add("bytesOut", totals.bytesOut())
                .add("flushed", totals.flushed())
                .build();
    }

    /**
     * How a TPM device of the kernel stands.
     *
     * @param status a snapshot
     * @return the object
     */
    public static JsonObject virtualTpm(VirtualTpmStatus status) {
        final JsonObjectBuilder out = Json.createObjectBuilder();
        status.transportId().ifPresent(id -> out.add("transportId", id));
        status.kernelDevice().ifPresent(path -> out.add("kernelDevice", path));
        status.since().ifPresent(time -> out.add("since", time.toString()));
        status.trouble().ifPresent(why -> out.add("trouble", FirmwareJson.failure(why)));
        out.add("commands", status.commands()).add("failures", status.failures());
        status.settingsFault().ifPresent(fault -> out.add("settingsFault", FirmwareJson.failure(fault)));
        return out.build();
    }

    private static String name(LinkCounter counter) {
        return NEXT_WORD
                .matcher(counter.name().toLowerCase(Locale.ROOT))
                .replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT));
    }

    private static String hex(int value, int digits) {
        return "0x" + HEX.toHexDigits(value, digits);
    }
}
