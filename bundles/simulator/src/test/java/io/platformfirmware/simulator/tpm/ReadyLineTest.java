// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.device.EdgeLine;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ready line as a GPIO chip shows it. */
class ReadyLineTest {

    private static final long SECOND = 1_000_000_000;

    private Host host;
    private SimulatedCr50 cr50;
    private EdgeLine line;

    @BeforeEach
    void powerOn() throws ErrnoException {
        host = Host.healthy();
        cr50 = host.cr50();
        line = cr50.gpio().risingEdges(SimulatedGpioChip.READY_LINE, "test");
        cr50.chip().settings(chip -> chip.withNoSleepUntil(Duration.ofDays(1)));
    }

    private void transaction() throws ErrnoException {
        host.frame("80 D4 00 00 00 00 00");
    }

    /** How long after the end of a transaction the line rises. */
    private Optional<Duration> rise() throws ErrnoException {
        final long end = cr50.clock().nanos();
        return line.await(SECOND) ? Optional.of(Duration.ofNanos(cr50.clock().nanos() - end)) : Optional.empty();
    }

    private static Optional<Duration> micros(int micros) {
        return Optional.of(Duration.ofNanos(micros * 1000L));
    }

    @Test
    void onePulseAfterEachTransaction() throws ErrnoException {
        assertThat(line.await(SECOND)).as("what was before the line was taken").isFalse();

        transaction();
        assertThat(line.await(0)).isFalse();
        assertThat(rise()).isEqualTo(micros(13));
        assertThat(line.await(0)).as("not taken by waiting").isTrue();
        assertThat(line.drain()).isEqualTo(1);
        assertThat(line.await(SECOND)).isFalse();
        assertThat(line.drain()).isZero();
    }

    @Test
    void lineIsLowForTheTimeOfThePulse() throws ErrnoException {
        transaction();
        assertThat(cr50.chip().readyLineHigh()).isTrue();
        cr50.clock().advance(Duration.ofNanos(5_000));
        assertThat(cr50.chip().readyLineHigh()).isFalse();
        cr50.clock().advance(Duration.ofNanos(8_000));
        assertThat(cr50.chip().readyLineHigh()).isTrue();
    }

    @Test
    void pulsesThatNobodyWaitedForAreCounted() throws ErrnoException {
        for (int i = 0; i < 3; i++) {
            transaction();
        }
        cr50.clock().advance(Duration.ofMillis(1));
        assertThat(line.drain()).isEqualTo(3);
    }

    @Test
    void incompleteHeaderGivesAPulseAndAPulseOnChipSelectDoesNot() throws ErrnoException {
        host.pulse(1000);
        assertThat(rise()).isEmpty();
        host.frame("80 D4");
        assertThat(rise()).isEqualTo(micros(13));
    }

    @Test
    void pulseTakesTheTimeOfTheSettings() throws ErrnoException {
        cr50.chip()
                .settings(
                        chip -> chip.withPulseAfter(Duration.ofNanos(50_000)).withPulseWidth(Duration.ofNanos(10_000)));
        transaction();
        assertThat(rise()).isEqualTo(micros(60));
    }

    @Test
    void pulseWaitsUntilTheChipIsReady() throws ErrnoException {
        cr50.chip().settings(chip -> chip.withLongBusy(1, Duration.ofMillis(150)));
        transaction();
        assertThat(rise()).isEqualTo(micros(150_008));
    }

    @Test
    void modes() throws ErrnoException {
        cr50.chip().settings(chip -> chip.withPulse(PulseMode.NONE));
        transaction();
        assertThat(rise()).isEmpty();

        cr50.chip().settings(chip -> chip.withPulse(PulseMode.DELAYED).withPulseDelay(Duration.ofMillis(3)));
        transaction();
        assertThat(rise()).isEqualTo(micros(3_013));
        line.drain();

        cr50.chip().settings(chip -> chip.withPulse(PulseMode.DOUBLE));
        transaction();
        cr50.clock().advance(Duration.ofMillis(1));
        assertThat(line.drain()).isEqualTo(2);

        cr50.chip().settings(chip -> chip.withPulse(PulseMode.EARLY));
        transaction();
        assertThat(rise()).isEqualTo(micros(1));
        line.drain();

        cr50.chip().settings(chip -> chip.withPulse(PulseMode.NORMAL).withQuirks(FirmwareQuirk.EARLY_PULSE));
        transaction();
        assertThat(rise()).isEqualTo(micros(1));
    }

