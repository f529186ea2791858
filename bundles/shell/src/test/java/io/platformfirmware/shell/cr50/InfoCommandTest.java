// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.tpm.KernelEntropy;
import io.platformfirmware.tpm.ReadyLineState;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfoCommandTest {

    @TempDir
    Path folder;

    private Chips chips;

    @BeforeEach
    void setUp() {
        chips = new Chips(folder);
    }

    @Test
    void showsEverything() throws Exception {
        chips.chip.running = "TPM2_CreatePrimary";
        chips.chip.waiting = 2;

        assertThat(chips.run("cr50:info")).isEqualTo(new Karaf.Result(0, """
                        Device        cr50-main
                        Path          /dev/spidev0.0
                        Simulated     no
                        Chip          Cr50 (DID_VID 0x00281AE0, RID 0x00)
                        Firmware      B2-C:0 RO_B:0.0.11/4d655eab RW_B:0.5.130/cr50_v2.9
                        Strategy      hold-cs: the controller holds chip select
                        Findings      hold-cs: 64 of 64 reads agree
                                      over-clock: not tried
                        Ready line    gpiochip0:42, confirmed: edges come
                        Access delay  2 ms
                        Speed         1 MHz
                        Locality 0    held
                        Suspended     no
                        Commands      TPM2_CreatePrimary runs, 2 wait
                        Entropy       700 of 1024 bits, as the settings have it (rngQuality)
                        """, ""));
        assertThat(chips.chip.calls).containsExactly("firmwareVersion");
    }

    @Test
    void aChipThatDoesNotAnswerIsNotFatal() throws Exception {
        chips.chip.kill();
        chips.chip.readyLine = ReadyLineState.UNAVAILABLE;
        chips.chip.readyLineTrouble = "another program has it";
        chips.chip.suspended = true;
        chips.chip.settingsFault = Failure.of(FailureReason.INVALID_VALUE, "settings", "speedHz 9 is not allowed")
                .next("Change it.");

        assertThat(chips.run("cr50:info --device cr50-main")).isEqualTo(new Karaf.Result(0, """
                        Device        cr50-main
                        Path          /dev/spidev0.0
                        Simulated     no
                        Chip          not known
                        Firmware      not known: the chip does not answer
                        Strategy      none works: no way of waiting works
                        Findings      hold-cs: all ones
                                      over-clock: all ones
                        Last failure  cr50-main: open link: the chip does not answer
                        To mend it    Check the wires.
                        Ready line    gpiochip0:42, unavailable: delays: another program has it
                        Access delay  2 ms
                        Speed         1 MHz
                        Locality 0    held
                        Suspended     yes
                        Commands      none runs
                        Entropy       700 of 1024 bits, as the settings have it (rngQuality)
                        Not in force  settings: speedHz 9 is not allowed
                        Next          Change it.
                        """, ""));
    }

    @Test
    void aChipThatWasNeverAskedAndCanNotBeNow() throws Exception {
        chips.chip.tested = false;
        chips.chip.versionFailure = Failure.of(FailureReason.SUSPENDED, "read version", "the chip is suspended");

        assertThat(chips.run("cr50:info --no-format").out())
                .contains(
                        "Chip\tnot known\n",
                        "Firmware\tnot known: the chip is suspended; it was B2-C:0 RO_B:",
                        "Strategy\tnot chosen yet\n");
    }

    @Test
    void saysHowTheKernelIsFed() throws Exception {
        chips.chip.kernelEntropy = new KernelEntropy(96, Optional.empty());
        assertThat(chips.run("cr50:info").out()).endsWith("""
                        Entropy       700 of 1024 bits, as the settings have it (rngQuality)
                                      feeds the kernel's pool, 96 bytes so far
                        """);

        chips.chip.kernelEntropy = new KernelEntropy(0, Optional.of("it may not"));
        assertThat(chips.run("cr50:info --no-format").out())
                .endsWith("Entropy\tdoes not feed the kernel's pool, 0 bytes so far: it may not\n");
        assertThat(chips.run("cr50:info --json").out())
                .contains("\"kernelEntropy\":{\"bytes\":0,\"trouble\":\"it may not\"}");
    }

    @Test
    void ctrlCIsNoAnswer() throws Exception {
        chips.chip.versionFailure = Failure.of(FailureReason.CANCELLED, "read version", "interrupted");

        assertThat(chips.run("cr50:info")).isEqualTo(new Karaf.Result(2, "", "Cancelled: read version: interrupted\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    NONE        | none: delays
                    UNCONFIRMED | gpiochip0:42, not seen to work yet: delays, or an edge that comes earlier
                    SILENT      | gpiochip0:42, silent: no edge comes; delays
                    """)
    void saysHowTheReadyLineIs(ReadyLineState state, String text) throws Exception {
        chips.chip.readyLine = state;
        chips.chip.readyLineName = state == ReadyLineState.NONE ? null : "gpiochip0:42";

        assertThat(chips.run("cr50:info --no-format").out()).contains("Ready line\t" + text + "\n");
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        chips.karaf.session.terminal = new FakeTerminal(40, false);
        chips.chip.kill();

        assertThat(chips.run("cr50:info").out().lines()).allMatch(line -> line.length() < 40);
    }

    @Test
    void printsJson() throws Exception {
        chips.chip.kill();

        assertThat(chips.run("cr50:info --json").out())
                .startsWith("{\"schemaVersion\":1,\"device\":{\"id\":\"cr50-main\",")
                .contains("\"state\":{\"selfTest\":{\"reason\":\"no way of waiting works\"", "\"rngQuality\":700")
                .contains("\"firmwareVersionError\":{\"reason\":\"transport-error\",\"deviceId\":\"cr50-main\"")
                .doesNotContain("statistics");
    }

    @Test
    void theOnlyDeviceMayBeLeftOutAndNoOther() throws Exception {
        assertThat(chips.run("cr50:info -d nope")).isEqualTo(new Karaf.Result(3, "", """
                        Error: info: there is no device nope; there is cr50-main
                        Next: Name one of these with --device.
                        """));
        chips.add("cr50-b");
        for (final String command : new String[] {
            "info", "random 1", "send 80010000000A00000144", "selftest", "pcr", "stats", "trace", "suspend", "resume"
        }) {
            final Karaf.Result result = chips.run("cr50:" + command);
            assertThat(result.status()).as(command).isEqualTo(3);
            assertThat(result.console())
                    .endsWith(": there are several devices and none is named: cr50-b, cr50-main\n"
                            + "Next: Name one with --device.\n");
        }
        chips.karaf.chips.clear();
        assertThat(chips.run("cr50:info").status()).isEqualTo(3);
        assertThat(chips.run("cr50:info").console())
                .startsWith("Error: info: there is no Cr50 or Ti50 chip\nLikely causes:\n  - none is configured: ");
        assertThat(chips.run("cr50:stats --json").out())
                .startsWith("{\"schemaVersion\":1,\"error\":{\"reason\":\"device-not-found\"");
    }

    @Test
    void aServiceThatGoesAwayIsAMessage() throws Exception {
        chips.chip.unregistered = true;
        for (final String command :
                new String[] {"info", "random 1", "send 80010000000A00000144", "selftest", "pcr", "stats", "trace"}) {
            assertThat(chips.run("cr50:" + command).status()).as(command).isEqualTo(4);
        }
    }
}
