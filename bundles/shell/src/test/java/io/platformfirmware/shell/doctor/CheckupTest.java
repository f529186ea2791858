// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.shell.doctor.Finding.Verdict;
import io.platformfirmware.shell.pfrt.FakeTelemetryService;
import io.platformfirmware.shell.pfru.FakeUpdateService;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.update.FirmwareUpdateService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders that imitate a machine, whole and with each link broken. */
final class CheckupTest {

    private static final long THIS = 4711;
    private static final String RELEASE = "6.12.50";

    private final List<FirmwareUpdateService> updates = new ArrayList<>(List.of(new FakeUpdateService("pfru0")));
    private final List<TelemetryService> telemetry = new ArrayList<>(List.of(new FakeTelemetryService("pfrt0")));
    private final List<Cr50> chips = new ArrayList<>();

    @TempDir
    Path root;

    @BeforeEach
    void wholeMachine() throws IOException {
        for (final String hid : List.of("INTC1080", "INTC1081")) {
            write("sys/bus/acpi/devices/" + hid + ":00/path", "\\_SB." + hid + "\n");
            link("sys/bus/acpi/devices/" + hid + ":00/physical_node", "../../platform/" + hid + ":00");
        }
        write("sys/module/pfr_update/refcnt", "0");
        write("sys/module/pfr_telemetry/refcnt", "0");
        write("dev/acpi_pfr_update0", "");
        write("dev/acpi_pfr_telemetry0", "");
        write("proc/sys/kernel/osrelease", RELEASE + "\n");
        write("proc/version", "Linux version " + RELEASE + "\n");
        write("proc/locks", "1: POSIX  ADVISORY  READ 12 08:01:1 0 EOF\n");
        write("proc/mounts", "debugfs /sys/kernel/debug debugfs rw 0 0\n");
        write("sys/kernel/debug/dynamic_debug/control", "");
        write("sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
        write(
                "lib/modules/" + RELEASE + "/modules.dep",
                "kernel/drivers/acpi/pfr_update.ko.xz:\nkernel/drivers/acpi/pfr_telemetry.ko.xz:\n");
    }

    @Test
    void aWholeMachine() {
        assertThat(findings()).extracting(Finding::verdict).containsOnly(Verdict.OK);
        assertThat(findings())
                .extracting(Finding::link)
                .containsExactly(
                        "PFRU platform",
                        "PFRU driver",
                        "PFRU node",
                        "PFRU lock",
                        "PFRU service",
                        "pfru0 settings",
                        "pfru0 firmware",
                        "PFRT platform",
                        "PFRT driver",
                        "PFRT node",
                        "PFRT lock",
                        "PFRT service",
                        "pfrt0 settings",
                        "pfrt0 log",
                        "kernel version rule",
                        "kernel lockdown",
                        "kernel debug lines");
    }

    @Test
    void noSuchDeviceInThePlatform() throws IOException {
        delete("sys/bus/acpi/devices/INTC1080:00");
        broken("PFRU platform", "its firmware has no ACPI device INTC1080", "firmware's setup");
        delete("sys/bus/acpi");
        broken("PFRT platform", "this machine has no ACPI", "Use a machine with ACPI");
    }

    @Test
    void moduleNotLoaded() throws IOException {
        delete("sys/module/pfr_update");
        broken("PFRU driver", "pfr_update is not loaded", "modprobe pfr_update; for every start: echo pfr_update");
    }

    @Test
    void driverBuiltIn() throws IOException {
        delete("sys/module/pfr_update");
        write("lib/modules/" + RELEASE + "/modules.builtin", "kernel/drivers/acpi/pfr_update.ko\n");
        assertThat(finding("PFRU driver").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void driverNotBuilt() throws IOException {
        delete("sys/module/pfr_telemetry");
        write("lib/modules/" + RELEASE + "/modules.dep", "kernel/drivers/acpi/button.ko:\n");
        broken("PFRT driver", "Linux 6.12.50 was built without pfr_telemetry", "CONFIG_ACPI_PFRUT");
        delete("lib/modules");
        assertThat(finding("PFRT driver").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void nodeTakenByPnp() throws IOException {
        delete("dev/acpi_pfr_update0");
        broken("PFRU node", "although the driver and the platform are there", "dmesg");
        delete("sys/bus/acpi/devices/INTC1080:00/physical_node");
        link("sys/bus/acpi/devices/INTC1080:00/physical_node", "../../pnp0/00:03");
        broken("PFRU node", "Linux's PNP code has the device", "Linux 6.3");
    }

    @Test
    void nodeMissingBeforeTheFix() throws IOException {
        delete("dev/acpi_pfr_update0");
        write("proc/sys/kernel/osrelease", "5.19.2");
        write("proc/version", "");
        write("lib/modules/5.19.2/modules.dep", "");
        broken("PFRU node", "before Linux 6.3 its PNP code may have the device", "Linux 6.3");
    }

    @Test
    void heldByAnotherProcess() throws IOException {
        final Object inode = Files.getAttribute(root.resolve("dev/acpi_pfr_update0"), "unix:ino");
        write("proc/locks", "2: FLOCK  ADVISORY  WRITE 815 00:06:" + inode + " 0 EOF\n");
        write("proc/815/comm", "pfrut\n");
        broken("PFRU lock", "/dev/acpi_pfr_update0 is held by process 815 (pfrut)", "ps -fp 815");
        write("proc/locks", "2: FLOCK  ADVISORY  WRITE " + THIS + " 00:06:" + inode + " 0 EOF\n");
        assertThat(finding("PFRU lock").verdict()).isEqualTo(Verdict.OK);
        assertThat(finding("PFRU lock").found()).contains("a capsule waits");
    }

    @Test
    void nothingDrivesTheNode() {
        updates.clear();
        broken("PFRU service", "nothing drives /dev/acpi_pfr_update0", "feature:install pfru");
    }

    @ParameterizedTest
    @CsvSource({
        "6.17.0, '', OK, secure version number",
        "6.12.44, '', OK, secure version number",
        "6.12.43, '', DOUBTFUL, runtime version",
        "6.1.0-56-amd64, Linux version 6.1.0-56-amd64 #1 SMP Debian 6.1.192-2 (2026), OK, secure version number",
        "6.1.148, '', DOUBTFUL, runtime version",
        "5.17.1, '', DOUBTFUL, runtime version",
        "6.16.4, '', UNKNOWN, early releases",
        "7.0, '', OK, secure version number",
        "what, '', UNKNOWN, can not be read",
    })
    void versionRule(String release, String version, Verdict verdict, String found) throws IOException {
        write("proc/sys/kernel/osrelease", release);
        write("proc/version", version);
        assertThat(finding("kernel version rule").verdict()).isEqualTo(verdict);
        assertThat(finding("kernel version rule").found()).contains(found);
    }

    @Test
    void lockdown() throws IOException {
        write("sys/kernel/security/lockdown", "none [integrity] confidentiality");
        assertThat(finding("kernel lockdown").found()).startsWith("integrity: updates work");
        delete("sys/kernel/security/lockdown");
        assertThat(findings()).extracting(Finding::link).doesNotContain("kernel lockdown");
    }

    @Test
    void debugLines() throws IOException {
        delete("sys/kernel/debug/dynamic_debug");
        assertThat(finding("kernel debug lines").found()).contains("built without them");
        write("proc/mounts", "proc /proc proc rw 0 0\n");
        assertThat(finding("kernel debug lines").advice())
                .contains("Run as root: mount -t debugfs none /sys/kernel/debug");
        write("proc/dynamic_debug/control", "");
        assertThat(finding("kernel debug lines").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void chipsOnSpi() throws IOException {
        final String chip = "sys/bus/spi/devices/spi0.0";
        write(chip + "/modalias", "spi:cr50\n");
        write("sys/bus/spi/devices/spi1.0/modalias", "spi:spi-nor\n");
        broken("Cr50 driver of spi0.0", "no driver has the chip", "echo spidev > /" + chip + "/driver_override");
        link(chip + "/driver", "../../../bus/spi/drivers/tpm_tis_spi");
        broken(
                "Cr50 driver of spi0.0",
                "Linux's own driver tpm_tis_spi has the chip",
                "echo spi0.0 > /sys/bus/spi/drivers/tpm_tis_spi/unbind");
        delete(chip + "/driver");
        link(chip + "/driver", "../../../bus/spi/drivers/spidev");
        assertThat(finding("Cr50 driver of spi0.0"))
                .isEqualTo(Finding.ok("Cr50 driver of spi0.0", "spidev: /dev/spidev0.0"));
    }

    @Test
    void nothingAtAll() throws IOException {
        delete("sys");
        delete("proc");
        delete("dev");
        delete("lib");
        updates.clear();
        telemetry.clear();
        assertThat(findings())
                .extracting(Finding::link)
                .containsExactly(
                        "PFRU platform",
                        "PFRU driver",
                        "PFRT platform",
                        "PFRT driver",
                        "kernel version rule",
                        "kernel debug lines");
    }

    private void broken(String link, String found, String advice) {
        final Finding finding = finding(link);
        assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.BROKEN);
        assertThat(finding.found()).contains(found).doesNotContain("\n").doesNotEndWith(".");
        assertThat(finding.advice())
                .get()
                .asString()
                .contains(advice)
                .doesNotContain("\n")
                .doesNotEndWith(".");
    }

    private Finding finding(String link) {
        return findings().stream()
                .filter(finding -> finding.link().equals(link))
                .findFirst()
                .orElseThrow();
    }

    private List<Finding> findings() {
        return new Checkup(root, THIS).findings(updates, telemetry, chips);
    }

    private void write(String name, String text) throws IOException {
        final Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void link(String name, String target) throws IOException {
        final Path link = root.resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
    }

    private void delete(String name) throws IOException {
        final Path path = root.resolve(name);
        if (Files.isDirectory(path) && !Files.isSymbolicLink(path)) {
            try (var files = Files.list(path)) {
                for (final Path file : files.toList()) {
                    delete(root.relativize(file).toString());
                }
            }
        }
        Files.delete(path);
    }
}
