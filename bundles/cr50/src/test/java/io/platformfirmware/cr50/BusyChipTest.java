// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.PulseMode;
import io.platformfirmware.tpm.LinkCounter;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A chip that is busy after one of 16 transactions, and loses what comes meanwhile, whatever its ready line does: that costs time, and no
 * command. Others: {@code -Dcr50.seed=N}; more of them: {@code -Dcr50.seeds=N}.
 */
final class BusyChipTest {

    private static final long SEED = Long.getLong("cr50.seed", 20_261_126);
    private static final int SEEDS = Integer.getInteger("cr50.seeds", 2);
    private static final double OFTEN = 1.0 / 16;
    private static final int COMMANDS = 9;
    private static final int SMALLEST = 10;
    private static final int SHORT = 120;
    private static final int RESTS = 4;

    /**
     * No attempt to hand a command over begins after {@code resetTimeout}, 10 s; one of 2 KiB at the slowest pace takes 8 s, and reading
     * a response as long takes 6 s.
     */
    private static final Duration BOUNDED = Duration.ofSeconds(25);

    private record WaitBytes(int least, int most) {}

    private static final List<WaitBytes> WAIT_BYTES =
            List.of(new WaitBytes(1, 1), new WaitBytes(7, 7), new WaitBytes(20, 20), new WaitBytes(1, 20));

    static Stream<Arguments> chips() {
        return Stream.of(5, 20, 50, 150)
                .flatMap(millis -> Stream.of(PulseMode.values()).map(edges -> Arguments.of(millis, edges)));
    }

    @ParameterizedTest(name = "{0} ms, edges {1}")
    @MethodSource("chips")
    @DisplayName("Commands and responses of any length: each command gets its own response, within the time for it")
    void everyCommandGetsItsResponse(int millis, PulseMode edges) throws Exception {
        for (final String strategy : List.of("auto", "over-clock")) {
            for (final boolean sleeps : new boolean[] {true, false}) {
                for (final WaitBytes waits : WAIT_BYTES) {
                    for (int i = 0; i < SEEDS; i++) {
                        final ChipSettings chip = busy(SEED + i, millis)
                                .withPulse(edges)
                                .withSleep(sleeps)
                                .withWaitBytes(waits.least(), waits.most());
                        talk(chip, SEED + i, strategy, waits + (sleeps ? ", sleeps" : ", never sleeps"));
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("A chip that is not busy any more costs what it did before")
    void noLongerBusy() throws Exception {
        final Random random = new Random(SEED);
        try (Bench bench = Bench.with(Digested.tpm(), busy(SEED, 20))) {
            for (int i = 0; i < COMMANDS; i++) {
                answers(bench, Digested.command(random, ChipSession.MAX_COMMAND), "while it is busy");
            }
            assertThat(bench.count(LinkCounter.SEND_RETRIES)).isPositive();
            bench.chip(chip -> ChipSettings.defaults());
            final byte[] command = Digested.command(random, SMALLEST);
            final double start = bench.millis();
            answers(bench, command, "at rest");
            assertThat(bench.millis() - start)
                    .as("no more than is due to a chip that was not understood")
                    .isLessThan(50 * AccessGate.CAREFUL_DELAY / 1e6);
        }
    }

    private static ChipSettings busy(long seed, int millis) {
        return ChipSettings.defaults()
                .withSeed(seed)
                .withNoSleepUntil(Duration.ZERO)
                .withLongBusy(OFTEN, Duration.ofMillis(millis));
    }

    private static void talk(ChipSettings chip, long seed, String strategy, String what) throws Exception {
        final Random random = new Random(seed);
        try (Bench bench = Bench.with(Digested.tpm(), chip, "readyLine", Bench.READY_LINE, "waitStrategy", strategy)) {
            for (int i = 0; i < COMMANDS; i++) {
                final int most = i % 2 == 0 ? ChipSession.MAX_COMMAND : SHORT;
                final int size = SMALLEST + random.nextInt(most - SMALLEST + 1);
                answers(bench, Digested.command(random, size), what + ", " + strategy + ", seed " + seed);
                if (random.nextInt(RESTS) == 0) {
                    bench.settle();
                    bench.chip.clock().advance(Duration.ofSeconds(2));
                }
            }
            bench.settle();
            assertThat(bench.count(LinkCounter.FAILED_COMMANDS)).isZero();
        }
    }

    private static void answers(Bench bench, byte[] command, String what) throws FirmwareException {
        // it keeps every frame
        bench.chip.wire().clear();
        final long start = bench.chip.clock().nanos();
        assertThat(bench.service.transmit(command))
                .as("answer to %d bytes, %s", command.length, what)
                .isEqualTo(Digested.answer(command));
        assertThat(Duration.ofNanos(bench.chip.clock().nanos() - start))
                .as("time for %d bytes, %s", command.length, what)
                .isLessThan(BOUNDED);
    }
}
