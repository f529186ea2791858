// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As Linux begins, seen on 6.1: self-test, capabilities, PCRs. */
class BeginningTest {

    private static final String SELF_TEST = "80010000000b0000014300";
    private static final String STARTUP = "80010000000c000001440000";
    private static final String TOTAL_COMMANDS = "8001000000160000017a000000060000012900000001";
    private static final String COMMANDS = "8001000000160000017a000000020000011f000000ff";
    private static final String GET_RANDOM = "80010000000c0000017b0008";
    private static final Duration QUICK = Duration.ofMillis(20);

    private final Beginning beginning = new Beginning();

    @Test
    void isWellWhenEverythingIsAnsweredInTime() {
        for (final String command : new String[] {SELF_TEST, STARTUP, SELF_TEST, TOTAL_COMMANDS, COMMANDS}) {
            assertThat(beginning.wrong(Tpm.hex(command), true, QUICK)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        SELF_TEST + ",      1900, 1901, TPM2_SelfTest",
        STARTUP + ",        700,  701,  TPM2_Startup",
        TOTAL_COMMANDS + ", 700,  701,  TPM2_GetCapability",
        COMMANDS + ",       700,  701,  TPM2_GetCapability",
    })
    void isNotWhenOneIsLate(String command, long inTime, long late, String name) {
        assertThat(new Beginning().wrong(Tpm.hex(command), true, Duration.ofMillis(inTime)))
                .isEmpty();
        assertThat(new Beginning().wrong(Tpm.hex(command), true, Duration.ofMillis(late)))
                .contains(name + " took " + late + " ms, more than the kernel waits");
    }

    @ParameterizedTest
    @ValueSource(strings = {SELF_TEST, STARTUP, TOTAL_COMMANDS, COMMANDS})
    void isNotWhenTheTpmWasNotReached(String command) {
        assertThat(beginning.wrong(Tpm.hex(command), false, QUICK))
                .hasValueSatisfying(why -> assertThat(why).endsWith(" did not get to the TPM"));
    }

    @ParameterizedTest
    @ValueSource(strings = {COMMANDS, GET_RANDOM, "80010000000a20000000"})
    void endsWithTheListOfCommandsOrWithAnyOther(String last) {
        assertThat(beginning.wrong(Tpm.hex(last), true, QUICK)).isEmpty();

        assertThat(beginning.wrong(Tpm.hex(TOTAL_COMMANDS), false, QUICK)).isEmpty();
        assertThat(beginning.wrong(Tpm.hex(SELF_TEST), true, Duration.ofHours(1)))
                .isEmpty();
    }

    @Test
    void whatIsNoCommandIsNoMatter() {
        assertThat(beginning.wrong(new byte[9], false, QUICK)).isEmpty();
        assertThat(beginning.wrong(Tpm.hex("80010000000a0000017a"), true, QUICK))
                .isEmpty();
        assertThat(beginning.wrong(Tpm.hex(SELF_TEST), false, QUICK)).isPresent();
    }
}
