// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.shell.Karaf;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfTestCommandTest {

    private static final String SCREEN = """
            Device    cr50-main
            Chip      Cr50 (DID_VID 0x00281AE0, RID 0x00)
            Strategy  hold-cs: the controller holds chip select
            Findings  hold-cs: 64 of 64 reads agree
                      over-clock: not tried
            """;

    @TempDir
    Path folder;

    private Chips chips;

    @BeforeEach
    void setUp() {
        chips = new Chips(folder);
    }

    @Test
    void testsTheLinkAlone() throws Exception {
        assertThat(chips.run("cr50:selftest")).isEqualTo(new Karaf.Result(0, SCREEN, ""));
        assertThat(chips.chip.calls).containsExactly("selfTest");
    }

    @Test
    void theTpmTestsItselfToo() throws Exception {
        chips.chip.tpm = command -> Chips.response(0, "");

        assertThat(chips.run("cr50:selftest --tpm")).isEqualTo(new Karaf.Result(0, SCREEN + """
                        TPM2_SelfTest  TPM_RC_SUCCESS (0x00000000): the command did what it should
                        """, ""));
        chips.run("cr50:selftest --tpm --full");
        assertThat(chips.chip.calls)
                .containsExactly("selfTest", "80010000000b0000014300", "selfTest", "80010000000b0000014301");
    }

    @Test
    void aFaultOfTheTpmIsAFailure() throws Exception {
        chips.chip.tpm = command -> Chips.response(0x101, "");

        final Karaf.Result result = chips.run("cr50:selftest --tpm --no-format");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("TPM2_SelfTest\tTPM_RC_FAILURE (0x00000101): ");
        chips.chip.tpm = command -> Chips.response(0x100, "");
        assertThat(chips.run("cr50:selftest --tpm").console()).startsWith("Next: The TPM was not started");
    }

    @Test
    void nothingWorksIsAnErrorOfTheDevice() throws Exception {
        chips.chip.kill();

        assertThat(chips.run("cr50:selftest --tpm")).isEqualTo(new Karaf.Result(4, """
                        Device    cr50-main
                        Strategy  none works: no way of waiting works
                        Findings  hold-cs: all ones
                                  over-clock: all ones
                        """, """
                        Error: cr50-main: open link: the chip does not answer
                        Likely causes:
                          - the chip has no power
                          - another chip is behind this chip select
                        Next: Check the wires.
                        """));
        assertThat(chips.chip.calls).containsExactly("selfTest");
    }

    @Test
    void printsJson() throws Exception {
        chips.chip.tpm = command -> Chips.response(0, "");

        assertThat(chips.run("cr50:selftest --tpm --json").out())
                .startsWith("{\"schemaVersion\":1,\"deviceId\":\"cr50-main\",\"selfTest\":{\"strategy\":\"hold-cs\",")
                .contains("},\"tpm\":{\"command\":\"TPM2_SelfTest\",")
                .hasLineCount(1);
        chips.chip.kill();
        final Karaf.Result dead = chips.run("cr50:selftest --json");
        assertThat(dead.status()).isEqualTo(4);
        assertThat(dead.console()).isEmpty();
        assertThat(dead.out())
                .contains("\"failure\":{\"reason\":\"transport-error\"")
                .hasLineCount(1);
    }

    @Test
    void fullIsForTheTpm() throws Exception {
        assertThat(chips.run("cr50:selftest --full"))
                .isEqualTo(new Karaf.Result(1, "", "Error: selftest: --full is for --tpm\n"));
        assertThat(chips.chip.calls).isEmpty();
    }
}
