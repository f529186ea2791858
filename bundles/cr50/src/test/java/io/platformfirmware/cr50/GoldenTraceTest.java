// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.ScriptedTpm;
import io.platformfirmware.simulator.tpm.WireLog;
import io.platformfirmware.tpm.SuspendMode;
import io.platformfirmware.tpm.TpmCommand;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every byte on the wire, chip select to chip select: what goes out, and what a chip with one wait byte answers. */
final class GoldenTraceTest {

    /** Reads of registers have eight clocks more than their data, but for those of the test of held chip select. */
    private static final String OPENING = """
            83 D4 0F 00 00 00 00 00 00 00 -> FF FF FF FF FF 01 E0 1A 28 00
            83 D4 0F 00 00 00 00 00 00 00 -> 00 00 00 00 00 01 E0 1A 28 00
            83 D4 0F 00 00 00 00 00 00 00 -> 00 00 00 00 00 01 E0 1A 28 00
            83 D4 0F 00 00 00 00 00 00 00 -> 00 00 00 00 00 01 E0 1A 28 00
            80 D4 0F 04 00 00 00 -> 00 00 00 00 00 01 00
            00 D4 00 00 00 00 02 -> 00 00 00 00 00 01 01
            80 D4 00 00 00 00 00 -> 00 00 00 00 00 01 A0
            83 D4 00 18 00 00 00 00 00 00 -> 00 00 00 00 00 01 80 3F 00 04
            00 D4 00 00 00 00 20 -> 00 00 00 00 00 01 01
            80 D4 00 00 00 00 00 -> 00 00 00 00 00 01 80
            00 D4 00 00 00 00 02 -> 00 00 00 00 00 01 01
            80 D4 00 00 00 00 00 -> 00 00 00 00 00 01 A0
            83 D4 0F 00 00 00 00 00 00 00 00 00 00 00 00 00 -> 00 00 00 00 00 01 E0 1A 28 00 00 00 00 00 00 00
            83 D4 0F 00 00 00 00 00 00 00 00 00 00 00 00 00 -> 00 00 00 00 00 01 E0 1A 28 00 00 00 00 00 00 00
            """;

    /** commandReady twice, the first byte of the next command, and the chip asks for more. */
    private static final String READY = """
            00 D4 00 18 00 00 40 -> 00 00 00 00 00 01 01
            00 D4 00 18 00 00 40 -> 00 00 00 00 00 01 01
            00 D4 00 24 00 00 80 -> 00 00 00 00 00 01 01
            83 D4 00 18 00 00 00 00 00 00 00 00 00 00 00 00 -> 00 00 00 00 00 01 C8 3F 00 04 00 00 00 00 00 00
            """;

    private static final String STARTUP = """
            0A D4 00 24 00 00 01 00 00 00 0C 00 00 01 44 00 00 -> 00 00 00 00 00 01 01 01 01 01 01 01 01 01 01 01 01
            83 D4 00 18 00 00 00 00 00 00 00 00 00 00 00 00 -> 00 00 00 00 00 01 C0 3F 00 04 00 00 00 00 00 00
            00 D4 00 18 00 00 20 -> 00 00 00 00 00 01 01
            83 D4 00 18 00 00 00 00 00 00 00 00 00 00 00 00 -> 00 00 00 00 00 01 D0 0A 00 04 00 00 00 00 00 00
            89 D4 00 24 00 00 00 00 00 00 00 00 00 00 00 00 -> 00 00 00 00 00 01 80 01 00 00 00 0A 00 00 00 00
            """;

    private static final String GIVES_LOCALITY_UP = """
            00 D4 00 00 00 00 20 -> 00 00 00 00 00 01 01
            """;

    @Test
    void startupClear() throws Exception {
        try (Bench bench = Bench.healthy()) {
            bench.settle();
            assertThat(wire(bench)).isEqualTo(OPENING + firmwareVersion());
            assertThat(bench.send(TpmCommand.startup(false)).success()).isTrue();
            bench.settle();
            assertThat(wire(bench)).isEqualTo(READY + STARTUP + READY);
            bench.service.suspend(SuspendMode.CHIP_STAYS_POWERED);
            assertThat(wire(bench)).isEqualTo(GIVES_LOCALITY_UP);
        }
    }

    @Test
    void theFirstMessageReleasesChipSelectAndThenWakesTheChip() throws Exception {
        try (Bench bench = Bench.healthy()) {
            bench.settle();
            assertThat(bench.chip.wire().frames().stream().limit(3).map(WireLog.Frame::isPulse))
                    .containsExactly(true, true, false);
        }
    }

    @Test
    void longResponseIsReadInFullBurstsWithOneLookBeforeTheLastPart() throws Exception {
        final byte[] response = HexFormat.of().parseHex("80010000009100000000" + "AB".repeat(135));
        try (Bench bench = Bench.with(new ScriptedTpm(command -> response), ChipSettings.defaults())) {
            bench.service.transmit(TpmCommand.getRandom(32).bytes());
            bench.settle();
            wire(bench);
            assertThat(bench.service.transmit(TpmCommand.getRandom(32).bytes())).isEqualTo(response);
            bench.settle();
            assertThat(wire(bench).lines().map(line -> line.substring(0, 11)))
                    .containsExactly(
                            "0A D4 00 24",
                            "83 D4 00 18",
                            "00 D4 00 18",
                            "83 D4 00 18",
                            "BE D4 00 24",
                            "BE D4 00 24",
                            "83 D4 00 18",
                            "92 D4 00 24",
                            "83 D4 00 18",
                            "80 D4 00 00",
                            "00 D4 00 18",
                            "00 D4 00 18",
                            "00 D4 00 24",
                            "83 D4 00 18");
        }
    }

    @Test
    void longCommandIsSentInFullBurstsWithALookBeforeAndAfterTheLastPart() throws Exception {
        final byte[] command = HexFormat.of().parseHex("80010000009120000001" + "CD".repeat(135));
        try (Bench bench = Bench.with(
                new ScriptedTpm(any -> HexFormat.of().parseHex("80010000000A00000000")), ChipSettings.defaults())) {
            bench.service.transmit(command);
            bench.settle();
            wire(bench);
            bench.service.transmit(command);
            assertThat(wire(bench).lines().map(line -> line.substring(0, 11)).limit(6))
                    .containsExactly(
                            "3E D4 00 24", "3E D4 00 24", "83 D4 00 18", "11 D4 00 24", "83 D4 00 18", "00 D4 00 18");
        }
    }

    /** Back to its start, and 64 bytes of it; its end is among them. */
    private static String firmwareVersion() {
        final String text = "B2-C:0 RO_B:0.0.11/4d655eab RW_B:0.5.130/cr50_v2.94_mp.46-1";
        final HexFormat hex = HexFormat.ofDelimiter(" ").withUpperCase();
        return "00 D4 0F 90 00 00 00 -> 00 00 00 00 00 01 01\n"
                + "BF D4 0F 90" + " 00".repeat(66)
                + " -> 00 00 00 00 00 01 " + hex.formatHex(text.getBytes(StandardCharsets.US_ASCII))
                + " 00".repeat(64 - text.length()) + "\n";
    }

    private static String wire(Bench bench) {
        final String lines = bench.chip.wire().transactions().stream()
                .map(frame -> frame + "\n")
                .collect(Collectors.joining());
        bench.chip.wire().clear();
        return lines;
    }
}
