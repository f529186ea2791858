// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChipTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    B2-C:0 RO_B:0.0.11/4d655eab RW_B:0.5.130/cr50_v2.9            | 0.5.130
                    B2-C:0 RO_A:0.0.10/29d77172 RW_A:0.3.23/cr50_v1.9308_87_mp    | 0.3.23
                    RO_A:* 0.0.11 RO_B: 0.0.10 RW_A: 0.5.9/a RW_B:* 0.5.130/b     | 0.5.130
                    RW_A:0.5.9/a RW_B:0.5.130/b                                   |
                    RW_A:* 0.5.9 RW_B:* 0.5.130                                   |
                    ti50_common_mp-15224.B:v0.0.1052-31a22ef1                     |
                    RW_B:unknown                                                  |
                    RO_B:0.0.11                                                   |
                    """)
    void tellsTheVersionThatRunsWhereItIsPlain(String full, String version) {
        assertThat(ChipText.shortVersion(full)).isEqualTo(Optional.ofNullable(version));
    }

    @Test
    void tellsNothingOfNothing() {
        assertThat(ChipText.shortVersion("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1000000, 1 MHz", "2000000, 2 MHz", "1500000, 1500 kHz", "400000, 400 kHz", "1234, 1234 Hz", "0, 0 Hz"})
    void speedsHaveTheirUnit(int hertz, String text) {
        assertThat(StateText.speed(hertz)).isEqualTo(text);
    }
}
