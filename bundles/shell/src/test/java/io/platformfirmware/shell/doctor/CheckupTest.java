// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.cr50.FakeCr50;
import io.platformfirmware.shell.doctor.Finding.Verdict;
import io.platformfirmware.shell.pfrt.FakeTelemetryService;
import io.platformfirmware.shell.pfru.FakeUpdateService;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.ReadyLineState;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.update.FirmwareUpdateService;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders that imitate a machine, whole and with each link broken. */
final class CheckupTest {

    private static final long THIS = 4711;
    private static final String RELEASE = "6.12.50";

    /** Nobody may read it, not even root, whom no other mode refuses. */
    private static final String UNREADABLE = "/proc/sys/vm/drop_caches";

    private final List<FirmwareUpdateService> updates = new ArrayList<>(List.of(new FakeUpdateService("pfru0")));
    private final List<TelemetryService> telemetry = new ArrayList<>(List.of(new FakeTelemetryService("pfrt0")));
    private final List<Cr50> chips = new ArrayList<>();
    private final FakeCr50 chip = new FakeCr50("cr50-main");
    private Places places = Places.DEFAULT;

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
        write("dev/kmsg", "");
        write("proc/sys/kernel/osrelease", RELEASE + "\n");
        write("proc/version", "Linux version " + RELEASE + "\n");
        write("proc/locks", "1: POSIX  ADVISORY  READ 12 08:01:1 0 EOF\n");
        write("proc/mounts", "debugfs /sys/kernel/debug debugfs rw 0 0\n");
        write("sys/kernel/debug/dynamic_debug/control", "");
        write("proc/dynamic_debug/control", "");
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
                        "pfru0 kernel diagnostics",
                        "PFRT platform",
                        "PFRT driver",
                        "PFRT node",
                        "PFRT lock",
                        "PFRT service",
                        "pfrt0 settings",
                        "pfrt0 log",
                        "kernel version rule",
                        "kernel lockdown",
                        "kernel debug lines",
                        "kernel log");
    }

    @Test
    void noSuchDeviceInThePlatform() throws IOException {
        delete("sys/bus/acpi/devices/INTC1080:00");
        delete("dev/acpi_pfr_update0");
        delete("sys/module/pfr_update");
        updates.clear();
        absent("PFRU platform", "its firmware has no ACPI device INTC1080", "firmware's setup");
        assertThat(findings())
                .as("of the rest nobody needs to know")
                .noneMatch(finding ->
                        finding.link().matches("(?i)pfru.*") && !finding.link().equals("PFRU platform"));
        assertThat(finding("kernel version rule").verdict()).isEqualTo(Verdict.OK);
        delete("sys/bus/acpi");
        absent("PFRT platform", "this machine has no ACPI", "Use a machine with ACPI");
        assertThat(findings()).extracting(Finding::link).doesNotContain("kernel version rule");
    }

    @Test
    void switchedOffByThePlatform() throws IOException {
        write("sys/bus/acpi/devices/INTC1080:00/status", "0\n");
        broken("PFRU platform", "INTC1080:00 at \\_SB.INTC1080 is switched off (its _STA is 0)", "firmware's setup");
        write("sys/bus/acpi/devices/INTC1080:00/status", "15\n");
        assertThat(finding("PFRU platform").verdict()).isEqualTo(Verdict.OK);
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
        broken(
                "PFRT driver",
                "pfr_telemetry is not loaded, and not among the modules of Linux 6.12.50",
                "CONFIG_ACPI_PFRUT=m, or load the module from where it is");
        delete("lib/modules");
        broken(
                "PFRT driver",
                "what the kernel has can not be seen from here",
                "modprobe pfr_telemetry, on the machine itself");
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
    void noPermission() throws IOException {
        delete("dev/acpi_pfr_update0");
        link("dev/acpi_pfr_update0", UNREADABLE);
        broken("PFRU node", "no permission to use /dev/acpi_pfr_update0", "contrib/70-platform-firmware.rules");
    }

    @Test
    void heldByAnotherProcess() throws IOException {
        final String node = lockName("dev/acpi_pfr_update0");
        write(
                "proc/locks",
                "1: POSIX  ADVISORY  READ 12 08:01:1 0 EOF\n2: FLOCK  ADVISORY  WRITE 815 " + node + " 0 EOF\n");
        write("proc/815/comm", "pfrut\n");
        broken("PFRU lock", "/dev/acpi_pfr_update0 is held by process 815 (pfrut)", "ps -fp 815");
        delete("proc/815");
        broken("PFRU lock", "/dev/acpi_pfr_update0 is held by process 815", "ps -fp 815");
        write("proc/locks", "2: FLOCK  ADVISORY  WRITE " + THIS + " " + node + " 0 EOF\n");
        assertThat(finding("PFRU lock"))
                .isEqualTo(Finding.ok("PFRU lock", "/dev/acpi_pfr_update0 is held by this Karaf"));
    }

    @Test
    void heldByAnotherProcessWhereTheLocaleHasOtherDigits() throws IOException {
        final Locale before = Locale.getDefault();
        final String node = lockName("dev/acpi_pfr_update0");
        write("proc/locks", "2: FLOCK  ADVISORY  WRITE 815 " + node + " 0 EOF\n");
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            broken("PFRU lock", "/dev/acpi_pfr_update0 is held by process 815", "ps -fp 815");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aLockOnAnotherFileOfTheSameNumberIsNotOnTheNode() throws IOException {
        final String number = lockName("dev/acpi_pfr_update0").replaceAll(".*:", "");
        write("proc/locks", "2: FLOCK  ADVISORY  WRITE 815 ff:fe:" + number + " 0 EOF\n");
        assertThat(finding("PFRU lock")).isEqualTo(Finding.ok("PFRU lock", "nobody holds /dev/acpi_pfr_update0"));
    }

    @Test
    void locksThatCanNotBeReadAreNotTold() throws IOException {
        delete("proc/locks");
        link("proc/locks", UNREADABLE);
        assertThat(findings()).extracting(Finding::link).doesNotContain("PFRU lock", "PFRT lock");
    }

    @Test
    void aFolderOfNodesThatDoesNotExist() {
        places = new Places("/elsewhere", "/sys", List.of());
        broken("folder of the nodes", "/elsewhere does not exist", "Correct devRoot in io.platformfirmware.linux");
        broken("PFRU node", "there is no /elsewhere/acpi_pfr_update<N>", "dmesg");
    }

    @Test
    void theFoldersOfTheSettings() throws IOException {
        delete("dev");
        delete("sys/bus");
        write("nodes/acpi_pfr_telemetry0", "");
        write("mnt/sys/bus/acpi/devices/INTC1081:00/path", "\\_SB.T");
        write("mnt/sys/module/pfr_telemetry/refcnt", "0");
        places = new Places("/nodes", "/mnt/sys", List.of());
        assertThat(finding("PFRT platform")).isEqualTo(Finding.ok("PFRT platform", "INTC1081:00 at \\_SB.T"));
        assertThat(finding("PFRT node")).isEqualTo(Finding.ok("PFRT node", "/nodes/acpi_pfr_telemetry0 may be used"));
        broken("PFRT service", "nothing drives /nodes/acpi_pfr_telemetry0", "feature:install pfrt");
    }

    @Test
    void settingsThatAreNotApplied() {
        final FakeUpdateService update = new FakeUpdateService("pfru0");
        update.settingsFault = Failure.of(FailureReason.INVALID_VALUE, "settings", "revision = '7' is not allowed")
                .next("Correct it.");
        updates.set(0, update);
        broken("pfru0 settings", "settings: revision = '7' is not allowed", "Correct it");
    }

    @Test
    void anUpdateUnderWayIsNothingBroken() {
        final FakeUpdateService update = new FakeUpdateService("pfru0");
        update.unreachable = Failure.of(
                        FailureReason.DEVICE_BUSY,
                        "query capability",
                        "the device is in the middle of another operation: update 0123456789ab")
                .on("pfru0")
                .next("Try again when it is done; pfru:history shows its outcome.");
        updates.set(0, update);
        doubtful("pfru0 firmware", "in the middle of another operation: update 0123456789ab", "when it is done");
        assertThat(findings()).extracting(Finding::verdict).doesNotContain(Verdict.BROKEN);
    }

    @Test
    void firmwareThatDoesNotAnswer() {
        final FakeUpdateService update = new FakeUpdateService("pfru0");
        update.unreachable = Failure.of(FailureReason.FIRMWARE_REFUSED, "query capability", "no answer")
                .on("pfru0")
                .next("Try again.");
        updates.set(0, update);
        broken("pfru0 firmware", "pfru0: query capability: no answer", "Try again");
    }

    @Test
    void kernelDiagnosticsThatAreWantedAndDoNotWork() {
        final FakeUpdateService update = new FakeUpdateService("pfru0");
        updates.set(0, update);
        final String link = "pfru0 kernel diagnostics";
        assertThat(finding(link)).isEqualTo(Finding.ok(link, "off"));
        update.kernelDiagnostics = true;
        assertThat(finding(link)).isEqualTo(Finding.ok(link, "on: what the driver says can be had"));
        update.kernelDiagnosticsFault = Failure.of(
                        FailureReason.LOG_UNAVAILABLE,
                        "kernel diagnostics",
                        "open /dev/kmsg: EPERM, Operation not permitted")
                .on("pfru0")
                .next("Updates go their way without.");
        broken(link, "open /dev/kmsg: EPERM, Operation not permitted", "Updates go their way without");
    }

    @Test
    void telemetryThatDoesNotAnswer() {
        final FakeTelemetryService device = new FakeTelemetryService("pfrt0");
        device.write("one");
        telemetry.set(0, device);
        assertThat(finding("pfrt0 log").found()).isEqualTo("has 3 of 65536 bytes, level info");
        device.start(0);
        assertThat(finding("pfrt0 log").found()).isEqualTo("answers: no log before the first update, level info");
        final Failure busy =
                Failure.of(FailureReason.DRIVER_REFUSED, "x", "no answer").next("Try again.");
        device.settingsFailure = busy;
        broken("pfrt0 log", "x: no answer", "Try again");
        device.settingsFailure = null;
        device.logFailure = busy;
        broken("pfrt0 log", "x: no answer", "Try again");
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
        "6.1.0-50-amd64, Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0) #1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22), DOUBTFUL, Linux 6.1.140 compares the runtime version",
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
        write("proc/dynamic_debug/control", "");
        assertThat(finding("kernel lockdown").found())
                .isEqualTo("integrity: stands neither in the way of updates nor of their diagnostics");
        delete("proc/dynamic_debug/control");
        assertThat(finding("kernel lockdown").found()).startsWith("integrity: updates work");
        delete("sys/kernel/security/lockdown");
        assertThat(findings()).extracting(Finding::link).doesNotContain("kernel lockdown");
    }

    @Test
    void versionRuleOfUbuntu() throws IOException {
        write("proc/sys/kernel/osrelease", "6.8.0-45-generic\n");
        write("proc/version_signature", "Ubuntu 6.8.0-45.45-generic 6.8.12\n");
        assertThat(finding("kernel version rule").found()).startsWith("Linux 6.8.12 compares the runtime version");
    }

    @Test
    void debugLines() throws IOException {
        final String link = "kernel debug lines";
        assertThat(finding(link))
                .isEqualTo(Finding.ok(
                        link,
                        "can be switched on, with kernelDiagnostics = on in io.platformfirmware.pfru:"
                                + " /proc/dynamic_debug/control"));
        write("proc/mounts", "proc /proc proc rw 0 0\n");
        assertThat(finding(link).found()).endsWith("/proc/dynamic_debug/control; debugfs is not mounted");
        delete("proc/dynamic_debug");
        delete("sys/kernel/debug");
        doubtful(
                link,
                "there is no /proc/dynamic_debug/control: the kernel was built without CONFIG_DYNAMIC_DEBUG, or a container hides it",
                "Use a kernel with CONFIG_DYNAMIC_DEBUG, or pass that file on to the container");
        write("proc/mounts", "debugfs /sys/kernel/debug debugfs rw 0 0\n");
        Files.createDirectories(root.resolve("sys/kernel/debug"));
        doubtful(
                link,
                "neither in procfs nor in debugfs: the kernel was built without CONFIG_DYNAMIC_DEBUG",
                "Use a kernel with CONFIG_DYNAMIC_DEBUG");
        delete("sys/kernel/debug");
        link("sys/kernel/debug", UNREADABLE);
        doubtful(link, "or a container hides it", "or pass that file on to the container");
        link("proc/dynamic_debug/control", UNREADABLE);
        doubtful(link, "this process may not switch them on", "Run Karaf as root");
    }

    @Test
    void kernelLog() throws IOException {
        final String link = "kernel log";
        assertThat(finding(link)).isEqualTo(Finding.ok(link, "/dev/kmsg can be read"));
        delete("dev/kmsg");
        doubtful(link, "there is no /dev/kmsg", "In a container, pass the node on");
        link("dev/kmsg", UNREADABLE);
        doubtful(link, "this process may not read /dev/kmsg", "Run Karaf as root, in a container");
        write("proc/sys/kernel/dmesg_restrict", "0\n");
        assertThat(finding(link).advice()).get().asString().doesNotContain("CAP_SYSLOG");
        write("proc/sys/kernel/dmesg_restrict", "1\n");
        doubtful(link, "kernel.dmesg_restrict is 1", "Run Karaf as root with CAP_SYSLOG");
    }

    /** Without CAP_SYSLOG Linux refuses open(2) alone. It refuses that of a socket to everybody, too. */
    @Test
    void aKernelLogWhoseModeLetsEverybodyReadAndThatCanNotBeOpened() throws IOException {
        delete("dev/kmsg");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("dev/kmsg")));
            assertThat(root.resolve("dev/kmsg")).isReadable();
            doubtful("kernel log", "this process may not read /dev/kmsg", "Run Karaf as root");
        }
    }

    @Test
    void chipsOnSpi() throws IOException {
        final String chip = "sys/bus/spi/devices/spi0.0";
        final String link = "Cr50 driver of spi0.0";
        write(chip + "/modalias", "spi:cr50\n");
        write("sys/bus/spi/devices/spi1.0/modalias", "spi:spi-nor\n");
        places = new Places("/dev", "/sys", List.of("/dev/spidev0.0"));
        broken(link, "no driver has the chip", "echo spidev > /" + chip + "/driver_override");
        link(chip + "/driver", "../../../bus/spi/drivers/tpm_tis_spi");
        broken(
                link,
                "Linux's own driver tpm_tis_spi has the chip",
                "echo spi0.0 > /sys/bus/spi/drivers/tpm_tis_spi/unbind");
        delete(chip + "/driver");
        link(chip + "/driver", "../../../bus/spi/drivers/spidev");
        assertThat(finding(link)).isEqualTo(Finding.ok(link, "spidev: /dev/spidev0.0"));
    }

    @Test
    void aChipThatNoConfigurationNamesIsNothingBroken() throws IOException {
        final String chip = "sys/bus/spi/devices/spi0.0";
        final String link = "Cr50 driver of spi0.0";
        write(chip + "/modalias", "spi:cr50\n");
        absent(
                link,
                "no driver has the chip, and no configuration names it",
                "echo spi0.0 > /sys/bus/spi/drivers/spidev");
        link(chip + "/driver", "../../../bus/spi/drivers/tpm_tis_spi");
        absent(
                link,
                "Linux's own driver tpm_tis_spi has the chip, and no configuration names it",
                "echo spi0.0 > /sys/bus/spi/drivers/tpm_tis_spi/unbind");
        places = new Places("/dev", "/sys", List.of("/dev/spidev0.1"));
        assertThat(finding(link).verdict()).as("of another chip").isEqualTo(Verdict.ABSENT);
    }

    @Test
    void aChipThatIsConfiguredAndNotThere() {
        places = new Places("/dev", "/sys", List.of("/dev/spidev0.0"));
        broken(
                "Cr50 node",
                "there is no /dev/spidev0.0, which io.platformfirmware.cr50~NAME names",
                "Give the chip to spidev, or correct spiDevice");
    }

    @Test
    void aChipThatIsConfigured() throws IOException {
        places = new Places("/dev", "/sys", List.of("/dev/spidev0.0"));
        write("dev/spidev0.0", "");
        broken("Cr50 service", "nothing drives /dev/spidev0.0", "feature:install cr50");
        chips.add(chip);
        assertThat(findings()).extracting(Finding::verdict).containsOnly(Verdict.OK);
        assertThat(findings())
                .extracting(Finding::link)
                .endsWith(
                        "Cr50 node",
                        "Cr50 lock",
                        "Cr50 service",
                        "cr50-main settings",
                        "cr50-main link",
                        "cr50-main ready line");
        write("proc/locks", "2: FLOCK  ADVISORY  WRITE 815 " + lockName("dev/spidev0.0") + " 0 EOF\n");
        broken("Cr50 lock", "/dev/spidev0.0 is held by process 815", "ps -fp 815");
        delete("dev/spidev0.0");
        link("dev/spidev0.0", UNREADABLE);
        broken("Cr50 node", "no permission to use /dev/spidev0.0", "contrib/70-platform-firmware.rules");
    }

    @Test
    void theLinkToAChip() {
        chips.add(chip);
        assertThat(finding("cr50-main link").found())
                .isEqualTo("hold-cs at 1000000 Hz: the controller holds chip select");
        chip.report = new SelfTestReport(
                Optional.empty(), "none works", Optional.empty(), List.of(), Optional.of(FakeCr50.DEAD));
        broken("cr50-main link", "the chip does not answer", "Check the wires");
        chip.tested = false;
        assertThat(finding("cr50-main link")).isEqualTo(Finding.unknown("cr50-main link", "was not opened yet"));
        chip.suspended = true;
        doubtful("cr50-main link", "suspended", "cr50:resume -d cr50-main");
        chip.unregistered = true;
        broken("cr50-main link", "the service went away meanwhile", "Try again");
    }

    @Test
    void theReadyLineOfAChip() {
        chips.add(chip);
        final String link = "cr50-main ready line";
        chip.readyLine = ReadyLineState.UNAVAILABLE;
        chip.readyLineTrouble = "GPIO_V2_GET_LINE_IOCTL: EBUSY, Device or resource busy";
        doubtful(link, "gpiochip0:42 can not be used: GPIO_V2_GET_LINE_IOCTL: EBUSY", "gpioinfo");
        chip.readyLine = ReadyLineState.SILENT;
        doubtful(link, "has stopped", "board's documents");
        chip.readyLine = ReadyLineState.NONE;
        doubtful(link, "none is named", "readyLine in io.platformfirmware.cr50~NAME");
        chip.readyLine = ReadyLineState.UNCONFIRMED;
        assertThat(finding(link).verdict()).isEqualTo(Verdict.UNKNOWN);
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
                .containsExactly("folder of the nodes", "PFRU platform", "PFRT platform");
    }

    private void broken(String link, String found, String advice) {
        told(Verdict.BROKEN, link, found, advice);
    }

    private void doubtful(String link, String found, String advice) {
        told(Verdict.DOUBTFUL, link, found, advice);
    }

    private void absent(String link, String found, String advice) {
        told(Verdict.ABSENT, link, found, advice);
    }

    private void told(Verdict verdict, String link, String found, String advice) {
        final Finding finding = finding(link);
        assertThat(finding.verdict()).as(finding.toString()).isEqualTo(verdict);
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
        return new Checkup(root, places, THIS).findings(updates, telemetry, chips);
    }

    private String lockName(String name) throws IOException {
        final long device = (Long) Files.getAttribute(root.resolve(name), "unix:dev");
        return "%02x:%02x:%s"
                .formatted(device >> 8 & 0xfff, device & 0xff, Files.getAttribute(root.resolve(name), "unix:ino"));
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
