// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListCommandTest {

    @TempDir
    Path folder;

    private Pfrt pfrt;

    @BeforeEach
    void setUp() {
        pfrt = new Pfrt(folder);
    }

    @Test
    void showsOneRowForEachDeviceInTheOrderOfTheirNumbers() throws Exception {
        pfrt.device.write("x".repeat(120));
        pfrt.device.chunk1 = new LogChunk(0x7000_0078L, 65416);
        pfrt.device.rolloverCount = 2;
        final FakeTelemetryService tenth = pfrt.add("pfrt10");
        tenth.chunk2 = new LogChunk(0, 0);
        tenth.simulated = true;
        pfrt.add("pfrt2").set(TelemetryChange.of(LogType.HISTORY));

        assertThat(pfrt.run("pfrt:list")).isEqualTo(new Karaf.Result(0, """
                        ID     | Path                                 | Type      | Level | Rev | Log bytes | Capacity | Resets | Roll-overs | State
                        -------+--------------------------------------+-----------+-------+-----+-----------+----------+--------+------------+--------------
                        pfrt0  | /dev/acpi_pfr_telemetry0             | execution | info  |   1 |     65536 |    65536 |      3 |          2 | ready
                        pfrt2  | /dev/acpi_pfr_telemetry2             | history   | info  |   1 |         0 |    65536 |      3 |          0 | ready
                        pfrt10 | /dev/acpi_pfr_telemetry10, simulated | execution | info  |   1 |         0 |    65536 |      3 |          0 | no update yet
                        """, ""));
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        pfrt.karaf.session.terminal = new FakeTerminal(80, false);

        assertThat(pfrt.run("pfrt:list").out().lines())
                .allMatch(line -> line.length() < 80)
                .noneMatch(line -> line.contains("/dev/"));
    }

    @Test
    void aDeviceThatFailsIsARowThatSaysWhy() throws Exception {
        pfrt.device.settingsFailure =
                Failure.of(FailureReason.PERMISSION_DENIED, "read settings", "this process may not open the node");
        pfrt.device.logFailure = pfrt.device.settingsFailure;
        pfrt.add("pfrt1").logFailure = Pfrt.REFUSED;
        pfrt.add("pfrt2").settingsFailure = Failure.of(FailureReason.DEVICE_BUSY, "read settings", "busy");

        final Karaf.Result result = pfrt.run("pfrt:list --no-format");

        assertThat(result).isEqualTo(new Karaf.Result(0, """
                        pfrt0	/dev/acpi_pfr_telemetry0	-	-	-	-	-	-	-	no answer: permission denied
                        pfrt1	/dev/acpi_pfr_telemetry1	execution	info	1	-	-	-	-	no log: firmware refused
                        pfrt2	/dev/acpi_pfr_telemetry2	-	-	-	0	65536	3	0	busy
                        """, ""));
    }

    @Test
    void saysWhoseTheSettingsAre() throws Exception {
        pfrt.device.settingsFault = Failure.of(FailureReason.FIRMWARE_REFUSED, "set level verbose", "refused");
        pfrt.add("pfrt1").applied = TelemetryChange.of(LogLevel.ERROR);
        final FakeTelemetryService atRuntime = pfrt.add("pfrt2");
        atRuntime.configured = TelemetryChange.of(LogLevel.ERROR);
        atRuntime.applied = TelemetryChange.of(LogLevel.INFO);

        assertThat(pfrt.run("pfrt:list --no-format").out().lines().map(line -> line.replaceAll(".*\t", "")))
                .containsExactly("settings not in force", "changed by another process", "set with --runtime");
    }

    @Test
    void colorsTheStateAlone() throws Exception {
        pfrt.karaf.session.terminal = new FakeTerminal(200, true);
        pfrt.device.logFailure = Pfrt.REFUSED;
        pfrt.add("pfrt1").applied = TelemetryChange.of(LogLevel.ERROR);
        if (System.getenv("NO_COLOR") == null) {
            assertThat(pfrt.run("pfrt:list").out())
                    .contains(
                            "| \u001b[31mno log: firmware refused  \u001b[39m",
                            "| \u001b[33mchanged by another process\u001b[39m");
        }
        pfrt.karaf.session.put("NO_COLOR", "");
        assertThat(pfrt.run("pfrt:list").out()).doesNotContain("\u001b");
    }

    @Test
    void printsJson() throws Exception {
        pfrt.device.applied = TelemetryChange.of(LogLevel.INFO);
        pfrt.add("pfrt1").logFailure = Failure.of(FailureReason.LOG_UNAVAILABLE, "read counters", "there is none")
                .on("pfrt1");

        assertThat(pfrt.run("pfrt:list --json")).isEqualTo(new Karaf.Result(0, """
                        {"schemaVersion":1,"devices":[{"id":"pfrt0","path":"/dev/acpi_pfr_telemetry0","simulated":false,\
                        "settings":{"level":"info","type":"execution","revision":1},"configured":{},"applied":{"level":"info"},\
                        "log":{"type":"execution","capacity":65536,"chunk1":{"address":"0x0","size":0},\
                        "chunk2":{"address":"0x70000000","size":0},"rolloverCount":0,"resetCount":3}},\
                        {"id":"pfrt1","path":"/dev/acpi_pfr_telemetry1","simulated":false,\
                        "settings":{"level":"info","type":"execution","revision":1},"configured":{},"applied":{},\
                        "logError":{"reason":"log-unavailable","deviceId":"pfrt1","operation":"read counters",\
                        "message":"there is none","likelyCauses":[]}}]}
                        """, ""));
    }

    @Test
    void saysHowToGetADeviceWhenThereIsNone() throws Exception {
        pfrt.karaf.telemetry.clear();

        assertThat(pfrt.run("pfrt:list")).isEqualTo(new Karaf.Result(2, """
                        No devices: there is no telemetry device
                          - the driver is not there: Linux needs CONFIG_ACPI_PFRUT, and modprobe pfr_telemetry where it is a module
                          - the platform has none: its firmware has to bring an ACPI device INTC1081
                          - the service is not running: start the bundle io.platformfirmware.pfrt, or install it: feature:install pfrt
                        Next: See in the log what was looked for and what is missing (log:display); run modprobe pfr_telemetry as \
                        root, or try simulated devices: feature:install platform-firmware-simulator
                        """, ""));
        assertThat(pfrt.run("pfrt:list --json"))
                .isEqualTo(new Karaf.Result(2, "{\"schemaVersion\":1,\"devices\":[]}\n", ""));
        assertThat(pfrt.run("pfrt:list --no-format")).isEqualTo(new Karaf.Result(2, "", ""));
    }

    @Test
    void aServiceThatGoesAwayInMidCallIsAMessage() throws Exception {
        pfrt.device.unregistered = true;

        final Karaf.Result result = pfrt.run("pfrt:list");

        assertThat(result.status()).isEqualTo(4);
        assertThat(result.console())
                .startsWith("Error: list: the service went away while the command ran")
                .endsWith("\nNext: Look at pfrt:list, then try again.\n");
    }
}
