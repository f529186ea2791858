// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.FakeConfigurationAdmin;
import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

    @TempDir
    Path root;

    private final Karaf karaf = new Karaf(List.of(DoctorCommand.class), List.of());
    private final FakeUpdateService device = new FakeUpdateService("pfru0");
    private final FakeConfigurationAdmin configurationAdmin = new FakeConfigurationAdmin("io.platformfirmware.linux");

    @BeforeEach
    void emptyMachine() throws Exception {
        karaf.devices.add(device);
        karaf.configurationAdmins.add(configurationAdmin.service());
        karaf.setUp(action -> ((DoctorCommand) action).root = root);
        Files.createDirectories(root.resolve("dev"));
    }

    @Test
    void hardwareThatIsNotThereIsNothingBroken() throws Exception {
        final Karaf.Result result = karaf.run("pfru:doctor");
        assertThat(result.status()).isZero();
        assertThat(result.out()).isEqualTo("""
                        Link                     | State  | Found                    | What to do
                        -------------------------+--------+--------------------------+----------------------------------------------
                        PFRU platform            | absent | this machine has no ACPI | Use a machine with ACPI and a device INTC1080
                        pfru0 settings           | ok     | applied                  | -
                        pfru0 firmware           | ok     | answers: version 65536   | -
                        pfru0 kernel diagnostics | ok     | off                      | -
                        PFRT platform            | absent | this machine has no ACPI | Use a machine with ACPI and a device INTC1081
                        """);
        assertThat(result.console()).isEqualTo("3 ok, 2 absent.\n");
    }

    @Test
    void tellsWhyADeviceDoesNotAnswerAndFails() throws Exception {
        device.unreachable = Failure.of(FailureReason.FIRMWARE_REFUSED, "query capability", "it is deaf")
                .on("pfru0")
                .next("Try again later.");
        final Karaf.Result plain = karaf.run("pfru:doctor --no-format");
        assertThat(plain.status()).isEqualTo(1);
        assertThat(plain.out().lines())
                .contains("pfru0 firmware\tbroken\tpfru0: query capability: it is deaf\tTry again later");
        assertThat(plain.console()).isEmpty();
        assertThat(karaf.run("pfru:doctor").console())
                .isEqualTo("2 ok, 1 broken, 2 absent: mend the first that is broken, then look again.\n");
    }

    @Test
    void anUpdateUnderWayDoesNotFail() throws Exception {
        device.unreachable = Failure.of(FailureReason.DEVICE_BUSY, "query capability", "it is busy")
                .on("pfru0")
                .next("Try again when it is done.");
        final Karaf.Result result = karaf.run("pfru:doctor");
        assertThat(result.status()).isZero();
        assertThat(result.console()).isEqualTo("2 ok, 1 doubtful, 2 absent.\n");
    }

    @Test
    void json() throws Exception {
        assertThat(karaf.run("pfru:doctor --json").out())
                .isEqualTo("{\"schemaVersion\":1,\"findings\":["
                        + "{\"link\":\"PFRU platform\",\"verdict\":\"absent\",\"found\":\"this machine has no ACPI\","
                        + "\"advice\":\"Use a machine with ACPI and a device INTC1080\"},"
                        + "{\"link\":\"pfru0 settings\",\"verdict\":\"ok\",\"found\":\"applied\"},"
                        + "{\"link\":\"pfru0 firmware\",\"verdict\":\"ok\",\"found\":\"answers: version 65536\"},"
                        + "{\"link\":\"pfru0 kernel diagnostics\",\"verdict\":\"ok\",\"found\":\"off\"},"
                        + "{\"link\":\"PFRT platform\",\"verdict\":\"absent\",\"found\":\"this machine has no ACPI\","
                        + "\"advice\":\"Use a machine with ACPI and a device INTC1081\"}]}\n");
    }

    @Test
    void looksWhereTheSettingsSay() throws Exception {
        Files.createDirectories(root.resolve("other/nodes"));
        Files.createFile(root.resolve("other/nodes/acpi_pfr_update3"));
        Files.createDirectories(root.resolve("other/sys/bus/acpi/devices/INTC1080:00"));
        configurationAdmin.properties = new Hashtable<>(Map.of("devRoot", "/other/nodes/", "sysRoot", "/other/sys"));
        configurationAdmin.ofFactory.put(
                "io.platformfirmware.cr50.1", new Hashtable<>(Map.of("spiDevice", "/other/nodes/spidev0.0")));
        assertThat(karaf.run("pfru:doctor --no-format").out().lines())
                .contains(
                        "PFRU platform\tok\tINTC1080:00\t-",
                        "PFRU node\tok\t/other/nodes/acpi_pfr_update3 may be used\t-")
                .anyMatch(line -> line.startsWith("Cr50 node\tbroken\tthere is no /other/nodes/spidev0.0"));
    }

    @Test
    void aValueThatIsNoFolderCountsAsNone() throws Exception {
        configurationAdmin.properties = new Hashtable<>(Map.of("devRoot", "dev", "sysRoot", "\0"));
        Files.createFile(root.resolve("dev/acpi_pfr_update0"));
        assertThat(karaf.run("pfru:doctor").out()).contains("/dev/acpi_pfr_update0 may be used");
    }

    @Test
    void withoutConfigurationAdminItLooksInTheUsualPlacesAndSaysSo() throws Exception {
        karaf.configurationAdmins.clear();
        final Karaf.Result result = karaf.run("pfru:doctor --no-format");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out().lines())
                .startsWith("settings\tbroken\tdoctor: the service Configuration Admin is not there"
                        + "\tStart the bundle org.apache.felix.configadmin")
                .contains("pfru0 settings\tok\tapplied\t-");
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        karaf.session.terminal = new FakeTerminal(80, false);
        assertThat(karaf.run("pfru:doctor").out().lines()).allMatch(line -> line.length() < 80);
    }

    @Test
    void colours() throws Exception {
        device.settingsFault = Failure.of(FailureReason.INVALID_VALUE, "settings", "revision = '7' is not allowed");
        karaf.session.terminal = new FakeTerminal(200, true);
        assertThat(karaf.run("pfru:doctor").out()).contains("\u001b[32mok", "\u001b[31mbroken", "\u001b[2mabsent");
    }
}
