// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.Errno;
import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.ScriptedTpm;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.SuspendMode;
import io.platformfirmware.tpm.TpmExchange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The kernel's pool is fed beside commands, sleep, other settings and devices that go. */
final class EntropyAndCommandsTest {

    private static final String[] ON = {"feedKernelEntropy", "true", "entropyInterval", "100"};

    @Test
    @DisplayName("It goes on by itself")
    void goesOn() throws Exception {
        try (Bench bench = Bench.with(GetRandoms.tpm(1), ChipSettings.defaults(), ON)) {
            while (bench.pool.bytes() < 5 * 32) {
                Thread.onSpinWait();
            }
            assertThat(bench.pool.bits() * 32).isEqualTo(bench.pool.bytes() * 175);
            assertThat(bench.service.state().kernelEntropy().orElseThrow().trouble())
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("Commands that wait go first, whenever the pool is due")
    void commandsGoFirst() throws Exception {
        final CountDownLatch runs = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        final ScriptedTpm tpm = new ScriptedTpm(command -> {
            if (ByteBuffer.wrap(command).getInt(6) != Numbered.CODE) {
                return GetRandoms.answer(new byte[32]);
            }
            runs.countDown();
            await(mayEnd);
            return Numbered.answer(ByteBuffer.wrap(command).getLong(10));
        });
        try (Bench bench = Bench.with(tpm, ChipSettings.defaults(), ON)) {
            final List<TpmExchange> exchanges = new ArrayList<>();
            exchanges.add(bench.service.submit(Numbered.command(0), Optional.empty()));
            await(runs);
            bench.pool(Optional.of(bench.pool));
            for (int i = 1; i < 20; i++) {
                exchanges.add(bench.service.submit(Numbered.command(i), Optional.empty()));
            }
            mayEnd.countDown();
            for (int i = 0; i < 20; i++) {
                assertThat(exchanges.get(i).response()).isEqualTo(Numbered.answer(i));
            }
            final List<Integer> codes = tpm.commands().stream()
                    .map(command -> ByteBuffer.wrap(command).getInt(6))
                    .toList();
            assertThat(codes.subList(codes.indexOf(Numbered.CODE), codes.lastIndexOf(Numbered.CODE)))
                    .hasSize(19)
                    .containsOnly(Numbered.CODE);
            kick(bench);
            final long before = bench.pool.bytes();
            kick(bench);
            assertThat(bench.pool.bytes()).as("when none waits").isGreaterThan(before);
        }
    }

    @Test
    @DisplayName("A command that comes while the chip is asked waits for that, and both are answered")
    void commandWhileTheChipIsAsked() throws Exception {
        final CountDownLatch runs = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        final ScriptedTpm tpm = new ScriptedTpm(command -> {
            if (ByteBuffer.wrap(command).getInt(6) == Numbered.CODE) {
                return Numbered.answer(ByteBuffer.wrap(command).getLong(10));
            }
            runs.countDown();
            await(mayEnd);
            return GetRandoms.answer(new byte[32]);
        });
        try (Bench bench = Bench.with(tpm, ChipSettings.defaults(), "feedKernelEntropy", "true")) {
            await(runs);
            final TpmExchange exchange = bench.service.submit(Numbered.command(7), Optional.empty());
            mayEnd.countDown();
            assertThat(exchange.response()).isEqualTo(Numbered.answer(7));
            assertThat(bench.pool.bytes()).isEqualTo(32);
            bench.settle();
            assertThat(bench.count(LinkCounter.COMMANDS)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("Not while it is suspended, and again after that")
    void suspended() throws Exception {
        final ScriptedTpm tpm = GetRandoms.tpm(1);
        try (Bench bench = Bench.with(tpm, ChipSettings.defaults(), ON)) {
            kick(bench);
            bench.service.suspend(SuspendMode.CHIP_STAYS_POWERED);
            final long before = bench.pool.bytes();
            assertThat(before).isPositive();
            bench.chip.wire().clear();
            kick(bench);
            assertThat(bench.pool.bytes()).isEqualTo(before);
            assertThat(bench.chip.wire().frames()).isEmpty();
            bench.service.resume();
            kick(bench);
            assertThat(bench.pool.bytes()).isGreaterThan(before);
        }
    }

    @Test
    @DisplayName("Switched on and off while it runs")
    void switched() throws Exception {
        try (Bench bench = Bench.with(GetRandoms.tpm(1), ChipSettings.defaults())) {
            kick(bench);
            assertThat(bench.pool.bytes()).isZero();
            assertThat(bench.service.state().kernelEntropy()).isEmpty();

            bench.service.change(Settings.of(ON));
            bench.settle();
            bench.settle();
            final long before = bench.pool.bytes();
            assertThat(before).isPositive();
            assertThat(bench.service.state().kernelEntropy().orElseThrow().bytes())
                    .isGreaterThanOrEqualTo(before);

            bench.service.change(Settings.of());
            bench.settle();
            final long last = bench.pool.bytes();
            kick(bench);
            assertThat(bench.pool.bytes()).isEqualTo(last);
            assertThat(bench.service.state().kernelEntropy()).isEmpty();
        }
    }

    @Test
    @DisplayName("The quality of the settings counts from the next time on")
    void quality() throws Exception {
        try (Bench bench = Bench.with(GetRandoms.tpm(1), ChipSettings.defaults(), "feedKernelEntropy", "true")) {
            kick(bench);
            final long bits = bench.pool.bits();
            final long bytes = bench.pool.bytes();
            bench.service.change(Settings.of("feedKernelEntropy", "true", "rngQuality", "1024"));
            kick(bench);
            assertThat(bench.pool.bits() - bits).isEqualTo((bench.pool.bytes() - bytes) * 8);
        }
    }

    @Test
    @DisplayName("The SPI device goes and comes back")
    void deviceThatGoesAndComesBack() throws Exception {
        try (Bench bench = Bench.with(GetRandoms.tpm(1), ChipSettings.defaults(), ON)) {
            kick(bench);
            bench.service.detach();
            bench.settle();
            final long before = bench.pool.bytes();
            kick(bench);
            assertThat(bench.pool.bytes()).isEqualTo(before);
            bench.service.attach(bench.chip.spi(), true);
            kick(bench);
            assertThat(bench.pool.bytes()).isGreaterThan(before);
        }
    }

    @Test
    @DisplayName("The pool goes and comes back, and refuses, and commands do not notice")
    void poolThatGoesAndComesBack() throws Exception {
        try (Bench bench = Bench.with(Numbered.engine(() -> {}), ChipSettings.defaults(), ON)) {
            bench.start();
            bench.pool(Optional.empty());
            bench.settle();
            bench.settle();
            assertThat(bench.service.state().kernelEntropy().orElseThrow().trouble())
                    .isNotEmpty();
            bench.answers(1);

            bench.pool.refuse(Optional.of(Errno.EPERM));
            bench.pool(Optional.of(bench.pool));
            bench.settle();
            bench.settle();
            assertThat(bench.service
                            .state()
                            .kernelEntropy()
                            .orElseThrow()
                            .trouble()
                            .orElseThrow())
                    .contains("CAP_SYS_ADMIN");
            bench.answers(2);

            bench.pool.refuse(Optional.empty());
            kick(bench);
            assertThat(bench.service.state().kernelEntropy().orElseThrow().trouble())
                    .isEmpty();
            bench.answers(3);
        }
    }

    /** Has the pool fed at once, if at all: what that hands to the owner thread comes before the second look. */
    private static void kick(Bench bench) throws Exception {
        bench.service.entropyPoolsChanged();
        bench.settle();
        bench.settle();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