    @Test
    void somePulsesAreMissing() throws ErrnoException {
        cr50.chip().settings(chip -> chip.withPulse(PulseMode.RANDOMLY_MISSING).withPulseMissing(0.3));
        int seen = 0;
        for (int i = 0; i < 200; i++) {
            transaction();
            seen += rise().isPresent() ? 1 : 0;
            line.drain();
        }
        assertThat(seen).isBetween(110, 170);
    }

    @Test
    void stormNeverRestsAndDrainingItEnds() throws ErrnoException {
        cr50.chip().settings(chip -> chip.withPulse(PulseMode.STORM));
        cr50.clock().advance(Duration.ofSeconds(1));
        assertThat(line.drain()).as("what the kernel holds").isEqualTo(16);
        for (int i = 0; i < 10; i++) {
            assertThat(line.await(SECOND)).isTrue();
            assertThat(line.drain()).isEqualTo(1);
        }
    }

    @Test
    void longPulsesAreSwitchedOnByTheBoardConfiguration() throws ErrnoException {
        host.write(Host.BOARD_CFG, "01 00 00 00");
        assertThat(rise()).isEqualTo(micros(115));
        line.drain();
        cr50.clock().advance(Duration.ofMillis(1));

        transaction();
        assertThat(rise()).isEqualTo(micros(115));
    }

    @Test
    void longPulseIsCutShortByTheNextTransactionAndTheNextOneComesLater() throws ErrnoException {
        cr50.chip().settings(chip -> chip.withLongPulses(true));
        transaction();
        cr50.clock().advance(Duration.ofNanos(10_000));
        assertThat(cr50.chip().readyLineHigh()).isFalse();
        line.drain();

        transaction();
        assertThat(line.drain()).as("it rose when chip select fell").isEqualTo(1);
        assertThat(rise())
                .as("152 high from there, 56 of them clocked, then 110 low")
                .isEqualTo(micros(152 - 56 + 110));
    }

    @Test
    void longPulseThatHasNotBegunIsLeftOut() throws ErrnoException {
        cr50.chip().settings(chip -> chip.withLongPulses(true).withPulseAfter(Duration.ofMillis(1)));
        transaction();
        transaction();
        cr50.clock().advance(Duration.ofSeconds(1));
        assertThat(line.drain()).isEqualTo(1);
    }

    @Test
    void edgesAreRecordedWhileTheLineIsTakenOnly() throws ErrnoException {
        transaction();
        cr50.clock().advance(Duration.ofMillis(1));
        line.close();
        line.close();
        line = cr50.gpio().risingEdges(0, "test");
        assertThat(line.drain()).isZero();
        assertThat(line.await(1000)).isFalse();
    }

    @Test
    void refusals() throws ErrnoException {
        final SimulatedGpioChip gpio = cr50.gpio();
        assertThat(gpio.consumer()).contains("test");
        assertThatThrownBy(() -> gpio.risingEdges(0, "other")).hasMessageContaining("EBUSY");
        assertThatThrownBy(() -> gpio.risingEdges(1, "other")).hasMessageContaining("EINVAL");
        assertThatThrownBy(() -> gpio.risingEdges(-1, "other")).hasMessageContaining("EINVAL");
        assertThatThrownBy(() -> gpio.risingEdges(0, "x".repeat(32))).hasMessageContaining("EINVAL");

        line.close();
        assertThat(gpio.consumer()).isEmpty();
        assertThatThrownBy(() -> line.drain()).hasMessageContaining("EBADF");
        assertThatThrownBy(() -> line.await(0)).hasMessageContaining("EBADF");
        gpio.refuse(Optional.of(Errno.ENXIO));
        assertThatThrownBy(() -> gpio.risingEdges(0, "other")).hasMessageContaining("ENXIO");
        gpio.refuse(Optional.empty());
        final EdgeLine again = gpio.risingEdges(0, "other");

        gpio.remove();
        assertThatThrownBy(() -> again.await(0)).hasMessageContaining("ENODEV");
        again.close();
        assertThatThrownBy(() -> gpio.risingEdges(0, "other")).hasMessageContaining("ENODEV");
    }
}
