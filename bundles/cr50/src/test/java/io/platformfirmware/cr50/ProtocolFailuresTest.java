// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.Errno;
import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.ControllerFault;
import io.platformfirmware.simulator.tpm.ExpectFault;
import io.platformfirmware.simulator.tpm.FirmwareQuirk;
import io.platformfirmware.simulator.tpm.ScriptedTpm;
import io.platformfirmware.simulator.tpm.TpmEngine;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.SuspendMode;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmExchange;
import io.platformfirmware.tpm.TpmResponseCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong between the interface and the TPM. */
final class ProtocolFailuresTest {

    private static final Duration BOUNDED = Duration.ofSeconds(15);

    @Test
    @DisplayName("The burst count is 0 for a while")
    void burstCountZeroForAWhile() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withBurstZeroUntil(
                    bench.chip.clock().nanos() + Duration.ofMillis(500).toNanos()));
            bench.answers(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 60, 200})
    @DisplayName(
            "The burst count is 0 when the chip gets ready, and something goes wrong, now here, now there: also a response is read again")
    void burstCountZeroAndAFault(int size) throws Exception {
        final long number = ofSize(size);
        int readAgain = 0;
        for (int step = 0; step < 60; step++) {
            final ControllerFault fault = ControllerFault.broken(step, 1, Errno.EIO);
            try (Bench bench = Bench.numbered()) {
                bench.chip(chip -> chip.withExpect(ExpectFault.STUCK_OFF, 1)
                        .withBurstZeroUntil(bench.chip.clock().nanos()
                                + Duration.ofMillis(50).toNanos()));
                bench.controller(controller -> controller.withFault(fault));
                bench.answers(number);
                readAgain += (int) bench.count(LinkCounter.RESPONSE_REREADS);
            }
        }
        assertThat(readAgain).isPositive();
    }

    @Test
    @DisplayName("A chip that is busy again and again: no command is put together of two, no response of guesses")
    void busyAgainAndAgain() throws Exception {
        try (Bench bench = Bench.numbered()) {
            for (int wave = 0; wave < 400; wave++) {
                final int time = 2 + wave % 40;
                final double often = 0.1 + wave % 7 * 0.07;
                bench.chip(chip -> chip.withLongBusy(often, Duration.ofMillis(time)));
                for (int i = 0; i < 50; i++) {
                    final long number = 50 * wave + i;
                    try {
                        assertThat(bench.service
                                        .submit(Numbered.command(number), Optional.empty())
                                        .response())
                                .as("answer to %d, chip busy for %d ms", number, time)
                                .isEqualTo(Numbered.answer(number));
                    } catch (final FirmwareException e) {
                        assertThat(e.reason()).isIn(FailureReason.TRANSPORT_ERROR, FailureReason.TIMED_OUT);
                    }
                }
            }
            bench.recovers();
        }
    }

    @Test
    @DisplayName("The chip was reset unnoticed, and executes a command after that: its response counts")
    void resetBeforeTheCommand() throws Exception {
        final List<String> events = new CopyOnWriteArrayList<>();
        final TpmEngine tpm = Numbered.engine(() -> events.add("executes"));
        final TpmEngine engine = new TpmEngine() {
            @Override
            public byte[] execute(byte[] command) {
                return tpm.execute(command);
            }

            @Override
            public void reset() {
                events.add("reset");
                tpm.reset();
            }

            @Override
            public void close() {
                tpm.close();
            }
        };
        int blamed = 0;
        try (Bench bench = Bench.with(engine, ChipSettings.defaults())) {
            bench.settle();
            bench.chip(chip -> chip.withResets(0.01, Duration.ofNanos(1)));
            for (int number = 0; number < 3_000; number++) {
                bench.settle();
                events.clear();
                try {
                    bench.answers(number);
                } catch (final FirmwareException e) {
                    if (e.getMessage().contains("was reset while it executed")) {
                        blamed++;
                        assertThat(events).as(e.toString()).endsWith("reset");
                    }
                }
            }
            assertThat(blamed).isPositive();
            bench.recovers();
        }
    }

    @Test
    @DisplayName("The burst count stays 0")
    void burstCountZeroForEver() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withBurstZeroUntil(ChipSettings.FOR_EVER));
            bench.fails(BOUNDED, FailureReason.TIMED_OUT);
            assertThat(bench.count(LinkCounter.RECOVERIES_TIMEOUT)).isPositive();
            bench.recovers();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 31, 62, 63})
    @DisplayName("The burst count is small")
    void smallBurstCounts(int limit) throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withBurstLimit(limit));
            for (int i = 0; i < 40; i++) {
                bench.answers(i);
            }
            bench.recovers();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ExpectFault.class,
            names = {"STUCK_ON", "STUCK_OFF"})
    @DisplayName("Expect is wrong once: the whole command is sent again")
    void expectWrongOnce(ExpectFault fault) throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withExpect(fault, 1));
            for (int i = 0; i < 5; i++) {
                bench.answers(i);
            }
            bench.settle();
            assertThat(bench.count(LinkCounter.FAILED_COMMANDS)).isZero();
            assertThat(bench.chip.wire().transactions().size()).isGreaterThan(0);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ExpectFault.class,
            names = {"STUCK_ON", "STUCK_OFF"})
    @DisplayName("Expect is always wrong: sent again a few times, then an error")
    void expectAlwaysWrong(ExpectFault fault) throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withExpect(fault, Integer.MAX_VALUE));
            final FirmwareException e =
                    catchThrowableOfType(FirmwareException.class, () -> bench.service.transmit(Numbered.command(1)));
            assertThat(e.reason()).isIn(FailureReason.TRANSPORT_ERROR, FailureReason.TIMED_OUT);
            assertThat(bench.millis()).isLessThan(30_000);
            assertThat(bench.count(LinkCounter.SEND_RETRIES)).isBetween(1L, 10L);
            bench.recovers();
        }
    }

    @Test
    @DisplayName(
            "Expect is wrong after the chip has answered nothing for a while: that while takes no attempt from the command")
    void expectWrongAfterASilence() throws Exception {
        try (Bench bench = Bench.numbered("flowControlTimeout", "100")) {
            bench.chip(chip -> chip.withExpect(ExpectFault.STUCK_ON, 2)
                    .withStalledUntil(
                            bench.chip.clock().nanos() + Duration.ofSeconds(3).toNanos()));
            bench.answers(1);
            assertThat(bench.count(LinkCounter.RECOVERIES_FLOW_CONTROL)).isGreaterThan(5);
            assertThat(bench.count(LinkCounter.RECOVERIES_SEND)).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 4097, -1, 11, 5000, 0x7FFFFFFF})
    @DisplayName("The size field of the response is wrong")
    void responseOfAWrongSize(int size) throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withResponseSize(OptionalInt.of(size)));
            bench.fails(BOUNDED, FailureReason.TRANSPORT_ERROR);
            assertThat(bench.count(LinkCounter.RECOVERIES_RESPONSE)).isPositive();
            bench.recovers();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    @DisplayName("There are bytes left over behind the response")
    void leftOverBytes(int leftOver) throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withLeftOver(leftOver));
            assertThat(bench.fails(BOUNDED, FailureReason.TRANSPORT_ERROR).message())
                    .contains("more bytes");
            bench.recovers();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Older firmware leaves bits set when it becomes idle, and other chips show another status")
    void otherFirmware(FirmwareQuirk quirk) throws Exception {
        try (Bench bench = Bench.after(chip -> chip.chip().settings(all -> all.withQuirks(quirk)))) {
            if (quirk == FirmwareQuirk.WRITE_TAKES_FIRST_BYTES) {
                // it takes wait states for data: whoever waits for it, as the protocol has it, can not write
                assertThat(bench.fails(BOUNDED, FailureReason.TRANSPORT_ERROR).message())
                        .contains("locality");
                return;
            }
            bench.answers(1);
            bench.settle();
            // leave a response unread in the chip
            final TpmExchange given = bench.service.submit(Numbered.command(2), Optional.empty());
            given.cancel();
            for (int i = 3; i < 20; i++) {
                bench.answers(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WRITE_TAKES_FIRST_BYTES")
    @DisplayName("Commands and responses of every length to a chip with other firmware: nothing has to be done again")
    void everyLengthToOtherFirmware(FirmwareQuirk quirk) throws Exception {
        final Random random = new Random(20_261_127);
        try (Bench bench = Bench.with(Digested.tpm(), ChipSettings.defaults().withQuirks(quirk))) {
            for (int size = 10; size <= ChipSession.MAX_COMMAND; size += 1 + random.nextInt(13)) {
                final byte[] command = Digested.command(random, size);
                assertThat(bench.service.transmit(command)).as("%d bytes", size).isEqualTo(Digested.answer(command));
                bench.settle();
            }
            assertThat(bench.count(LinkCounter.SEND_RETRIES)).isZero();
            assertThat(bench.count(LinkCounter.RESPONSE_REREADS)).isZero();
        }
    }

    @Test
    @DisplayName("A command that takes long does not slow down those after it")
    void commandAfterALongOne() throws Exception {
        try (Bench bench = Bench.numbered("readyLine", Bench.READY_LINE)) {
            for (int i = 0; i < 10; i++) {
                bench.answers(1);
                bench.settle();
            }
            final double usual = millis(bench, 1);
            bench.chip(chip -> chip.withCommandTimes(
                    code -> code == Numbered.CODE ? Duration.ofNanos(500_000) : Duration.ofMillis(400)));
            bench.send(TpmCommand.startup(false));
            bench.settle();
            assertThat(millis(bench, 1)).isLessThan(2 * usual);
        }
    }

    @Test
    @DisplayName("A command that takes long once does not take long ever after")
    void commandThatTakesLongOnce() throws Exception {
        try (Bench bench = Bench.numbered("readyLine", Bench.READY_LINE)) {
            for (int i = 0; i < 10; i++) {
                bench.answers(1);
                bench.settle();
            }
            final double usual = millis(bench, 1);
            bench.chip(chip -> chip.withCommandTime(Duration.ofMillis(800)));
            bench.answers(1);
            bench.chip(chip -> chip.withCommandTime(Duration.ofNanos(500_000)));
            for (int i = 0; i < 10; i++) {
                bench.answers(1);
                bench.settle();
            }
            assertThat(millis(bench, 1)).isLessThan(5 * usual);
        }
    }

    @Test
    @DisplayName("A stale response shows up after its command was given up: it is never taken for that of another")
    void staleResponseAfterATimeout() throws Exception {
        try (Bench bench = Bench.numbered("otherDuration", "100")) {
            bench.chip(chip -> chip.withCommandTime(Duration.ofMillis(150)));
            bench.fails(BOUNDED, FailureReason.TIMED_OUT);
            bench.chip(chip -> chip.withCommandTime(Duration.ofMillis(1)));
            for (int i = 0; i < 10; i++) {
                bench.answers(i);
            }
            assertThat(bench.count(LinkCounter.RECOVERIES_TIMEOUT)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 200, 500, 1_000, 5_000})
    @DisplayName("A command is done long after it was given up, whenever that is")
    void lateCompletion(int millis) throws Exception {
        try (Bench bench = Bench.numbered("otherDuration", "100")) {
            bench.chip(chip -> chip.withCommandTimes(
                    code -> code == Numbered.CODE ? Duration.ofMillis(millis) : Duration.ofMillis(1)));
            bench.fails(BOUNDED, FailureReason.TIMED_OUT);
            bench.chip(chip -> chip.withCommandTime(Duration.ofMillis(1)));
            for (int i = 0; i < 10; i++) {
                try {
                    bench.answers(i);
                } catch (final FirmwareException e) {
                    // as long as the chip is at it still
                    assertThat(e.reason()).isIn(FailureReason.TIMED_OUT, FailureReason.TRANSPORT_ERROR);
                    bench.chip.clock().advance(Duration.ofSeconds(2));
                }
            }
            bench.answers(100);
            bench.settle();
            assertThat(bench.chip.spi().chipSelectLow()).isFalse();
        }
    }

    @Test
    @DisplayName("commandReady needs two writes after a late completion: no time is lost")
    void commandReadyTwice() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.answers(1);
            bench.settle();
            final TpmExchange given = bench.service.submit(Numbered.command(2), Optional.empty());
            given.cancel();
            final double start = bench.millis();
            bench.answers(3);
            assertThat(bench.millis() - start).isLessThan(200);
        }
    }

    @Test
    @DisplayName("A command that takes minutes gets its time, and one of another kind does not")
    void commandThatTakesMinutes() throws Exception {
        try (Bench bench = Bench.with(
                new ScriptedTpm(command -> Numbered.answer(9)),
                ChipSettings.defaults().withCommandTime(Duration.ofSeconds(250)))) {
            final byte[] createPrimary = ByteBuffer.allocate(10)
                    .putShort((short) 0x8002)
                    .putInt(10)
                    .putInt(0x131)
                    .array();
            assertThat(bench.service.transmit(createPrimary)).isEqualTo(Numbered.answer(9));
            assertThat(bench.count(LinkCounter.STATUS_POLLS))
                    .as("without looking all the time")
                    .isLessThan(20_000);
            final FirmwareException e = catchThrowableOfType(
                    FirmwareException.class,
                    () -> bench.service.transmit(TpmCommand.getRandom(1).bytes()));
            assertThat(e.reason()).isEqualTo(FailureReason.TIMED_OUT);
        }
    }

    @Test
    @DisplayName(
            "A long command is cancelled by another thread: its sender is told at once, and the next waits for its end")
    void longCommandIsCancelled() throws Exception {
        final CountDownLatch runs = new CountDownLatch(1);
        final CountDownLatch cancelled = new CountDownLatch(1);
        final AtomicInteger executed = new AtomicInteger();
        try (Bench bench = Bench.with(
                new ScriptedTpm(command -> {
                    final long number = ByteBuffer.wrap(command).getLong(10);
                    executed.incrementAndGet();
                    if (number == 1) {
                        runs.countDown();
                        await(cancelled);
                    }
                    return Numbered.answer(number);
                }),
                ChipSettings.defaults().withCommandTime(Duration.ofSeconds(60)))) {
            final TpmExchange exchange = bench.service.submit(Numbered.command(1), Optional.empty());
            final TpmExchange behind = bench.service.submit(Numbered.command(2), Optional.empty());
            runs.await();
            assertThat(bench.service.state().running()).isPresent();
            exchange.cancel();
            final FirmwareException e = catchThrowableOfType(FirmwareException.class, exchange::response);
            assertThat(e.reason()).isEqualTo(FailureReason.CANCELLED);
            assertThat(e.getMessage()).contains("may have executed it");
            cancelled.countDown();
            assertThat(behind.response()).isEqualTo(Numbered.answer(2));
            assertThat(executed).hasValue(2);
            assertThat(bench.count(LinkCounter.CANCELLED_COMMANDS)).isEqualTo(1);
            assertThat(bench.count(LinkCounter.DISCARDED_RESPONSES)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName(
            "A command that was given up is still executed when the machine sleeps: its response is not that of the next")
    void givenUpBeforeASuspend() throws Exception {
        try (Bench bench = Bench.numbered()) {
            giveUp(bench, 1);
            bench.service.suspend(SuspendMode.CHIP_STAYS_POWERED);
            bench.service.resume();
            bench.answers(2);
            bench.answers(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 100, 1_000, 60_000})
    @DisplayName(
            "A command that was given up is still executed when the device is closed, and opened again after a while")
    void givenUpBeforeTheDeviceIsClosed(int millis) throws Exception {
        try (Bench bench = Bench.numbered()) {
            giveUp(bench, 1);
            bench.service.detach();
            bench.settle();
            bench.chip.clock().advance(Duration.ofMillis(millis));
            bench.service.attach(bench.chip.spi(), true);
            for (int i = 2; i < 6; i++) {
                bench.answers(i);
            }
        }
    }

    @Test
    @DisplayName("A command that took too long is still executed when the device is closed and opened again")
    void abortedBeforeTheDeviceIsClosed() throws Exception {
        try (Bench bench = Bench.numbered("otherDuration", "100")) {
            bench.chip(chip -> chip.withCommandTimes(
                    code -> code == Numbered.CODE ? Duration.ofMillis(300) : Duration.ofMillis(1)));
            bench.fails(BOUNDED, FailureReason.TIMED_OUT);
            bench.chip(chip -> chip.withCommandTime(Duration.ofMillis(1)));
            bench.service.detach();
            bench.settle();
            bench.service.attach(bench.chip.spi(), true);
            for (int i = 2; i < 12; i++) {
                bench.answers(i);
            }
        }
    }

    @Test
    @DisplayName("A command that is given up before it was started is not started")
    void givenUpWhileItIsSent() throws Exception {
        final AtomicInteger executed = new AtomicInteger();
        try (Bench bench = Bench.with(Numbered.engine(executed::incrementAndGet), ChipSettings.defaults())) {
            bench.settle();
            bench.chip(chip -> chip.withExpect(ExpectFault.STUCK_ON, 1)
                    .withStalledUntil(
                            bench.chip.clock().nanos() + Duration.ofMillis(600).toNanos()));
            final FirmwareException e = catchThrowableOfType(
                    FirmwareException.class, () -> bench.service.transmit(Numbered.command(1), Duration.ofMillis(500)));
            assertThat(e.reason()).isEqualTo(FailureReason.TIMED_OUT);
            assertThat(e.getMessage()).contains("not sent");
            bench.answers(2);
            assertThat(executed).hasValue(1);
        }
    }

    /** How long a numbered command takes until its answer, in milliseconds of virtual time. */
    private static double millis(Bench bench, long number) throws Exception {
        final double start = bench.millis();
        bench.answers(number);
        return bench.millis() - start;
    }

    /** A number whose answer is at least this long, and not much longer. */
    private static long ofSize(int size) {
        return LongStream.range(0, 100_000)
                .filter(number -> Numbered.answer(number).length >= size && Numbered.answer(number).length < size + 5)
                .findFirst()
                .orElseThrow();
    }

    /** Leaves a command in the chip that takes another 60 s, in virtual time. */
    private static void giveUp(Bench bench, long number) throws Exception {
        bench.chip(chip -> chip.withCommandTime(Duration.ofSeconds(60)));
        final FirmwareException e = catchThrowableOfType(
                FirmwareException.class, () -> bench.service.transmit(Numbered.command(number), Duration.ofSeconds(1)));
        assertThat(e.getMessage()).contains("may still execute");
        bench.chip(chip -> chip.withCommandTime(Duration.ofMillis(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x922, 0x90A, 0x908})
    @DisplayName("The TPM asks for the command again")
    void commandThatIsAskedForAgain(int code) throws Exception {
        final AtomicInteger times = new AtomicInteger();
        try (Bench bench = Bench.with(
                new ScriptedTpm(command -> times.incrementAndGet() < 4 ? refusal(code) : Numbered.answer(5)),
                ChipSettings.defaults())) {
            assertThat(bench.service.transmit(Numbered.command(5))).isEqualTo(Numbered.answer(5));
            assertThat(bench.count(LinkCounter.RESPONSE_RETRIES)).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("The TPM asks for the command again for ever: its answer is passed on after a while")
    void commandThatIsAskedForAgainForEver() throws Exception {
        final ScriptedTpm engine = new ScriptedTpm(command -> refusal(0x922));
        try (Bench bench = Bench.with(engine, ChipSettings.defaults())) {
            assertThat(bench.send(TpmCommand.getRandom(8)).code()).isEqualTo(TpmResponseCode.RETRY);
            assertThat(bench.millis()).isBetween(2_000.0, 5_000.0);
            assertThat(engine.commands()).hasSize(8);
        }
    }

    @Test
    @DisplayName("TESTING is the answer of a self-test, not a wish to have it again")
    void selfTestThatIsUnderway() throws Exception {
        final ScriptedTpm engine = new ScriptedTpm(command -> refusal(0x90A));
        try (Bench bench = Bench.with(engine, ChipSettings.defaults())) {
            assertThat(bench.send(TpmCommand.selfTest(true)).code()).isEqualTo(TpmResponseCode.TESTING);
            assertThat(engine.commands()).hasSize(1);
        }
    }

    @Test
    @DisplayName("An answer of the TPM that there was no TPM2_Startup is passed on")
    void tpmThatWasNotStarted() throws Exception {
        try (Bench bench = Bench.healthy()) {
            assertThat(bench.send(TpmCommand.getRandom(8)).code()).isEqualTo(TpmResponseCode.INITIALIZE);
            final FirmwareException e = catchThrowableOfType(FirmwareException.class, () -> bench.service.random(8));
            assertThat(e.reason()).isEqualTo(FailureReason.FIRMWARE_REFUSED);
            assertThat(e.failure().nextStep().orElseThrow()).contains("80010000000C000001440000");
            bench.start();
            assertThat(bench.service.random(100)).hasSize(100);
        }
    }

    private static byte[] refusal(int code) {
        return ByteBuffer.allocate(10)
                .putShort((short) 0x8001)
                .putInt(10)
                .putInt(code)
                .array();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
