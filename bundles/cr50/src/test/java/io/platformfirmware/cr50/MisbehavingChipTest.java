// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.Errno;
import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.ControllerFault;
import io.platformfirmware.simulator.tpm.ControllerSettings;
import io.platformfirmware.simulator.tpm.ExpectFault;
import io.platformfirmware.simulator.tpm.FirmwareQuirk;
import io.platformfirmware.simulator.tpm.PulseMode;
import io.platformfirmware.tpm.TpmExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Many commands of several callers, some of which change their minds, through a chip that misbehaves in every way it knows. More of them,
 * or others: {@code -Dcr50.commands=N -Dcr50.seed=N}.
 */
final class MisbehavingChipTest {

    private static final int COMMANDS = Integer.getInteger("cr50.commands", 100_000);
    private static final long SEED = Long.getLong("cr50.seed", 20_261_124);
    private static final int CALLERS = 4;
    private static final int CHANGES_OF_MIND = 50;
    private static final int COMMANDS_PER_WEATHER = 60;

    /** Longer than any weather keeps the chip busy behind its end. */
    private static final Duration UNTIL_AT_REST = Duration.ofSeconds(3);

    private static final Set<FailureReason> REASONS = EnumSet.of(
            FailureReason.TRANSPORT_ERROR, FailureReason.TIMED_OUT, FailureReason.CANCELLED, FailureReason.IO_ERROR);

    /** Not WRITE_TAKES_FIRST_BYTES: with it there are no wait states in a write. */
    private static final List<FirmwareQuirk> QUIRKS = List.of(
            FirmwareQuirk.EARLY_PULSE, FirmwareQuirk.IDLE_KEEPS_COMMAND_READY, FirmwareQuirk.IDLE_KEEPS_DATA_AVAILABLE);

    private final AtomicLong numbers = new AtomicLong();
    private final AtomicReference<Runnable> nextWeather = new AtomicReference<>();
    private final Map<FailureReason, AtomicLong> failures = new ConcurrentHashMap<>();
    private final AtomicLong answers = new AtomicLong();

