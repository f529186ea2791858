// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.ScriptedTpm;
import io.platformfirmware.simulator.tpm.SimulatedCr50;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkTransaction.Kind;
import io.platformfirmware.tpm.SuspendMode;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmExchange;
import io.platformfirmware.tpm.WaitStrategy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sleep, resets, other users, other settings, and who waits for whom. */
final class LifecycleTest {

    private static final Duration BOUNDED = Duration.ofSeconds(30);

    /** Lets the engine answer a numbered command only once the test wants it. */
    private final CountDownLatch runs = new CountDownLatch(1);

    private final CountDownLatch mayEnd = new CountDownLatch(1);

    private final ScriptedTpm heldUp = new ScriptedTpm(command -> {
        runs.countDown();
        try {
            mayEnd.await();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return ByteBuffer.wrap(command).getInt(6) == Numbered.CODE
                ? Numbered.answer(ByteBuffer.wrap(command).getLong(10))
                : Numbered.answer(0);
    });

    @Test
    @DisplayName("The machine sleeps: its clock goes on, and the chip is woken")
    void machineThatSleeps() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withNoSleepUntil(Duration.ZERO));
            bench.answers(1);
            bench.settle();
            bench.service.suspend(SuspendMode.CHIP_STAYS_POWERED);
            assertThat(bench.service.state().localityHeld()).isFalse();
            bench.chip.clock().advance(Duration.ofHours(8));
            bench.service.resume();
            bench.chip.wire().clear();
            bench.answers(2);
            assertThat(bench.chip.wire().frames().get(0).isPulse())
                    .as("woken first")
                    .isTrue();
            assertThat(bench.count(LinkCounter.REREADS)).isZero();
        }
    }

    @Test
    @DisplayName("After resume the first access wakes the chip, however short it was")
    void resumeWakes() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.answers(1);
            bench.settle();
            bench.service.suspend(SuspendMode.CHIP_STAYS_POWERED);
            bench.chip.wire().clear();
            bench.service.resume();
            assertThat(bench.chip.wire().frames()).as("nothing is sent by it").isEmpty();
            bench.answers(2);
            assertThat(bench.chip.wire().frames().get(0).isPulse()).isTrue();
        }
    }

    @Test
    @DisplayName("While it is suspended every command is refused, also one that waited")
    void commandsWhileSuspended() throws Exception {
        try (Bench bench = Bench.with(heldUp, ChipSettings.defaults())) {
            final TpmExchange running = bench.service.submit(Numbered.command(1), Optional.empty());
            runs.await();
            final TpmExchange waiting = bench.service.submit(Numbered.command(2), Optional.empty());
            final ExecutorService other = Executors.newSingleThreadExecutor();
            final Future<Void> suspending = other.submit(() -> {
                bench.service.suspend(SuspendMode.CHIP_STAYS_POWERED);
                return null;
            });
            while (!bench.service.state().suspended()) {
                Thread.onSpinWait();
            }
            mayEnd.countDown();
            suspending.get();
            other.shutdown();
            assertThat(running.response()).isEqualTo(Numbered.answer(1));
            assertThat(reason(waiting::response)).isEqualTo(FailureReason.SUSPENDED);
            assertThat(reason(() -> bench.service.transmit(Numbered.command(3))))
                    .isEqualTo(FailureReason.SUSPENDED);
            assertThat(reason(() -> bench.service.random(1))).isEqualTo(FailureReason.SUSPENDED);
            assertThat(reason(bench.service::selfTest)).isEqualTo(FailureReason.SUSPENDED);
            assertThat(reason(bench.service::firmwareVersion)).isEqualTo(FailureReason.SUSPENDED);
            assertThat(bench.service.identity().deviceId()).as("known already").isEqualTo(0x28);
            assertThat(reason(() -> {
                        bench.service.suspend(SuspendMode.CHIP_STAYS_POWERED);
                        return null;
                    }))
                    .isEqualTo(FailureReason.WRONG_STATE);
            assertThat(heldUp.commands()).hasSize(1);
            bench.service.resume();
            bench.answers(4);
        }
    }

    @Test
    @DisplayName(
            "The firmware takes the chip's power: TPM2_Shutdown(STATE) before, nothing after; what the TPM says then is passed on")
    void firmwareThatTakesThePower() throws Exception {
        final ScriptedTpm engine = new ScriptedTpm(command -> Numbered.answer(0));
        try (Bench bench = Bench.with(engine, ChipSettings.defaults())) {
            bench.service.transmit(Numbered.command(0));
            bench.service.suspend(SuspendMode.FIRMWARE_TAKES_POWER);
            assertThat(engine.commands()).hasSize(2);
            assertThat(engine.commands().get(1))
                    .isEqualTo(TpmCommand.shutdown(true).bytes());
            bench.between(() -> bench.chip.chip().reset(Duration.ofMillis(100)));
            bench.settle();
            bench.chip.clock().advance(Duration.ofSeconds(10));
            bench.service.resume();
            assertThat(engine.commands()).hasSize(2);
            assertThat(bench.service.transmit(Numbered.command(0))).isEqualTo(Numbered.answer(0));
            assertThat(engine.commands()).hasSize(3);
        }
    }

    @Test
    @DisplayName("The TPM does not take its Shutdown: suspended all the same")
    void shutdownThatIsRefused() throws Exception {
        try (Bench bench = Bench.healthy()) {
            bench.settle();
            bench.service.suspend(SuspendMode.FIRMWARE_TAKES_POWER);
            assertThat(bench.service.state().suspended()).isTrue();
        }
    }

    @Test
    @DisplayName("Resume without suspend is refused")
    void resumeWithoutSuspend() throws Exception {
        try (Bench bench = Bench.numbered()) {
            assertThat(reason(() -> {
                        bench.service.resume();
                        return null;
                    }))
                    .isEqualTo(FailureReason.WRONG_STATE);
        }
    }

    @Test
    @DisplayName("The chip is reset between two commands")
    void resetBetweenCommands() throws Exception {
        try (Bench bench = Bench.numbered()) {
            for (final int millis : new int[] {1, 50, 500, 5_000}) {
                bench.answers(1);
                bench.settle();
                bench.between(() -> bench.chip.chip().reset(Duration.ofMillis(millis)));
                bench.settle();
                bench.answers(2);
            }
            assertThat(bench.count(LinkCounter.CHIP_RESETS)).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("The chip is reset and shows garbage for a while")
    void garbageAfterReset() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withGarbageAfterReset(Duration.ofSeconds(2)));
            bench.between(() -> bench.chip.chip().reset(Duration.ofMillis(200)));
            bench.settle();
            bench.answers(2);
        }
    }

    @Test
    @DisplayName("The chip is reset for longer than it is waited for: an error, and the next command works")
    void resetThatTakesLong() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.answers(1);
            bench.settle();
            bench.between(() -> bench.chip.chip().reset(Duration.ofSeconds(28)));
            bench.settle();
            bench.fails(BOUNDED, FailureReason.TRANSPORT_ERROR);
            bench.chip.clock().advance(Duration.ofSeconds(28));
            bench.recovers();
        }
    }

    @Test
    @DisplayName("The chip is reset while it executes: the command fails with that reason")
    void resetWhileACommandRuns() throws Exception {
        final SimulatedCr50[] chip = new SimulatedCr50[1];
        final boolean[] once = {true};
        try (Bench bench = Bench.with(
                Numbered.engine(() -> {
                    if (once[0]) {
                        once[0] = false;
                        chip[0].chip().reset(Duration.ofMillis(100));
                    }
                }),
                ChipSettings.defaults())) {
            chip[0] = bench.chip;
            bench.fails(BOUNDED, FailureReason.TRANSPORT_ERROR);
            assertThat(bench.count(LinkCounter.CHIP_RESETS)).isPositive();
            bench.recovers();
        }
    }

    @Test
    @DisplayName("Many threads: one command at a time, in the order in which they came")
    void manyThreads() throws Exception {
        try (Bench bench = Bench.numbered()) {
            final ExecutorService callers = Executors.newFixedThreadPool(8);
            final List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                final int from = i * 1_000;
                tasks.add(() -> {
                    for (int j = from; j < from + 50; j++) {
                        bench.answers(j);
                    }
                    return null;
                });
            }
            for (final Future<Void> done : callers.invokeAll(tasks)) {
                done.get();
            }
            callers.shutdown();
            bench.settle();
            assertThat(bench.count(LinkCounter.COMMANDS)).isEqualTo(400);
            assertThat(bench.service.state().waiting()).isZero();
        }
    }

    @Test
    @DisplayName("The queue is fair, and a cancelled command in it is never sent")
    void queue() throws Exception {
        try (Bench bench = Bench.with(heldUp, ChipSettings.defaults())) {
            final List<TpmExchange> exchanges = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                exchanges.add(bench.service.submit(Numbered.command(i), Optional.empty()));
            }
            runs.await();
            assertThat(bench.service.state().waiting()).isEqualTo(5);
            assertThat(bench.service.state().running().orElseThrow()).contains("vendor command");
            exchanges.get(3).cancel();
            assertThat(exchanges.get(3).isDone()).isTrue();
            assertThat(exchanges.get(2).isDone()).isFalse();
            mayEnd.countDown();
            for (final int i : new int[] {0, 1, 2, 4, 5}) {
                assertThat(exchanges.get(i).response()).isEqualTo(Numbered.answer(i));
                assertThat(exchanges.get(i).response()).as("again").isEqualTo(Numbered.answer(i));
            }
            final FirmwareException e = catchThrowableOfType(FirmwareException.class, exchanges.get(3)::response);
            assertThat(e.reason()).isEqualTo(FailureReason.CANCELLED);
            assertThat(e.getMessage()).contains("before it was sent");
            bench.settle();
            assertThat(heldUp.commands().stream()
                            .map(command -> ByteBuffer.wrap(command).getLong(10)))
                    .containsExactly(0L, 1L, 2L, 4L, 5L);
            assertThat(bench.count(LinkCounter.CANCELLED_COMMANDS)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("The deadline of a call ends it while the chip executes the command, by the device's clock")
    void deadlineOfACommandUnderWay() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withCommandTime(Duration.ofSeconds(60)));
            final FirmwareException e = catchThrowableOfType(
                    FirmwareException.class, () -> bench.service.transmit(Numbered.command(1), Duration.ofSeconds(10)));
            assertThat(e.reason()).isEqualTo(FailureReason.TIMED_OUT);
            assertThat(e.getMessage()).contains("may still execute");
            bench.settle();
            assertThat(bench.millis()).isLessThan(12_000);
            bench.answers(2);
        }
    }

    @Test
    @DisplayName("The deadline of a call ends it in the queue: it is never sent")
    void deadlineInTheQueue() throws Exception {
        try (Bench bench = Bench.with(heldUp, ChipSettings.defaults())) {
            final TpmExchange running = bench.service.submit(Numbered.command(0), Optional.empty());
            runs.await();
            final TpmExchange waiting = bench.service.submit(Numbered.command(1), Optional.of(Duration.ofMillis(1)));
            final FirmwareException e = catchThrowableOfType(FirmwareException.class, waiting::response);
            assertThat(e.reason()).isEqualTo(FailureReason.TIMED_OUT);
            assertThat(e.getMessage()).contains("not sent");
            mayEnd.countDown();
            assertThat(running.response()).isEqualTo(Numbered.answer(0));
            bench.answers(2);
            assertThat(heldUp.commands()).hasSize(2);
        }
    }

    @Test
    @DisplayName("A caller that is interrupted gives its command up")
    void interruptedCaller() throws Exception {
        try (Bench bench = Bench.with(heldUp, ChipSettings.defaults())) {
            final TpmExchange running = bench.service.submit(Numbered.command(0), Optional.empty());
            runs.await();
            Thread.currentThread().interrupt();
            assertThat(reason(running::response)).isEqualTo(FailureReason.CANCELLED);
            assertThat(Thread.interrupted()).isTrue();
            mayEnd.countDown();
            bench.answers(1);
        }
    }

    @Test
    @DisplayName("Two services on one device: the second is told that it is locked")
    void twoServicesOnOneDevice() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.answers(1);
            final Cr50Service second = new Cr50Service(
                    "cr50-second",
                    Settings.of(),
                    new OwnerThread("cr50-second", Cr50Failures.LIST, Duration.ofSeconds(10)),
                    path -> Optional.empty(),
                    device -> Optional.empty());
            second.attach(bench.chip.spi(), true);
            assertThat(reason(() -> second.transmit(Numbered.command(1)))).isEqualTo(FailureReason.DEVICE_LOCKED);
            bench.answers(2);
            second.close();
        }
    }

    @Test
    @DisplayName("No SPI device, as where the kernel's own driver is bound to the chip")
    void noSpiDevice() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.service.detach();
            bench.fails(BOUNDED, FailureReason.DEVICE_GONE);
            bench.service.attach(bench.chip.spi(), true);
            bench.recovers();
        }
    }

    @Test
    @DisplayName("What waits in the queue moves to another device with the service")
    void moveToAnotherDevice() throws Exception {
        final SimulatedCr50 other = SimulatedCr50.virtual(Numbered.engine(() -> {}), ChipSettings.defaults());
        try (Bench bench = Bench.with(heldUp, ChipSettings.defaults())) {
            final List<TpmExchange> exchanges = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                exchanges.add(bench.service.submit(Numbered.command(i), Optional.empty()));
            }
            runs.await();
            bench.service.attach(other.spi(), true);
            mayEnd.countDown();
            for (int i = 0; i < 10; i++) {
                assertThat(exchanges.get(i).response()).isEqualTo(Numbered.answer(i));
            }
            bench.settle();
            assertThat(heldUp.commands()).as("only the one that ran").hasSize(1);
            assertThat(bench.chip.spi().openChannels()).isZero();
            assertThat(other.spi().openChannels()).isEqualTo(1);
        }
        assertThat(other.spi().openChannels()).isZero();
    }

    @Test
    @DisplayName("The end of the service: what runs is given up, what waits fails, and nothing stays open")
    void endOfTheService() throws Exception {
        final Bench bench = Bench.with(
                Numbered.engine(runs::countDown), ChipSettings.defaults().withCommandTime(Duration.ofSeconds(100)));
        final List<TpmExchange> exchanges = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            exchanges.add(bench.service.submit(Numbered.command(i), Optional.empty()));
        }
        runs.await();
        bench.close();
        int gone = 0;
        for (final TpmExchange exchange : exchanges) {
            try {
                exchange.response();
            } catch (final FirmwareException e) {
                assertThat(e.reason()).isEqualTo(FailureReason.DEVICE_GONE);
                gone++;
            }
        }
        assertThat(gone).isPositive();
        assertThat(bench.chip.spi().openChannels()).isZero();
        assertThat(bench.chip.spi().chipSelectLow()).isFalse();
        assertThat(reason(() -> bench.service.transmit(Numbered.command(5)))).isEqualTo(FailureReason.DEVICE_GONE);
    }

    @Test
    @DisplayName("The locality is given up when the service has nothing to do")
    void localityIsGivenUp() throws Exception {
        try (Bench bench = Bench.numbered("localityRelease", "1")) {
            bench.answers(1);
            while (bench.service.state().localityHeld()) {
                Thread.onSpinWait();
            }
            bench.settle();
            assertThat(bench.chip.chip().state()).isEqualTo("IDLE");
            bench.answers(2);
        }
    }

    @Test
    @DisplayName("Changed settings are in force with the next transaction")
    void changedSettings() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.answers(1);
            bench.settle();
            bench.service.change(Settings.of("accessDelay", "20", "speedHz", "500000", "rngQuality", "1024"));
            bench.settle();
            assertThat(bench.chip.spi().speedHz()).isEqualTo(500_000);
            assertThat(bench.service.rngQuality()).isEqualTo(1024);
            final double start = bench.millis();
            bench.answers(2);
            bench.settle();
            assertThat(bench.millis() - start).isGreaterThan(9 * 20);

            bench.service.change(Settings.of("waitStrategy", "over-clock"));
            bench.answers(3);
            assertThat(bench.service.state().selfTest().orElseThrow().strategy())
                    .contains(WaitStrategy.OVER_CLOCK);
            bench.service.change(Settings.of("readyLine", Bench.READY_LINE));
            bench.answers(4);
            assertThat(bench.service.state().readyLineName()).contains(Bench.READY_LINE);
        }
    }

    @Test
    @DisplayName("The trace has what was on the wire, without what may be secret")
    void trace() throws Exception {
        try (Bench bench = Bench.numbered("traceLength", "20")) {
            bench.answers(1);
            bench.settle();
            assertThat(bench.service.trace(100)).hasSize(20);
            assertThat(bench.service.trace(5)).hasSize(5);
            final long last = bench.service.trace(1).get(0).sequence();
            assertThat(bench.service.traceSince(last)).isEmpty();
            bench.answers(2);
            bench.settle();
            assertThat(bench.service.traceSince(last)).isNotEmpty().allMatch(one -> one.sequence() > last);
            assertThat(bench.service.traceSince(last))
                    .filteredOn(one -> one.register() == 0x24 && one.kind() == Kind.READ)
                    .isNotEmpty()
                    .allMatch(one -> one.data().length <= 10 && one.length() > 10);
        }
    }

    @Test
    @DisplayName("What is no command never reaches the chip")
    void noCommand() throws Exception {
        try (Bench bench = Bench.numbered()) {
            for (final byte[] bad : new byte[][] {{}, new byte[9], new byte[10], new byte[5_000], tooLarge()}) {
                assertThat(reason(() -> bench.service.transmit(bad))).isEqualTo(FailureReason.INVALID_VALUE);
            }
            assertThat(reason(() -> bench.service.transmit(Numbered.command(1), Duration.ZERO)))
                    .isEqualTo(FailureReason.INVALID_VALUE);
            assertThat(reason(() -> bench.service.random(65_537))).isEqualTo(FailureReason.INVALID_VALUE);
            bench.answers(1);
            bench.settle();
            assertThat(bench.count(LinkCounter.COMMANDS)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("The self-test may be run at any time, also while a command that was given up is still executed")
    void selfTestAtAnyTime() throws Exception {
        try (Bench bench = Bench.with(
                Numbered.engine(runs::countDown), ChipSettings.defaults().withCommandTime(Duration.ofMillis(500)))) {
            for (int i = 0; i < 5; i++) {
                final TpmExchange exchange = bench.service.submit(Numbered.command(i), Optional.empty());
                exchange.cancel();
                assertThat(bench.service.selfTest().strategy()).contains(WaitStrategy.HOLD_CS);
                bench.answers(100 + i);
            }
        }
    }

    @Test
    @DisplayName("A process died while the chip executed its command: its response is not taken for that of another")
    void commandOfADeadProcess() throws Exception {
        try (Bench bench = Bench.after(LifecycleTest::dieWhileTheChipExecutes)) {
            for (int i = 0; i < 5; i++) {
                bench.answers(i);
            }
        }
    }

    private static void dieWhileTheChipExecutes(SimulatedCr50 chip) {
        chip.chip().settings(all -> all.withCommandTimes(code -> Duration.ofMillis(code == Numbered.CODE ? 40 : 1)));
        final Counters counters = new Counters();
        final Cr50Settings settings = Cr50Settings.defaults(Settings.SPI);
        try (SpiChannel channel = chip.spi().open()) {
            final AccessGate gate = new AccessGate("dead", chip.clock(), counters, () -> settings);
            final Wire wire = new Wire(channel, chip.clock(), gate, counters, () -> settings);
            final SpiLink link = new SpiLink(wire, gate, counters, new Trace(() -> 0), () -> settings);
            final FifoProtocol fifo = new FifoProtocol(link, counters, () -> settings);
            wire.setUp();
            fifo.claim();
            fifo.getReady(FifoProtocol.FIRST_BYTE);
            fifo.send(Numbered.command(4711));
            fifo.go();
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] tooLarge() {
        return ByteBuffer.allocate(2_049).putShort((short) 0x8001).putInt(2_049).array();
    }

    private static FailureReason reason(Callable<?> call) {
        final FirmwareException e = catchThrowableOfType(FirmwareException.class, call::call);
        assertThat(e).isNotNull();
        return e.reason();
    }
}
