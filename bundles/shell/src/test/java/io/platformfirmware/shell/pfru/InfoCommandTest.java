// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.update.UpdateState;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfoCommandTest extends UtcTest {

    @TempDir
    Path folder;

    private Pfru pfru;

    @BeforeEach
    void setUp() {
        pfru = new Pfru(folder);
    }

    @Test
    void showsAllThatTheFirmwareSays() throws Exception {
        pfru.history.records.add(Samples.failed("0123456799ab", 0, Samples.refusedByFirmware()));
        pfru.history.records.add(Samples.succeeded("0123456789ab", 1));
        pfru.device.capability = Samples.capability(0xFFFF_FFFFL, 1);

        assertThat(pfru.run("pfru:info")).isEqualTo(new Karaf.Result(0, """
                        Device                  pfru0
                        Path                    /dev/acpi_pfr_update0
                        Simulated               no
                        State                   unknown: this service has loaded nothing, or the last attempt failed half way
                        Revision                not set by this service
                        Kernel diagnostics      off
                        Feature bits            3 (0x00000003)
                        Code type               B2F84B79-7B6E-4E45-885F-3FB9BB185402 (code injection)
                        Firmware version        4294967295 (0xFFFFFFFF)
                        Code runtime version    1 (0x00000001)
                        Driver type             4569DD8C-75F1-429A-A3D6-24DE8097A0DF (driver update)
                        Driver runtime version  4 (0x00000004)
                        Driver SVN              2 (0x00000002)
                        Platform ID             11111111-2222-3333-4444-555555555555
                        OEM ID                  AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE
                        OEM info                0 bytes, which Linux does not pass on
                        Last record             2026-03-01 12:05 update succeeded (012345678)
                        """, ""));
    }

    @Test
    void showsTheCapsuleTheRevisionAndWhatIsWrongWithTheSettings() throws Exception {
        pfru.device.state = UpdateState.of(
                UpdateState.Phase.STAGED, Samples.parsed(Samples.code(2)).sha256());
        pfru.device.revision = OptionalInt.of(2);
        pfru.device.settingsFault =
                Failure.of(FailureReason.INVALID_VALUE, "settings", "revision = '7' is not allowed: 1, 2 or empty");

        assertThat(pfru.run("pfru:info --no-format").out())
                .contains(
                        "State\tstaged f7fd3e0f0446914899111260dbb5fff8a17a7885a26d1a13c538fecf57af1304\n",
                        "Revision\t2\n",
                        "Settings\tsettings: revision = '7' is not allowed: 1, 2 or empty\n");
        assertThat(pfru.run("pfru:info --json").out())
                .contains("\"settingsFault\":{\"reason\":\"invalid-value\"", "\"revision\":2");
    }

    @Test
    void showsWhetherTheDriverIsListenedToAndWhyItCanNotBe() throws Exception {
        assertThat(pfru.run("pfru:info --json").out())
                .contains("\"kernelDiagnostics\":false")
                .doesNotContain("kernelDiagnosticsFault");

        pfru.device.kernelDiagnostics = true;
        assertThat(pfru.run("pfru:info --no-format").out()).contains("Kernel diagnostics\ton\n");

        pfru.device.kernelDiagnosticsFault =
                Failure.of(FailureReason.LOG_UNAVAILABLE, "kernel diagnostics", "there is no debugfs");
        assertThat(pfru.run("pfru:info --no-format").out())
                .contains("Kernel diagnostics\ton, but: there is no debugfs\n");
        assertThat(pfru.run("pfru:info --json").out())
                .contains("\"kernelDiagnostics\":true,\"kernelDiagnosticsFault\":{\"reason\":\"log-unavailable\"");
    }

    @Test
    void showsTheDeviceAlsoWithoutHistory() throws Exception {
        assertThat(pfru.run("pfru:info").out()).endsWith("\nLast record             -\n");

        pfru.history.unreadable = Failure.of(FailureReason.HISTORY_UNAVAILABLE, "history", "no permission");
        final Karaf.Result result = pfru.run("pfru:info");
        assertThat(result.status()).isZero();
        assertThat(result.out()).endsWith("\nLast record             -\n");
        assertThat(result.console()).isEqualTo("Last record is not known: history: no permission\n");
    }

    @Test
    void wantsADeviceToBeNamedWhereThereAreSeveral() throws Exception {
        pfru.karaf.devices.add(new FakeUpdateService("pfru1"));

        final Karaf.Result result = pfru.run("pfru:info");

        assertThat(result).isEqualTo(new Karaf.Result(3, "", """
                        Error: info: there are several devices and none is named: pfru0, pfru1
                        Next: Name one with --device.
                        """));
        assertThat(pfru.run("pfru:info -d pfru1").out()).startsWith("Device                  pfru1\n");
        assertThat(pfru.run("pfru:info --device=pfru1 --no-format").out()).startsWith("Device\tpfru1\n");
    }

    @Test
    void namesTheDevicesThatAreThereWhenTheOneThatIsNamedIsNot() throws Exception {
        final Karaf.Result result = pfru.run("pfru:info -d pfru7");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.console()).startsWith("Error: info: there is no device pfru7; there is pfru0\n");
    }

    @Test
    void saysWhatToDoWithoutADevice() throws Exception {
        pfru.karaf.devices.clear();

        final Karaf.Result result = pfru.run("pfru:info");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.console())
                .startsWith("Error: info: there is no firmware update device\nLikely causes:\n")
                .contains("modprobe pfr_update", "feature:install platform-firmware-simulator");
    }

    @Test
    void aDeviceThatDoesNotAnswerIsAFailure() throws Exception {
        pfru.device.unreachable = Failure.of(FailureReason.PERMISSION_DENIED, "query capability", "may not open it")
                .on("pfru0")
                .next("Run Karaf as root.");

        assertThat(pfru.run("pfru:info")).isEqualTo(new Karaf.Result(4, "", """
                        Error: pfru0: query capability: may not open it
                        Next: Run Karaf as root.
                        """));
        assertThat(pfru.run("pfru:info --json")).isEqualTo(new Karaf.Result(4, """
                        {"schemaVersion":1,"error":{"reason":"permission-denied","deviceId":"pfru0",\
                        "operation":"query capability","message":"may not open it","likelyCauses":[],\
                        "nextStep":"Run Karaf as root."}}
                        """, ""));
    }
}