    @Test
    void everyAnswerBelongsToItsCommandOrTheCallFails() throws Exception {
        try (Bench bench = Bench.with(
                Numbered.engine(this::changeWeatherNow), ChipSettings.defaults(), "readyLine", Bench.READY_LINE)) {
            final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
            final List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                final Random random = new Random(SEED + i);
                tasks.add(() -> {
                    call(bench, random);
                    return null;
                });
            }
            for (final Future<Void> caller : callers.invokeAll(tasks)) {
                caller.get();
            }
            callers.shutdown();
            nextWeather.set(null);
            System.out.printf(
                    "%d answers, failures %s, %.0f s of the chip's time%n%s%n",
                    answers.get(), failures, bench.millis() / 1000, bench.service.statistics());

            bench.settle();
            bench.between(() -> calm(bench));
            bench.settle();
            assertThat(bench.chip.spi().chipSelectLow()).isFalse();
            final long number = numbers.incrementAndGet();
            assertThat(bench.service.transmit(Numbered.command(number))).isEqualTo(Numbered.answer(number));
            assertThat(answers.get()).isGreaterThan(COMMANDS / 2);
            assertThat(failures.keySet()).isSubsetOf(REASONS);
        }
    }

    private void call(Bench bench, Random random) {
        for (int i = 0; i < COMMANDS / CALLERS; i++) {
            if (random.nextInt(COMMANDS_PER_WEATHER) == 0) {
                final Random own = new Random(random.nextLong());
                if (own.nextBoolean()) {
                    bench.between(() -> weather(bench, own));
                } else {
                    nextWeather.set(() -> weather(bench, own));
                }
            }
            final long number = numbers.incrementAndGet();
            try {
                final TpmExchange exchange = bench.service.submit(Numbered.command(number), deadline(random));
                if (random.nextInt(CHANGES_OF_MIND) == 0) {
                    Thread.yield();
                    exchange.cancel();
                }
                assertThat(exchange.response()).as("answer to %d", number).isEqualTo(Numbered.answer(number));
                answers.incrementAndGet();
            } catch (final FirmwareException e) {
                failures.computeIfAbsent(e.reason(), reason -> new AtomicLong()).incrementAndGet();
            }
        }
    }

    private static Optional<Duration> deadline(Random random) {
        return random.nextInt(CHANGES_OF_MIND) == 0
                ? Optional.of(Duration.ofMillis(1 + random.nextInt(100)))
                : Optional.empty();
    }

    /** In the middle of a command, as its execution begins. */
    private void changeWeatherNow() {
        final Runnable change = nextWeather.getAndSet(null);
        if (change != null) {
            change.run();
        }
    }

    private static void calm(Bench bench) {
        bench.chip.chip().settings(ChipSettings.defaults());
        bench.chip.spi().settings(ControllerSettings.defaults());
    }

    private static void weather(Bench bench, Random random) {
        // it keeps every frame
        bench.chip.wire().clear();
        final long soon = bench.chip.clock().nanos()
                + Duration.ofMillis(1 + random.nextInt(random.nextBoolean() ? 20 : 2_000))
                        .toNanos();
        final ChipSettings healthy = ChipSettings.defaults().withNoSleepUntil(Duration.ZERO);
        final ControllerSettings controller = ControllerSettings.defaults();
        bench.chip.spi().settings(controller);
        final ChipSettings chip = switch (random.nextInt(20)) {
            case 0 -> healthy.withWaitBytes(0, 20);
            case 1 -> healthy.withWaitBytes(random.nextInt(400));
            case 2 -> healthy.withLongBusy(random.nextInt(1, 40) / 100.0, Duration.ofMillis(1 + random.nextInt(150)));
            case 3 -> healthy.withBusyAfterFrame(Duration.ofMillis(3)).withBusyLosesBytes(1 + random.nextInt(8));
            case 4 -> healthy.withPulse(PulseMode.values()[random.nextInt(PulseMode.values().length)]);
            case 5 -> healthy.withPulse(PulseMode.RANDOMLY_MISSING).withPulseMissing(0.1);
            case 6 -> healthy.withMisoStuck(OptionalInt.of(random.nextBoolean() ? 0 : 0xFF), soon);
            case 7 -> healthy.withResets(0.002, Duration.ofMillis(1 + random.nextInt(1_000)));
            case 8 -> healthy.withResets(0.002, Duration.ofMillis(20)).withGarbageAfterReset(Duration.ofMillis(300));
            case 9 -> healthy.withStalledUntil(soon);
            case 10 -> healthy.withBurstZeroUntil(soon);
            case 11 -> healthy.withBurstLimit(1 + random.nextInt(63));
            case 12 -> {
                // no interface helps where a chip is busy, so that it loses a command, and shows that it has it whole
                bench.chip.clock().advance(UNTIL_AT_REST);
                yield healthy.withExpect(
                        random.nextBoolean() ? ExpectFault.STUCK_ON : ExpectFault.STUCK_OFF, 1 + random.nextInt(3));
            }
            case 13 -> healthy.withRetryAnswers(1 + random.nextInt(7));
            case 14 -> healthy.withLeftOver(random.nextInt(3));
            case 15 -> healthy.withCommandTime(Duration.ofMillis(random.nextInt(200)));
            case 16 ->
                healthy.withCommandTime(Duration.ofMillis(random.nextInt(20))).withCompletesAfterAbort(false);
            case 17 -> healthy.withQuirks(QUIRKS.get(random.nextInt(QUIRKS.size())));
            case 18 -> {
                bench.chip.spi().settings(controller.withFault(fault(random)));
                yield healthy;
            }
            default -> healthy;
        };
        bench.chip.chip().settings(chip);
    }

    private static ControllerFault fault(Random random) {
        final int after = random.nextInt(30);
        final int count = 1 + random.nextInt(4);
        return switch (random.nextInt(3)) {
            case 0 -> ControllerFault.refused(after, count, Errno.EINTR);
            case 1 -> ControllerFault.broken(after, count, Errno.EIO);
            default -> ControllerFault.shortCount(after, count);
        };
    }
}
