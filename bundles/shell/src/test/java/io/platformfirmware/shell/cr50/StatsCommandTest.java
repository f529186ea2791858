// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.shell.Karaf;
import io.platformfirmware.tpm.LinkCounter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsCommandTest {

    @TempDir
    Path folder;

    private Chips chips;

    @BeforeEach
    void setUp() {
        chips = new Chips(folder);
        chips.chip.counters.put(LinkCounter.STATUS_POLLS, 9L);
        chips.chip.counters.put(LinkCounter.COMMANDS, 12L);
        chips.chip.counters.put(LinkCounter.GATE_NANOS, 1_500_000_000L);
        chips.chip.counters.put(LinkCounter.MISSED_PULSES, 1L);
        chips.chip.counters.put(LinkCounter.RECOVERIES_TIMEOUT, 2L);
        chips.chip.counters.put(LinkCounter.ENTROPY_BYTES, 64L);
    }

    @Test
    void showsWhatWasCountedByGroup() throws Exception {
        assertThat(chips.run("cr50:stats")).isEqualTo(new Karaf.Result(0, """
                        About         | Counter                     | Count
                        --------------+-----------------------------+------
                        commands      | answered                    |    12
                        wire          | time between transactions   | 1.5 s
                        wire          | looks at the status         |     9
                        ready line    | edges that did not come     |     1
                        recoveries    | commands that took too long |     2
                        kernel's pool | random bytes added          |    64
                        """, ""));
        assertThat(chips.chip.calls).isEmpty();
    }

    @Test
    void showsAllOfThem() throws Exception {
        assertThat(chips.run("cr50:stats --all").out())
                .hasLineCount(LinkCounter.values().length + 2)
                .contains("wire          | time between transactions         | 1.5 s\n", "chip          | resets ");
        assertThat(chips.run("cr50:stats -a --no-format").out())
                .hasLineCount(LinkCounter.values().length)
                .contains("wire\ttime between transactions\t1500000000\n");
    }

    @Test
    void everyCounterHasItsName() {
        assertThat(Stream.of(LinkCounter.values())
                        .map(counter -> CounterText.group(counter) + CounterText.label(counter)))
                .doesNotHaveDuplicates();
    }

    @Test
    void jsonHasAll() throws Exception {
        assertThat(chips.run("cr50:stats --json").out())
                .startsWith("{\"schemaVersion\":1,\"deviceId\":\"cr50-main\",\"statistics\":{\"commands\":12,")
                .contains("\"gateNanos\":1500000000", "\"chipResets\":0");
    }

    @Test
    void nothingIsNothing() throws Exception {
        chips.chip.counters.clear();

        assertThat(chips.run("cr50:stats"))
                .isEqualTo(new Karaf.Result(2, "cr50-main: nothing was counted yet; --all shows every counter\n", ""));
        assertThat(chips.run("cr50:stats --no-format")).isEqualTo(new Karaf.Result(2, "", ""));
        assertThat(chips.run("cr50:stats --json").status()).isZero();
    }
}
