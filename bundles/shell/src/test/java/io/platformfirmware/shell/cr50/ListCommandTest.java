// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.tpm.ChipIdentity;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.ReadyLineState;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.tpm.WaitStrategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListCommandTest {

    @TempDir
    Path folder;

    private Chips chips;

    @BeforeEach
    void setUp() {
        chips = new Chips(folder);
    }

    private static SelfTestReport found(int didVid, WaitStrategy strategy) {
        return new SelfTestReport(
                Optional.of(strategy), "why", Optional.of(new ChipIdentity(didVid, 0)), List.of(), Optional.empty());
    }

    @Test
    void showsOneRowForEachChipWithoutAskingIt() throws Exception {
        chips.chip.counters.put(LinkCounter.COMMANDS, 1234L);
        final FakeCr50 ti50 = chips.add("cr50-b");
        ti50.report = found(0x504A6666, WaitStrategy.OVER_CLOCK);
        ti50.version = "ti50_common_mp-15224.B:v0.0.1052";
        ti50.readyLine = ReadyLineState.NONE;
        ti50.simulated = true;
        final FakeCr50 other = chips.add("cr50-other");
        other.report = found(0x001B15D1, WaitStrategy.HOLD_CS);
        other.version = null;
        other.readyLine = ReadyLineState.SILENT;
        chips.add("cr50-x").tested = false;

        assertThat(chips.run("cr50:list")).isEqualTo(new Karaf.Result(0, """
                        ID         | Path                      | Chip      | Firmware | Strategy   | Ready line | Commands | Failed
                        -----------+---------------------------+-----------+----------+------------+------------+----------+-------
                        cr50-b     | /dev/spidev0.0, simulated | Ti50      | -        | over-clock | none       |        0 |      0
                        cr50-x     | /dev/spidev0.0            | -         | 0.5.130  | -          | confirmed  |        0 |      0
                        cr50-main  | /dev/spidev0.0            | Cr50      | 0.5.130  | hold-cs    | confirmed  |     1234 |      0
                        cr50-other | /dev/spidev0.0            | 15d1:001b | -        | hold-cs    | silent     |        0 |      0
                        """, ""));
        assertThat(chips.chip.calls).isEmpty();
    }

    @Test
    void aDeadChipAndASuspendedOneAreRows() throws Exception {
        chips.chip.kill();
        chips.chip.counters.put(LinkCounter.FAILED_COMMANDS, 7L);
        chips.add("cr50-sleeps").suspended = true;

        assertThat(chips.run("cr50:list --no-format")).isEqualTo(new Karaf.Result(0, """
                        cr50-main	/dev/spidev0.0	-	-	none works	confirmed	0	7
                        cr50-sleeps	/dev/spidev0.0	Cr50	0.5.130	suspended	confirmed	0	0
                        """, ""));
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        chips.karaf.session.terminal = new FakeTerminal(80, false);

        assertThat(chips.run("cr50:list").out().lines())
                .allMatch(line -> line.length() < 80)
                .noneMatch(line -> line.contains("/dev/"));
    }

    @Test
    void colorsWhatNeedsAttention() throws Exception {
        chips.karaf.session.terminal = new FakeTerminal(200, true);
        chips.chip.kill();
        chips.chip.readyLine = ReadyLineState.UNAVAILABLE;

        assertThat(chips.run("cr50:list").out())
                .contains("| \u001b[31mnone works\u001b[39m", "| \u001b[33munavailable\u001b[39m");
    }

    @Test
    void printsJson() throws Exception {
        chips.chip.readyLineName = null;
        chips.chip.readyLine = ReadyLineState.NONE;

        assertThat(chips.run("cr50:list --json").out()).startsWith("""
                        {"schemaVersion":1,"devices":[{"id":"cr50-main","path":"/dev/spidev0.0","simulated":false,\
                        "state":{"selfTest":{"strategy":"hold-cs","reason":"the controller holds chip select",\
                        "identity":{"didVid":"0x00281ae0","vendorId":"0x1ae0","deviceId":"0x0028","revision":0,\
                        "family":"cr50"},"findings":["hold-cs: 64 of 64 reads agree","over-clock: not tried"]},\
                        "readyLine":"none","accessDelayMicros":2000,"speedHz":1000000,"localityHeld":true,\
                        "suspended":false,"waiting":0,"firmwareVersion":"B2-C:0 RO_B:0.0.11/4d655eab \
                        RW_B:0.5.130/cr50_v2.9"},"rngQuality":700,"statistics":{"commands":0,"failedCommands":0,""");
    }

    @Test
    void saysHowToGetAChipWhenThereIsNone() throws Exception {
        chips.karaf.chips.clear();

        assertThat(chips.run("cr50:list")).isEqualTo(new Karaf.Result(2, """
                        No devices: there is no Cr50 or Ti50 chip
                          - none is configured: each needs a configuration io.platformfirmware.cr50~NAME, with the line \
                        spiDevice=/dev/spidevB.C
                          - its SPI device is not there: Linux needs CONFIG_SPI_SPIDEV, and spidev bound to the chip, not the \
                        kernel's own driver tpm_tis_spi
                          - the service is not running: start the bundle io.platformfirmware.cr50, or install it: \
                        feature:install cr50
                        Next: Write etc/io.platformfirmware.cr50-NAME.cfg, see in the log what was looked for and what is \
                        missing (log:display), or try a simulated chip: feature:install platform-firmware-simulator
                        """, ""));
        assertThat(chips.run("cr50:list --json"))
                .isEqualTo(new Karaf.Result(2, "{\"schemaVersion\":1,\"devices\":[]}\n", ""));
        assertThat(chips.run("cr50:list --no-format")).isEqualTo(new Karaf.Result(2, "", ""));
    }

    @Test
    void aServiceThatGoesAwayInMidCallIsAMessage() throws Exception {
        chips.chip.unregistered = true;

        final Karaf.Result result = chips.run("cr50:list");

        assertThat(result.status()).isEqualTo(4);
        assertThat(result.console())
                .startsWith("Error: list: the service went away while the command ran")
                .endsWith("\nNext: Look at cr50:list, then try again.\n");
    }
}
