// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.update.UpdateState;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListCommandTest extends UtcTest {

    @TempDir
    Path folder;

    private Pfru pfru;

    @BeforeEach
    void setUp() {
        pfru = new Pfru(folder);
        pfru.device.state = UpdateState.of(
                UpdateState.Phase.ACTIVATED, Samples.parsed(Samples.code(2)).sha256());
        pfru.history.records.add(Samples.interrupted("0123456789ab", 0));
        pfru.history.records.add(Samples.succeeded("1123456789ab", 1));
    }

    @Test
    void showsOneRowForEachDeviceInTheOrderOfTheirNumbers() throws Exception {
        pfru.karaf.devices.add(0, new FakeUpdateService("pfru10"));
        final FakeUpdateService simulated = new FakeUpdateService("pfru2");
        simulated.simulated = true;
        pfru.karaf.devices.add(0, simulated);

        final Karaf.Result result = pfru.run("pfru:list");

        assertThat(result).isEqualTo(new Karaf.Result(0, """
                        ID     | Path                             | State                  | Firmware | Code rt | Driver rt | Driver SVN | Last update
                        -------+----------------------------------+------------------------+----------+---------+-----------+------------+----------------------------------
                        pfru0  | /dev/acpi_pfr_update0            | activated f7fd3e0f0446 |    65536 |       1 |         4 |          2 | 2026-03-01 12:05 update succeeded
                        pfru2  | /dev/acpi_pfr_update2, simulated | unknown                |    65536 |       1 |         4 |          2 | -
                        pfru10 | /dev/acpi_pfr_update10           | unknown                |    65536 |       1 |         4 |          2 | -
                        """, ""));
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        pfru.karaf.session.terminal = new FakeTerminal(80, true);

        assertThat(pfru.run("pfru:list").out()).isEqualTo("""
                        ID    | State        | Firmware | Code rt | Driver rt | Driver SVN | Last
                              |              |          |         |           |            | update
                        ------+--------------+----------+---------+-----------+------------+-----------
                        pfru0 | activated    |    65536 |       1 |         4 |          2 | 2026-03-01
                              | f7fd3e0f0446 |          |         |           |            | 12:05
                              |              |          |         |           |            | update
                              |              |          |         |           |            | succeeded
                        """);
    }

    @Test
    void aDeviceInTheMiddleOfAnUpdateIsBusy() throws Exception {
        pfru.device.unreachable = Failure.of(
                        FailureReason.DEVICE_BUSY, "query capability", "in the middle of an update")
                .on("pfru0");

        final Karaf.Result result = pfru.run("pfru:list --no-format");

        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("pfru0\t/dev/acpi_pfr_update0\tbusy\t");
    }

    @Test
    void aDeviceThatDoesNotAnswerIsARowWithItsReason() throws Exception {
        pfru.device.unreachable = Failure.of(FailureReason.DEVICE_LOCKED, "query capability", "another process has it")
                .on("pfru0");

        final Karaf.Result result = pfru.run("pfru:list --no-format");

        assertThat(result)
                .isEqualTo(new Karaf.Result(
                        0,
                        "pfru0\t/dev/acpi_pfr_update0\tno answer: device locked\t-\t-\t-\t-\t"
                                + "2026-03-01 12:05 update succeeded\n",
                        ""));
        assertThat(pfru.run("pfru:list --json").out())
                .contains("\"error\":{\"reason\":\"device-locked\",\"deviceId\":\"pfru0\"");
    }

    @Test
    void printsJson() throws Exception {
        pfru.device.revision = OptionalInt.of(2);
        pfru.history.records.clear();

        assertThat(pfru.run("pfru:list --json")).isEqualTo(new Karaf.Result(0, """
                        {"schemaVersion":1,"devices":[{"id":"pfru0","path":"/dev/acpi_pfr_update0","simulated":false,\
                        "state":{"phase":"activated","sha256":"f7fd3e0f0446914899111260dbb5fff8a17a7885a26d1a13c538fecf57af1304"},\
                        "revision":2,"kernelDiagnostics":false,\
                        "capability":{"featureBits":3,"codeType":"B2F84B79-7B6E-4E45-885F-3FB9BB185402",\
                        "firmwareVersion":65536,"codeRuntimeVersion":1,"driverType":"4569DD8C-75F1-429A-A3D6-24DE8097A0DF",\
                        "driverRuntimeVersion":4,"driverSvn":2,"platformId":"11111111-2222-3333-4444-555555555555",\
                        "oemId":"AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE","oemInfoLength":0}}]}
                        """, ""));
    }

    @Test
    void saysWhyThereCanBeNoDeviceAndWhatToDo() throws Exception {
        pfru.karaf.devices.clear();

        final Karaf.Result result = pfru.run("pfru:list");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEqualTo("""
                        No devices: there is no firmware update device
                          - the driver is not there: Linux needs CONFIG_ACPI_PFRUT, and modprobe pfr_update where it is a module
                          - the platform has none: its firmware has to bring an ACPI device INTC1080
                        Next: See in the log what was looked for and what is missing (log:display); run modprobe pfr_update as root, \
                        or try simulated devices: feature:install platform-firmware-simulator
                        """);
        assertThat(result.console()).isEmpty();
        assertThat(pfru.run("pfru:list --json"))
                .isEqualTo(new Karaf.Result(2, "{\"schemaVersion\":1,\"devices\":[]}\n", ""));
        assertThat(pfru.run("pfru:list --no-format")).isEqualTo(new Karaf.Result(2, "", ""));
    }

    @Test
    void sentencesFitTheTerminal() throws Exception {
        pfru.karaf.session.terminal = new FakeTerminal(80, true);
        pfru.history.unreadable = Failure.of(
                FailureReason.HISTORY_UNAVAILABLE, "history", "no permission for the folder in which it is kept");
        assertThat(pfru.run("pfru:list").console()).isEqualTo("""
                        Last update is not known: history: no permission for the folder in which it is
                                                  kept
                        """);

        pfru.karaf.devices.clear();
        assertThat(pfru.run("pfru:list").out()).isEqualTo("""
                        No devices: there is no firmware update device
                          - the driver is not there: Linux needs CONFIG_ACPI_PFRUT, and modprobe
                            pfr_update where it is a module
                          - the platform has none: its firmware has to bring an ACPI device INTC1080
                        Next: See in the log what was looked for and what is missing (log:display); run
                              modprobe pfr_update as root, or try simulated devices: feature:install
                              platform-firmware-simulator
                        """);
    }

    @Test
    void tellsAServiceThatIsNotRunningFromADeviceThatIsNotThere() throws Exception {
        pfru.karaf.devices.clear();
        pfru.karaf.histories.clear();

        assertThat(pfru.run("pfru:list")).isEqualTo(new Karaf.Result(2, """
                        No devices: the service for firmware updates is not running
                        Next: Start the bundle io.platformfirmware.pfru, or install it: feature:install pfru
                        """, ""));
    }

    @Test
    void listsAlsoWithoutHistory() throws Exception {
        pfru.history.unreadable = Failure.of(FailureReason.HISTORY_UNAVAILABLE, "history", "no permission");

        final Karaf.Result result = pfru.run("pfru:list");

        assertThat(result.status()).isZero();
        assertThat(result.out()).endsWith(" | -\n");
        assertThat(result.console()).isEqualTo("Last update is not known: history: no permission\n");
        assertThat(pfru.run("pfru:list --no-format").console()).isEmpty();
    }

    @Test
    void aServiceThatGoesAwayInMidCallIsAMessage() throws Exception {
        pfru.device.unregistered = true;

        final Karaf.Result result = pfru.run("pfru:list");

        assertThat(result.status()).isEqualTo(4);
        assertThat(result.out()).isEmpty();
        assertThat(result.console())
                .startsWith("Error: list: the service went away while the command ran")
                .doesNotContain("Exception");
    }
}
