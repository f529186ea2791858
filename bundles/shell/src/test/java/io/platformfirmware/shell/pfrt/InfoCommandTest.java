// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfoCommandTest {

    @TempDir
    Path folder;

    private Pfrt pfrt;

    @BeforeEach
    void setUp() {
        pfrt = new Pfrt(folder);
    }

    @Test
    void showsSettingsAndCounters() throws Exception {
        pfrt.device.write("x".repeat(120));
        pfrt.device.chunk1 = new LogChunk(0x7000_0078L, 65416);
        pfrt.device.rolloverCount = 2;

        assertThat(pfrt.run("pfrt:info")).isEqualTo(new Karaf.Result(0, """
                        Device          pfrt0
                        Path            /dev/acpi_pfr_telemetry0
                        Simulated       no
                        Level           info
                        Type            execution
                        Revision        1
                        Log size        65536 of 65536 bytes
                        Chunk 1, older  65416 bytes at 0x70000078
                        Chunk 2, newer  120 bytes at 0x70000000
                        Roll-overs      2
                        Resets          3
                        """, ""));
        assertThat(pfrt.run("pfrt:info -d pfrt0 --no-format").out()).contains("Level\tinfo\nType\texecution\n");
    }

    @Test
    void saysWhereEachSettingComesFrom() throws Exception {
        pfrt.device.configured =
                new TelemetryChange(Optional.of(LogLevel.INFO), Optional.of(LogType.HISTORY), OptionalInt.empty());
        pfrt.device.applied =
                new TelemetryChange(Optional.of(LogLevel.INFO), Optional.of(LogType.HISTORY), OptionalInt.of(1));

        assertThat(pfrt.run("pfrt:info").out()).contains("""
                        Level           info (as configured)
                        Type            execution (changed by another process; it was set to history; configured: history)
                        Revision        1 (set by this service, not configured)
                        """);

        pfrt.device.configured = TelemetryChange.of(LogLevel.ERROR);
        assertThat(pfrt.run("pfrt:info").out())
                .contains("\nLevel           info (set with --runtime; configured: error)\n");
    }

    @Test
    void saysWhyTheConfigurationIsNotInForceAndWhatToDo() throws Exception {
        pfrt.device.settingsFault = Failure.of(FailureReason.INVALID_VALUE, "settings", "logLevel = '3' is not allowed")
                .next("Correct it in io.platformfirmware.pfrt.");

        assertThat(pfrt.run("pfrt:info").out()).contains("""
                        Not in force    settings: logLevel = '3' is not allowed
                        Next            Correct it in io.platformfirmware.pfrt.
                        """);
    }

    @Test
    void aLogWithoutAPlaceIsNormalBeforeTheFirstUpdate() throws Exception {
        pfrt.device.chunk2 = new LogChunk(0, 0);

        final Karaf.Result result = pfrt.run("pfrt:info");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains(
                        "\nLog             no update yet since power on: the firmware has not given it a place\n",
                        "\nChunk 2, newer  0 bytes\n");
    }

    @Test
    void aLogWithBytesButWithoutAPlaceIsNot() throws Exception {
        pfrt.device.chunk2 = new LogChunk(0, 10);

        assertThat(pfrt.run("pfrt:info").out())
                .contains("\nLog             can not be read: the firmware gives the log no address\n");
    }

    @Test
    void showsTheSettingsWhereTheLogFails() throws Exception {
        pfrt.device.logFailure = Pfrt.REFUSED;

        final Karaf.Result result = pfrt.run("pfrt:info");

        assertThat(result).isEqualTo(new Karaf.Result(1, """
                        Device     pfrt0
                        Path       /dev/acpi_pfr_telemetry0
                        Simulated  no
                        Level      info
                        Type       execution
                        Revision   1
                        Log        not known: the firmware answered with a status other than success
                        """, """
                        Error: pfrt0: read counters: the firmware answered with a status other than success \
                        (ioctl PFRT_LOG_IOC_GET_DATA_INFO: EBUSY, Device or resource busy)
                        Likely causes:
                          - no update was started since power on
                        Next: Try again, or after an update.
                        """));
    }

    @Test
    void showsTheLogWhereTheSettingsFail() throws Exception {
        pfrt.device.settingsFailure = Failure.of(FailureReason.DRIVER_REFUSED, "read settings", "malformed");

        final Karaf.Result result = pfrt.run("pfrt:info");

        assertThat(result.status()).isEqualTo(4);
        assertThat(result.out()).contains("\nSettings        not known: malformed\n", "\nResets          3\n");
        assertThat(result.console()).isEqualTo("Error: read settings: malformed\n");

        final Karaf.Result asJson = pfrt.run("pfrt:info --json");
        assertThat(asJson.status()).isEqualTo(4);
        assertThat(asJson.console()).isEmpty();
        assertThat(asJson.out())
                .hasLineCount(1)
                .contains("\"settingsError\":{\"reason\":\"driver-refused\"", "\"log\":{\"type\":\"execution\"");
    }

    @Test
    void fails() throws Exception {
        pfrt.device.logFailure = Pfrt.REFUSED;
        pfrt.device.settingsFailure = Failure.of(FailureReason.DEVICE_LOCKED, "read settings", "locked");

        assertThat(pfrt.run("pfrt:info")).isEqualTo(new Karaf.Result(4, "", "Error: read settings: locked\n"));
    }

    @Test
    void aDeviceHasToBeNamedWhereThereAreSeveral() throws Exception {
        pfrt.add("pfrt1").simulated = true;

        assertThat(pfrt.run("pfrt:info")).isEqualTo(new Karaf.Result(3, "", """
                        Error: info: there are several devices and none is named: pfrt0, pfrt1
                        Next: Name one with --device.
                        """));
        assertThat(pfrt.run("pfrt:info -d pfrt2").console())
                .startsWith("Error: info: there is no device pfrt2; there is pfrt0, pfrt1\n");
        assertThat(pfrt.run("pfrt:info -d pfrt1").out()).contains("Simulated       yes");
    }

    @Test
    void printsJson() throws Exception {
        pfrt.device.configured = TelemetryChange.of(LogType.HISTORY);

        assertThat(pfrt.run("pfrt:info --json")).isEqualTo(new Karaf.Result(0, """
                        {"schemaVersion":1,"device":{"id":"pfrt0","path":"/dev/acpi_pfr_telemetry0","simulated":false,\
                        "settings":{"level":"info","type":"execution","revision":1},"configured":{"type":"history"},\
                        "applied":{},"log":{"type":"execution","capacity":65536,"chunk1":{"address":"0x0","size":0},\
                        "chunk2":{"address":"0x70000000","size":0},"rolloverCount":0,"resetCount":3}}}
                        """, ""));
    }
}
