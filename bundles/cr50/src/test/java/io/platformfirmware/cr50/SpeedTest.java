// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.ScriptedTpm;
import io.platformfirmware.simulator.tpm.TpmEngine;
import io.platformfirmware.simulator.tpm.WireLog;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a command costs, at 1 MHz and burst count 63, on a chip that is not asleep and has the locality claimed: SPI transactions, and
 * milliseconds of virtual time. The table is also in {@code target/speed.txt}.
 */
final class SpeedTest {

    private static final int BURST = 63;
    private static final int HEADER = 10;

    /** Of the TPM inside, whatever the command. */
    private static final Duration COMMAND_TIME = Duration.ofMillis(1);

    private enum Kind {
        GET_RANDOM("TPM2_GetRandom(32)", 0x17B, 12, 44),
        // handles, one password session and 1024 bytes with their size, and the offset
        NV_WRITE("TPM2_NV_Write of 1 KiB", 0x137, 1059, 19),
        NV_READ("TPM2_NV_Read of 1 KiB", 0x14E, 35, 1045);

        private final String label;
        private final int code;
        private final int command;
        private final int response;

        Kind(String label, int code, int command, int response) {
            this.label = label;
            this.code = code;
            this.command = command;
            this.response = response;
        }

        /**
         * Of Linux 6.1, as drivers/char/tpm/tpm_tis_core.c has it, with the response there at the first look: ACCESS read, written and
         * read, and written at the end; STS read, commandReady written and STS read; for every part of the command but its last byte
         * the burst count, the part, STS until it is valid and STS for Expect; the last byte and the same; tpmGo; STS; for the header
         * of the response and every part of the rest STS, the burst count and the part; STS twice; commandReady.
         */
        private int linux() {
            return 4 + 3 + 4 * parts(command - 1) + 3 + 1 + 1 + 3 + 3 * parts(response - HEADER) + 2 + 1;
        }

        private static int parts(int bytes) {
            return (bytes + BURST - 1) / BURST;
        }
    }

    private record Cost(int untilAnswer, int inAll, double millisUntilAnswer, double millisInAll) {}

    @Test
    void aCommandCostsAThirdOfLinuxsTransactions() throws Exception {
        final StringBuilder table = new StringBuilder(String.format(
                "%-24s %6s %14s %6s %28s %28s%n",
                "", "Linux", "until answer", "in all", "ms to answer/all, delays", "ms to answer/all, ready line"));
        for (final Kind kind : Kind.values()) {
            final Cost delays = cost(kind, "none");
            final Cost edges = cost(kind, Bench.READY_LINE);
            table.append(String.format(
                    "%-24s %6d %14d %6d %28s %28s%n",
                    kind.label, kind.linux(), delays.untilAnswer, delays.inAll, millis(delays), millis(edges)));
            assertThat(edges.inAll).as(kind.label).isEqualTo(delays.inAll);
            assertThat(edges.millisInAll).as(kind.label).isLessThan(delays.millisInAll);
            if (kind == Kind.GET_RANDOM) {
                assertThat(kind.linux()).isEqualTo(25);
                assertThat(delays.inAll).isLessThanOrEqualTo(9);
                assertThat(delays.untilAnswer).isLessThanOrEqualTo(6);
            } else {
                assertThat(delays.inAll).as(kind.label).isLessThanOrEqualTo(kind.linux() / 2);
            }
        }
        System.out.print(table);
        Files.writeString(Path.of("target", "speed.txt"), table);
    }

    private static String millis(Cost cost) {
        return String.format("%.1f / %.1f", cost.millisUntilAnswer, cost.millisInAll);
    }

    private static Cost cost(Kind kind, String line) throws Exception {
        final ChipSettings chip = ChipSettings.defaults().withCommandTime(COMMAND_TIME);
        try (Bench bench = Bench.with(answering(), chip, "readyLine", line)) {
            final byte[] command = message(kind.command, kind.code);
            for (int i = 0; i < 3; i++) {
                bench.service.transmit(command);
            }
            bench.settle();
            bench.chip.wire().clear();
            final long start = bench.chip.clock().nanos();
            assertThat(bench.service.transmit(command)).isEqualTo(message(kind.response, 0));
            bench.settle();
            final List<WireLog.Frame> all = bench.chip.wire().transactions();
            int answered = 0;
            for (int i = 0; i < all.size(); i++) {
                if (isFifoRead(all.get(i))) {
                    answered = i + 1;
                }
            }
            return new Cost(
                    answered + behindTheLastPart(kind),
                    all.size(),
                    (all.get(answered + behindTheLastPart(kind) - 1).end() - start) / 1e6,
                    (all.get(all.size() - 1).end() - start) / 1e6);
        }
    }

    /** Where a response came in several parts, the status and the locality are looked at before it is delivered. */
    private static int behindTheLastPart(Kind kind) {
        return kind.response > BURST ? 2 : 0;
    }

    private static boolean isFifoRead(WireLog.Frame frame) {
        final byte[] mosi = frame.mosi();
        return mosi[0] < 0 && mosi[3] == 0x24;
    }

    private static TpmEngine answering() {
        return new ScriptedTpm(command -> {
            for (final Kind kind : Kind.values()) {
                if (ByteBuffer.wrap(command).getInt(6) == kind.code) {
                    return message(kind.response, 0);
                }
            }
            return message(HEADER, 0x101);
        });
    }

    private static byte[] message(int size, int code) {
        return ByteBuffer.allocate(size)
                .putShort((short) 0x8001)
                .putInt(size)
                .putInt(code)
                .array();
    }
}
