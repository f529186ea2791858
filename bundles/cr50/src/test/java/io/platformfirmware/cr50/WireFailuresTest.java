// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FailureReason;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiTransfer;
import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.ControllerFault;
import io.platformfirmware.simulator.tpm.SimulatedCr50;
import io.platformfirmware.simulator.tpm.WireLog;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkTransaction.Kind;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.tpm.WaitStrategy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong between the controller and the chip. */
final class WireFailuresTest {

    private static final Duration BOUNDED = Duration.ofSeconds(15);

    @Test
    @DisplayName("The chip never leaves its wait states")
    void chipThatNeverLeavesItsWaitStates() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withStalledUntil(ChipSettings.FOR_EVER));
            assertThat(bench.fails(BOUNDED, FailureReason.TRANSPORT_ERROR).message())
                    .contains("wait states");
            assertThat(bench.count(LinkCounter.RECOVERIES_FLOW_CONTROL)).isPositive();
            bench.recovers();
        }
    }

    @Test
    @DisplayName("The chip leaves its wait states late, but within the time for it")
    void chipThatIsSlowToLeaveItsWaitStates() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withStalledUntil(
                    bench.chip.clock().nanos() + Duration.ofMillis(700).toNanos()));
            bench.answers(7);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0xFF})
    @DisplayName("MISO is stuck when the link is opened")
    void misoStuckAtOpen(int stuck) throws Exception {
        final String shown = stuck == 0 ? "00" : "FF";
        try (Bench bench = Bench.after(
                chip -> chip.chip().settings(all -> all.withMisoStuck(OptionalInt.of(stuck), ChipSettings.FOR_EVER)))) {
            assertThat(bench.fails(BOUNDED, FailureReason.TRANSPORT_ERROR).likelyCauses())
                    .anySatisfy(cause -> assertThat(cause).contains("MISO"));
            final SelfTestReport report = bench.service.selfTest();
            assertThat(report.strategy()).isEmpty();
            assertThat(report.identity()).isEmpty();
            assertThat(report.findings()).hasSize(2);
            assertThat(report.findings().get(0)).startsWith("hold-cs: ").contains(shown);
            assertThat(report.failure()).isPresent();
            bench.recovers();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0xFF})
    @DisplayName("MISO gets stuck while the link is open")
    void misoStuckUnderway(int stuck) throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.answers(5);
            bench.chip(chip -> chip.withMisoStuck(OptionalInt.of(stuck), ChipSettings.FOR_EVER));
            bench.fails(BOUNDED, FailureReason.TRANSPORT_ERROR);
            bench.recovers();
        }
    }

    @Test
    @DisplayName("The controller does not hold chip select: another strategy is found")
    void chipSelectNotHeld() throws Exception {
        try (Bench bench = Bench.after(WireFailuresTest::doNotHoldChipSelect)) {
            for (int i = 0; i < 100; i++) {
                bench.answers(i);
            }
            final SelfTestReport report = bench.service.state().selfTest().orElseThrow();
            assertThat(report.strategy()).contains(WaitStrategy.OVER_CLOCK);
            assertThat(report.reason()).contains("does not hold chip select").contains("hold-cs: ");
        }
    }

    @Test
    @DisplayName("The controller does not hold chip select, and the settings want it to: refused, with the reason")
    void chipSelectNotHeldAgainstTheSettings() throws Exception {
        try (Bench bench = Bench.after(WireFailuresTest::doNotHoldChipSelect, "waitStrategy", "hold-cs")) {
            assertThat(bench.fails(BOUNDED, FailureReason.TRANSPORT_ERROR).message())
                    .contains("hold-cs: ");
            bench.recovers();
            assertThat(bench.service.state().selfTest().orElseThrow().reason()).isEqualTo("the settings want it");
        }
    }

    @Test
    @DisplayName(
            "Registers read by the over-clocked message lose nothing when the chip takes longer than it has clocks")
    void overClockedReadsOfASlowChip() throws Exception {
        try (Bench bench = Bench.after(WireFailuresTest::doNotHoldChipSelect)) {
            bench.settle();
            bench.chip(chip -> chip.withWaitBytes(0, 60));
            for (int i = 0; i < 200; i++) {
                bench.answers(i);
            }
            assertThat(bench.count(LinkCounter.RESPONSE_REREADS)).isPositive();
        }
    }

    @Test
    @DisplayName("The chip is busy for 150 ms now and then, and loses what comes")
    void chipThatIsBusyForLong() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withLongBusy(0.05, Duration.ofMillis(150)));
            for (int i = 0; i < 50; i++) {
                bench.answers(i);
            }
            bench.recovers();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8})
    @DisplayName("Headers are lost because they come too early")
    void headersThatComeTooEarly(int lost) throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withBusyAfterFrame(Duration.ofMillis(5)).withBusyLosesBytes(lost));
            final long start = bench.chip.clock().nanos();
            for (int i = 0; i < 50; i++) {
                bench.answers(i);
            }
            assertThat(Duration.ofNanos(bench.chip.clock().nanos() - start)).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    @DisplayName("The chip falls asleep while it is woken: it is woken when it sleeps")
    void chipThatFallsAsleepWhileItIsWoken() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withNoSleepUntil(Duration.ZERO));
            for (int step = 0; step < 80; step++) {
                bench.chip.clock().advance(Duration.ofMillis(994).plusNanos(100_000L * step));
                bench.answers(step);
                bench.settle();
            }
            assertThat(bench.count(LinkCounter.SEND_RETRIES)).isZero();
        }
    }

    @Test
    @DisplayName("A header is lost because the chip slept: it is woken first")
    void sleepingChip() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.chip(chip -> chip.withNoSleepUntil(Duration.ZERO).withWakeLatency(Duration.ofNanos(100_000)));
            bench.answers(1);
            bench.settle();
            bench.chip.clock().advance(Duration.ofSeconds(2));
            assertThat(bench.chip.chip().asleep()).isTrue();
            final long wakes = bench.count(LinkCounter.WAKES);
            final long rereads = bench.count(LinkCounter.REREADS);
            bench.answers(2);
            assertThat(bench.count(LinkCounter.WAKES)).isEqualTo(wakes + 1);
            assertThat(bench.count(LinkCounter.REREADS))
                    .as("it was awake in time")
                    .isEqualTo(rereads);
            assertThat(bench.service.trace(256))
                    .filteredOn(one -> one.kind() == Kind.WAKE)
                    .hasSize(2);
        }
    }

    enum Trouble {
        REFUSED_ONCE(ControllerFault.refused(3, 1, Errno.EINTR), false),
        TOO_LARGE(ControllerFault.refused(2, 1, Errno.EMSGSIZE), false),
        BROKEN(ControllerFault.broken(5, 2, Errno.EIO), false),
        TIMED_OUT(ControllerFault.broken(1, 1, Errno.ETIMEDOUT), false),
        SHORT(ControllerFault.shortCount(4, 2), false),
        ALWAYS(ControllerFault.broken(0, Integer.MAX_VALUE, Errno.EIO), true);

        private final ControllerFault fault;
        private final boolean fatal;

        Trouble(ControllerFault fault, boolean fatal) {
            this.fault = fault;
            this.fatal = fatal;
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("spidev answers with an error")
    void spidevAnswersWithAnError(Trouble trouble) throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.answers(1);
            bench.controller(controller -> controller.withFault(trouble.fault));
            if (trouble.fatal) {
                assertThat(bench.fails(BOUNDED, FailureReason.IO_ERROR).systemError())
                        .isPresent();
            } else {
                for (int i = 0; i < 10; i++) {
                    bench.answers(i);
                }
            }
            assertThat(bench.count(LinkCounter.RECOVERIES_SYSTEM)
                            + bench.count(LinkCounter.RESPONSE_REREADS)
                            + bench.count(LinkCounter.REREADS))
                    .as("it was noticed")
                    .isPositive();
            bench.recovers();
        }
    }

    @Test
    @DisplayName("The module spidev is unloaded: the device has gone, and nothing stays open")
    void spidevIsUnloaded() throws Exception {
        try (Bench bench = Bench.numbered()) {
            bench.answers(1);
            bench.settle();
            bench.chip.spi().remove();
            bench.fails(BOUNDED, FailureReason.DEVICE_GONE);
            assertThat(bench.chip.spi().openChannels()).isZero();
        }
    }

    @Test
    @DisplayName("A process was killed with chip select low")
    void processKilledWithChipSelectLow() throws Exception {
        try (Bench bench = Bench.after(WireFailuresTest::dieInTheMiddle)) {
            bench.answers(1);
            bench.settle();
            assertThat(bench.chip.spi().chipSelectLow()).isFalse();
        }
    }

    @Test
    @DisplayName("The first frame after a reset idles at FF, which is not taken for ready")
    void firstFrameIdlesHigh() throws Exception {
        try (Bench bench = Bench.numbered()) {
            assertThat(bench.chip.wire().transactions().get(0).misoHex()).contains("FF FF FF FF 01");
            bench.answers(1);
            bench.settle();
            bench.between(() -> bench.chip.chip().reset(Duration.ofMillis(1)));
            bench.settle();
            bench.answers(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no end of it: 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789"})
    @DisplayName("The firmware version has no end, or is empty")
    void firmwareVersionWithoutEnd(String text) throws Exception {
        try (Bench bench = Bench.after(chip ->
                chip.chip().settings(all -> all.withFirmwareVersionBytes(text.getBytes(StandardCharsets.US_ASCII))))) {
            final String version = bench.service.firmwareVersion();
            assertThat(version).hasSizeLessThanOrEqualTo(80).matches("[ -~]*");
            assertThat(version).startsWith(text);
            bench.answers(1);
        }
    }

    @Test
    @DisplayName("The firmware version is nothing that can be printed")
    void firmwareVersionThatCanNotBePrinted() throws Exception {
        final byte[] garbage = {(byte) 0xFF, 0x1B, '[', 'A', 0x7F, 0};
        try (Bench bench = Bench.after(chip -> chip.chip().settings(all -> all.withFirmwareVersionBytes(garbage)))) {
            assertThat(bench.service.firmwareVersion()).isEqualTo("..[A.");
            bench.answers(1);
        }
    }

    @Test
    @DisplayName("Registers that give stale bytes are never used")
    void staleRegistersAreNeverUsed() throws Exception {
        try (Bench bench = Bench.numbered()) {
            for (int i = 0; i < 20; i++) {
                bench.answers(i);
            }
            bench.service.firmwareVersion();
            bench.service.selfTest();
            bench.settle();
            final Set<String> used = bench.chip.wire().transactions().stream()
                    .map(frame -> frame.mosiHex().substring(3, 11))
                    .collect(Collectors.toSet());
            assertThat(used)
                    .containsExactlyInAnyOrder("D4 00 00", "D4 00 18", "D4 00 24", "D4 0F 00", "D4 0F 04", "D4 0F 90");
            assertThat(bench.chip.wire().transactions())
                    .filteredOn(frame -> isRead(frame) && frame.mosiHex().startsWith("D4 00 18", 3))
                    .as("STS is read whole")
                    .allMatch(frame -> (frame.mosi()[0] & 0x3F) == 3);
        }
    }

    private static boolean isRead(WireLog.Frame frame) {
        return frame.mosi()[0] < 0;
    }

    private static void doNotHoldChipSelect(SimulatedCr50 chip) {
        chip.spi().settings(chip.spi().settings().withHoldsChipSelect(false));
    }

    private static void dieInTheMiddle(SimulatedCr50 chip) {
        try (SpiChannel channel = chip.spi().open()) {
            channel.setUp(1_000_000);
            channel.message(SpiTransfer.write(new byte[] {(byte) 0x83, (byte) 0xD4, 0x0F})
                    .withCsChange());
        } catch (final ErrnoException e) {
            throw new IllegalStateException(e);
        }
        assertThat(chip.spi().chipSelectLow()).isTrue();
    }
}
