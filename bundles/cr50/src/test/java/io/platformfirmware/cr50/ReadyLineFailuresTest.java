// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.Errno;
import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.PulseMode;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkState;
import io.platformfirmware.tpm.LinkTransaction.Gate;
import io.platformfirmware.tpm.ReadyLineState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong with the line by which the chip says that it is ready: nothing that a command would notice, but for its time. */
final class ReadyLineFailuresTest {

    @Test
    @DisplayName("Edges come: they are waited for, and delays are not")
    void edgesThatCome() throws Exception {
        try (Bench bench = Bench.numbered("readyLine", Bench.READY_LINE)) {
            assertThat(bench.service.state().readyLine()).isEqualTo(ReadyLineState.CONFIRMED);
            bench.answers(1);
            bench.settle();
            final double start = bench.millis();
            bench.answers(2);
            bench.settle();
            assertThat(bench.millis() - start).isLessThan(5);
            assertThat(bench.service.trace(9)).allMatch(one -> one.gate() == Gate.EDGE || one.gate() == Gate.OPEN);
        }
    }

    @Test
    @DisplayName("The line never moves: delays, and no command waits for an edge")
    void noEdgeFromTheBeginning() throws Exception {
        try (Bench bench = Bench.after(
                chip -> chip.chip().settings(all -> all.withPulse(PulseMode.NONE)), "readyLine", Bench.READY_LINE)) {
            bench.answers(1);
            bench.settle();
            assertThat(bench.service.state().readyLine()).isEqualTo(ReadyLineState.SILENT);
            assertThat(bench.count(LinkCounter.MISSED_PULSES)).isZero();
            assertThat(bench.service.trace(256)).noneMatch(one -> one.gateTime().compareTo(Duration.ofMillis(3)) > 0);
        }
    }

    @Test
    @DisplayName("Edges stop coming: three are waited for in vain, then it is delays; and edges again when they come")
    void edgesThatStop() throws Exception {
        try (Bench bench = Bench.numbered("readyLine", Bench.READY_LINE)) {
            bench.answers(1);
            bench.chip(chip -> chip.withPulse(PulseMode.NONE));
            for (int i = 0; i < 20; i++) {
                bench.answers(i);
            }
            bench.settle();
            assertThat(bench.service.state().readyLine()).isEqualTo(ReadyLineState.SILENT);
            assertThat(bench.count(LinkCounter.MISSED_PULSES)).isEqualTo(AccessGate.MISSES);

            bench.chip(chip -> chip.withPulse(PulseMode.NORMAL));
            for (int i = 0; i < 20; i++) {
                bench.answers(i);
            }
            bench.settle();
            assertThat(bench.service.state().readyLine()).isEqualTo(ReadyLineState.CONFIRMED);
        }
    }

    @Test
    @DisplayName("Every other edge is missing: the line is trusted less each time")
    void everyOtherEdgeIsMissing() throws Exception {
        try (Bench bench = Bench.numbered("readyLine", Bench.READY_LINE)) {
            bench.chip(chip -> chip.withPulse(PulseMode.RANDOMLY_MISSING).withPulseMissing(0.5));
            for (int i = 0; i < 200; i++) {
                bench.answers(i);
            }
            assertThat(bench.count(LinkCounter.MISSED_PULSES)).isLessThan(20);
            bench.recovers();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PulseMode.class,
            names = {"EARLY", "DOUBLE", "DELAYED"})
    @DisplayName("Edges come early, twice, or late: stale ones are drained before each data phase")
    void edgesAtTheWrongTime(PulseMode mode) throws Exception {
        try (Bench bench = Bench.numbered("readyLine", Bench.READY_LINE)) {
            bench.chip(chip -> chip.withPulse(mode));
            for (int i = 0; i < 50; i++) {
                bench.answers(i);
            }
            bench.recovers();
        }
    }

    @Test
    @DisplayName("Edges before anybody waits for them, as from a chip that is reset, do no harm")
    void edgesBeforeAnybodyWaits() throws Exception {
        try (Bench bench = Bench.after(
                chip -> chip.chip().settings(all -> all.withPulse(PulseMode.STORM)), "readyLine", Bench.READY_LINE)) {
            bench.chip(chip -> ChipSettings.defaults());
            bench.answers(1);
            bench.recovers();
        }
    }

    @Test
    @DisplayName("Edges come all the time: the line is given up, with the reason")
    void stormOfEdges() throws Exception {
        try (Bench bench = Bench.numbered("readyLine", Bench.READY_LINE)) {
            bench.chip(chip -> chip.withPulse(PulseMode.STORM));
            for (int i = 0; i < 20; i++) {
                bench.answers(i);
            }
            bench.settle();
            final LinkState state = bench.service.state();
            assertThat(state.readyLine()).isEqualTo(ReadyLineState.UNAVAILABLE);
            assertThat(state.readyLineTrouble().orElseThrow()).contains("all the time");
            bench.recovers();
        }
    }

    @Test
    @DisplayName("A kernel driver has the line: delays, with the reason; and the line when it is free")
    void lineThatIsTaken() throws Exception {
        try (Bench bench =
                Bench.after(chip -> chip.gpio().refuse(Optional.of(Errno.EBUSY)), "readyLine", Bench.READY_LINE)) {
            bench.answers(1);
            assertThat(bench.service.state().readyLine()).isEqualTo(ReadyLineState.UNAVAILABLE);
            assertThat(bench.service.state().readyLineTrouble().orElseThrow()).contains("EBUSY");

            bench.chip.gpio().refuse(Optional.empty());
            bench.service.readyLineChanged();
            bench.answers(2);
            bench.settle();
            assertThat(bench.service.state().readyLine()).isEqualTo(ReadyLineState.CONFIRMED);
        }
    }

    @Test
    @DisplayName("The GPIO chip of the settings is not there: delays, with the reason")
    void gpioChipThatIsNotThere() throws Exception {
        try (Bench bench = Bench.numbered("readyLine", "gpiochip7:3")) {
            bench.answers(1);
            assertThat(bench.service.state().readyLine()).isEqualTo(ReadyLineState.UNAVAILABLE);
            assertThat(bench.service.state().readyLineTrouble().orElseThrow()).contains("/dev/gpiochip7");
        }
    }

    @Test
    @DisplayName("The GPIO chip goes away while it is used: delays")
    void gpioChipThatGoesAway() throws Exception {
        try (Bench bench = Bench.numbered("readyLine", Bench.READY_LINE)) {
            bench.answers(1);
            bench.settle();
            bench.chip.gpio().remove();
            for (int i = 0; i < 5; i++) {
                bench.answers(i);
            }
            bench.settle();
            assertThat(bench.service.state().readyLine()).isEqualTo(ReadyLineState.UNAVAILABLE);
        }
    }
}
