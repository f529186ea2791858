// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.platformfirmware.device.CharDevice.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeScannerTest {

    @TempDir
    private Path folder;

    private Tree tree;
    private final NodeScanner scanner = new NodeScanner((path, access) -> true);

    @BeforeEach
    void imitate() {
        tree = Tree.in(folder);
    }

    @AfterEach
    void deleteLinks() throws IOException {
        Tree.deleteLinks(folder);
    }

    @Test
    void findsCharacterDevicesThatMatch() throws IOException {
        tree.withNode("acpi_pfr_update0").withNode("acpi_pfr_update1", "zero").withNode("acpi_pfr_telemetry0");
        tree.withNode("acpi_pfr").withNode("null");

        final Scan scan = scanner.scan(tree.settings());

        assertThat(scan.nodes())
                .extracting(DeviceNode::path, DeviceNode::id, DeviceNode::kind)
                .containsExactly(
                        tuple(tree.node("acpi_pfr_telemetry0"), "pfrt0", NodeKind.PFRT),
                        tuple(tree.node("acpi_pfr_update0"), "pfru0", NodeKind.PFRU),
                        tuple(tree.node("acpi_pfr_update1"), "pfru1", NodeKind.PFRU));
        assertThat(scan.nodes().get(1).identity())
                .isNotEqualTo(scan.nodes().get(2).identity());
        assertThat(scan.others()).isEmpty();
        assertThat(firmwareIdle(scan)).isEmpty();
    }

    @Test
    void findsTheSameTwice() throws IOException {
        tree.withNode("acpi_pfr_update0");

        assertThat(scanner.scan(tree.settings())).isEqualTo(scanner.scan(tree.settings()));
    }

    @Test
    void tellsANodeFromTheOneThatTakesItsPlace() throws IOException {
        tree.withNode("acpi_pfr_update0", "null");
        final DeviceNode before = scanner.scan(tree.settings()).nodes().get(0);
        tree.withNode("acpi_pfr_update0", "zero");
        final DeviceNode after = scanner.scan(tree.settings()).nodes().get(0);

        assertThat(after.isSameDevice(before)).isFalse();
        assertThat(before.isSameDevice(before)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "acpi_pfr_update0, pfru0",
        "acpi_pfr_update12, pfru12",
        "acpi_pfr_update007, pfru007",
        "acpi_pfr_update99999999999999999999, pfru99999999999999999999",
        "2pfr3x4, pfru4",
        "acpi_pfr_update, pfru-acpi_pfr_update",
        "acpi_pfr_update0b, pfru-acpi_pfr_update0b",
        "acpi_pfr_telemetry0, pfrt0",
        "acpi_pfr_telemetry12, pfrt12",
        "acpi_pfr_telemetry, pfrt-acpi_pfr_telemetry",
        "acpi_pfr_telemetry0b, pfrt-acpi_pfr_telemetry0b",
    })
    void takesTheIdFromTheNumberAtTheEnd(String name, String id) throws IOException {
        tree.withNode(name);

        assertThat(scanner.scan(tree.settings("{2pfr,acpi_pfr_u}*", "acpi_pfr_t*"))
                        .nodes())
                .extracting(DeviceNode::id)
                .containsExactly(id);
    }

    @Test
    void keepsIdsApart() throws IOException {
        tree.withNode("b0").withNode("a0").withNode("c0").withNode("c1");

        assertThat(scanner.scan(tree.settings("?[0-9]", Duration.ofSeconds(5))).nodes())
                .extracting(DeviceNode::path, DeviceNode::id)
                .containsExactly(
                        tuple(tree.node("a0"), "pfru0"),
                        tuple(tree.node("b0"), "pfru-b0"),
                        tuple(tree.node("c0"), "pfru-c0"),
                        tuple(tree.node("c1"), "pfru1"));
    }

    @Test
    void keepsIdsApartForEachKind() throws IOException {
        tree.withNode("t0").withNode("telemetry0").withNode("u0").withNode("update0");

        assertThat(scanner.scan(tree.settings("u*", "t*")).nodes())
                .extracting(DeviceNode::path, DeviceNode::id)
                .containsExactly(
                        tuple(tree.node("t0"), "pfrt0"),
                        tuple(tree.node("telemetry0"), "pfrt-telemetry0"),
                        tuple(tree.node("u0"), "pfru0"),
                        tuple(tree.node("update0"), "pfru-update0"));
    }

    @Test
    void makesOneDeviceOfANodeThatTwoPatternsMatch() throws IOException {
        tree.withNode("acpi_pfr_update0").withNode("acpi_pfr_telemetry0");

        final Scan scan = scanner.scan(tree.settings("acpi_pfr_update*", "acpi_pfr_*"));

        assertThat(scan.nodes()).extracting(DeviceNode::id).containsExactly("pfrt0", "pfru0");
        assertThat(firmwareIdle(scan)).isEmpty();
    }

    @Test
    void saysWhichPatternTookTheNodesOfAnotherKind() throws IOException {
        tree.withNode("acpi_pfr_update0").withNode("acpi_pfr_telemetry0");

        final Scan scan = scanner.scan(tree.settings("acpi_pfr_*", "acpi_pfr_telemetry*"));

        assertThat(scan.nodes()).extracting(DeviceNode::id).containsExactly("pfru0", "pfru-acpi_pfr_update0");
        assertThat(firmwareIdle(scan))
                .containsExactly("No firmware telemetry device: " + tree.node("acpi_pfr_telemetry0")
                        + " matches pfrtNodes = acpi_pfr_telemetry*, but pfruNodes = acpi_pfr_* as well, which goes"
                        + " first");
    }

    @Test
    void readsTheAcpiPathWhereThereIsOne() throws IOException {
        tree.withNode("acpi_pfr_update0").withNode("acpi_pfr_update1").withNode("acpi_pfr_update");
        tree.withAcpiPath("pfru0", "\\_SB_.PFRU").withAcpiPath("pfru1", "");

        assertThat(scanner.scan(tree.settings()).nodes())
                .extracting(DeviceNode::id, node -> node.acpiPath().orElse("none"))
                .containsExactly(
                        tuple("pfru-acpi_pfr_update", "none"), tuple("pfru0", "\\_SB_.PFRU"), tuple("pfru1", "none"));
    }

    @Test
    void readsWhatTheKernelCallsTheDevice() throws IOException {
        tree.withNode("acpi_pfr_update0").withNode("acpi_pfr_update1").withNode("kmsg");
        tree.withSysFile("class/misc/pfru0/dev", "10:122\n").withAcpiPath("pfru1", "a folder where a link should be");
        Files.createSymbolicLink(
                tree.settings().sysRoot().resolve("class/misc/pfru0/device"), Path.of("../../../INTC1080:00"));

        assertThat(scanner.scan(tree.settings()).nodes())
                .extracting(DeviceNode::id, node -> node.kernelName().orElse("none"))
                .containsExactly(tuple("pfru0", "INTC1080:00"), tuple("pfru1", "none"), tuple("kmsg", "none"));
    }

    @Test
    void readsTheAcpiPathOfTheSameNumberForEachKind() throws IOException {
        tree.withNode("acpi_pfr_update0").withNode("acpi_pfr_telemetry0");
        tree.withAcpiPath("pfru0", "\\_SB_.PFRU").withAcpiPath("pfrt0", "\\_SB_.PFRT");

        assertThat(scanner.scan(tree.settings()).nodes())
                .extracting(DeviceNode::id, node -> node.acpiPath().orElse("none"))
                .containsExactly(tuple("pfrt0", "\\_SB_.PFRT"), tuple("pfru0", "\\_SB_.PFRU"));
    }

    @Test
    void callsSpiNodesAndGpioChipsByTheirNames() throws IOException {
        tree.withNode("spidev0.0").withNode("spidev0.1").withNode("spidev1.0").withNode("spidev1.1");
        tree.withNode("gpiochip0").withNode("gpiochip10").withNode("gpio").withNode("i2c-0");

        assertThat(scanner.scan(tree.settings()).nodes())
                .extracting(DeviceNode::id, DeviceNode::path, DeviceNode::kind)
                .containsExactly(
                        tuple("gpiochip0", tree.node("gpiochip0"), NodeKind.GPIO),
                        tuple("gpiochip10", tree.node("gpiochip10"), NodeKind.GPIO),
                        tuple("spidev0.0", tree.node("spidev0.0"), NodeKind.SPI),
                        tuple("spidev0.1", tree.node("spidev0.1"), NodeKind.SPI),
                        tuple("spidev1.0", tree.node("spidev1.0"), NodeKind.SPI),
                        tuple("spidev1.1", tree.node("spidev1.1"), NodeKind.SPI));
    }

    @Test
    void readsNoAcpiPathForAnSpiNode() throws IOException {
        tree.withNode("spidev0.0").withNode("gpiochip0");
        tree.withAcpiPath("spi0", "\\_SB_.SPI")
                .withAcpiPath("spidev0.0", "\\_SB_.SPI")
                .withAcpiPath("gpio0", "\\_SB_.GPIO");

        assertThat(scanner.scan(tree.settings()).nodes())
                .hasSize(2)
                .allMatch(node -> node.acpiPath().isEmpty());
    }

    /** Nobody would choose such patterns. No two devices may have one id even so. */
    @Test
    void keepsIdsApartWhereNamesLookLikeIdsOfAnotherKind() throws IOException {
        tree.withNode("pfru-z").withNode("pfru0").withNode("update0").withNode("z");
        final Map<String, Object> properties = tree.properties("{z,update*}", Duration.ofHours(1));
        properties.put("spiNodes", "pfru*");

        assertThat(scanner.scan(Tree.settings(properties)).nodes())
                .extracting(DeviceNode::path, DeviceNode::id)
                .containsExactly(
                        tuple(tree.node("pfru-z"), "pfru-z"),
                        tuple(tree.node("pfru0"), "pfru0"),
                        tuple(tree.node("update0"), "pfru-update0"),
                        tuple(tree.node("z"), "pfru-z-"));
    }

    @Test
    void ignoresWhatIsNoCharacterDevice() throws Exception {
        tree.withDev();
        Files.writeString(tree.node("acpi_pfr_update0"), "a capsule that went astray");
        Files.createDirectory(tree.node("acpi_pfr_update1"));
        Files.createSymbolicLink(tree.node("acpi_pfr_update2"), Path.of("nowhere"));
        Files.createSymbolicLink(tree.node("acpi_pfr_update3"), Path.of("acpi_pfr_update3"));
        assertThat(new ProcessBuilder("mkfifo", tree.node("acpi_pfr_update4").toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();

        final Scan scan = scanner.scan(tree.settings());

        assertThat(scan.nodes()).isEmpty();
        assertThat(scan.idle()).hasSize(6);
        assertThat(scan.others())
                .hasSize(5)
                .containsAllEntriesOf(Map.of(
                        tree.node("acpi_pfr_update0"), "regular file",
                        tree.node("acpi_pfr_update1"), "folder",
                        tree.node("acpi_pfr_update2"), "link to nothing",
                        tree.node("acpi_pfr_update4"), "pipe"))
                .hasEntrySatisfying(
                        tree.node("acpi_pfr_update3"),
                        type -> assertThat(type).startsWith("file that can not be examined"));
    }

    @Test
    void tellsWhichNodesMayBeUsed() throws IOException {
        tree.withNode("acpi_pfr_update0").withNode("acpi_pfr_update1");

        assertThat(new NodeScanner((path, access) -> path.endsWith("acpi_pfr_update1"))
                        .scan(tree.settings())
                        .nodes())
                .extracting(DeviceNode::accessible)
                .containsExactly(false, true);
    }

    @Test
    void asksForWhatEachKindNeeds() throws IOException {
        tree.withNode("acpi_pfr_update0")
                .withNode("acpi_pfr_telemetry0")
                .withNode("spidev0.0")
                .withNode("gpiochip0");

        assertThat(new NodeScanner((path, access) -> access == Access.READ_ONLY)
                        .scan(tree.settings())
                        .nodes())
                .extracting(DeviceNode::id, DeviceNode::accessible)
                .containsExactly(
                        tuple("pfrt0", true),
                        tuple("pfru0", false),
                        tuple("gpiochip0", false),
                        tuple("spidev0.0", false));
    }

    @ParameterizedTest
    @CsvSource({
        "rw-rw-rw-, true,  true",
        "r--r--r--, true,  false",
        "-w--w--w-, false, false",
        "---------, false, false",
    })
    void asksTheSystemForPermission(String permissions, boolean toRead, boolean toReadAndWrite) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        final Path file = Files.createFile(folder.resolve("file"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThat(Unprivileged.call(() -> NodeScanner.mayOpen(file, Access.READ_ONLY)))
                .isEqualTo(toRead);
        assertThat(Unprivileged.call(() -> NodeScanner.mayOpen(file, Access.READ_WRITE)))
                .isEqualTo(toReadAndWrite);
    }

    @Test
    void isIdleWithoutTheFolder() {
        assertThat(idle()).isEqualTo("No device: the device folder " + tree.dev() + " does not exist");
    }

    @Test
    void isIdleForTheKindThatHasNoNode() throws IOException {
        tree.withNode("acpi_pfr_update0").withAcpi();

        assertThat(firmwareIdle(scanner.scan(tree.settings())))
                .containsExactly("No firmware telemetry device: no character device in " + tree.dev()
                        + " matches acpi_pfr_telemetry*; this platform has no ACPI device INTC1081");
        tree.without("acpi_pfr_update0").withNode("acpi_pfr_telemetry0");
        assertThat(firmwareIdle(scanner.scan(tree.settings())))
                .containsExactly("No firmware update device: no character device in " + tree.dev()
                        + " matches acpi_pfr_update*; this platform has no ACPI device INTC1080");
    }

    @Test
    void isIdleWhereTheFolderIsNone() throws IOException {
        Files.createFile(tree.dev());

        assertThat(idle())
                .startsWith("No device: the device folder " + tree.dev() + " can not be listed: ")
                .contains("NotDirectoryException");
    }

    @Test
    void isIdleWhereTheFolderMayNotBeListed() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        tree.withDev();
        Files.setPosixFilePermissions(tree.dev(), PosixFilePermissions.fromString("---------"));

        final String idle = Unprivileged.call(this::idle);

        Files.setPosixFilePermissions(tree.dev(), PosixFilePermissions.fromString("rwx------"));
        assertThat(idle)
                .startsWith("No device: the device folder " + tree.dev() + " can not be listed: ")
                .contains("AccessDeniedException");
    }

    @Test
    void isIdleWithoutAcpi() throws IOException {
        tree.withDev();
        final String platform = folder.resolve("sys/bus/acpi/devices")
                + " does not exist, so this platform has no ACPI, or sysfs is elsewhere";

        assertIdle(platform, platform);
    }

    @Test
    void isIdleWithoutTheAcpiDevices() throws IOException {
        tree.withDev().withAcpi();

        assertIdle("this platform has no ACPI device INTC1080", "this platform has no ACPI device INTC1081");
    }

    @ParameterizedTest
    @CsvSource({"status, 15", "status, 11", "path, \\_SB_.PFR", "status, junk"})
    void isIdleWithoutTheDriver(String file, String content) throws IOException {
        tree.withDev().withAcpi().withSysFile("bus/acpi/devices/INTC1080:00/" + file, content + "\n");

        assertIdle(
                "the platform has the ACPI device INTC1080 but no driver made a node: modprobe pfr_update",
                "this platform has no ACPI device INTC1081");
        tree.withSysFile("bus/acpi/devices/INTC1081:00/" + file, content + "\n");
        assertIdle(
                "the platform has the ACPI device INTC1080 but no driver made a node: modprobe pfr_update",
                "the platform has the ACPI device INTC1081 but no driver made a node: modprobe pfr_telemetry");
    }

    @Test
    void isIdleWhenTheDriverRefuses() throws IOException {
        tree.withDev()
                .withAcpi()
                .withSysFile("bus/acpi/devices/INTC1080:00/status", "15\n")
                .withSysFile("module/pfr_update/initstate", "live\n")
                .withSysFile("bus/acpi/devices/INTC1081:00/status", "15\n")
                .withSysFile("module/pfr_telemetry/initstate", "live\n");

        assertIdle(
                "the platform has the ACPI device INTC1080 and the driver pfr_update is loaded but made no node: see the"
                        + " kernel log (dmesg)",
                "the platform has the ACPI device INTC1081 and the driver pfr_telemetry is loaded but made no node: see"
                        + " the kernel log (dmesg)");
    }

    @Test
    void isIdleWhenTheFirmwareSwitchedTheDeviceOff() throws IOException {
        tree.withDev()
                .withAcpi()
                .withSysFile("bus/acpi/devices/INTC1080:00/status", "15\n")
                .withSysFile("bus/acpi/devices/INTC1081:00/status", "0\n");

        assertIdle(
                "the platform has the ACPI device INTC1080 but no driver made a node: modprobe pfr_update",
                "the platform has the ACPI device INTC1081 but the firmware says that it is not present: see the"
                        + " firmware setup");
    }

    @Test
    void saysWhatMakesAnSpiNodeAndAGpioChipAndAKernelLog() throws IOException {
        tree.withDev();

        assertThat(scanner.scan(tree.settings()).idle())
                .hasSize(6)
                .endsWith(
                        "No SPI device: no character device in " + tree.dev()
                                + " matches spidev*; the driver spidev makes one for each chip that it is given, by"
                                + " driver_override in bus/spi/devices of sysfs, and gets none that another driver has, for"
                                + " example tpm_tis_spi, the kernel's own for a TPM",
                        "No GPIO device: no character device in " + tree.dev()
                                + " matches gpiochip*; Linux has no driver for a GPIO controller of this platform, or was"
                                + " built without CONFIG_GPIO_CDEV",
                        "No random device: no character device in " + tree.dev()
                                + " matches random; every Linux has one, so the device folder is not all of /dev",
                        "No kernel log device: no character device in " + tree.dev()
                                + " matches kmsg; Linux was built without CONFIG_PRINTK, or the node is hidden from this"
                                + " process");
    }

    @Test
    void findsTheNodeOfTheTpmProxyAndDoesNotTellOfItsAbsence() throws IOException {
        tree.withDev();
        assertThat(scanner.scan(tree.settings()).idle()).noneMatch(reason -> reason.contains("vtpmx"));

        tree.withNode("vtpmx");
        assertThat(scanner.scan(tree.settings()).nodes())
                .extracting(DeviceNode::id, DeviceNode::path, DeviceNode::kind)
                .containsExactly(tuple("vtpmx", tree.node("vtpmx"), NodeKind.VTPMX));
    }

    @Test
    void tellsOfATpmProxyThatAnotherKindTakes() throws IOException {
        tree.withNode("vtpmx");

        assertThat(scanner.scan(tree.settings("{acpi_pfr_update*,vtpmx}", Duration.ofHours(1)))
                        .idle())
                .contains("No TPM proxy device: " + tree.node("vtpmx")
                        + " matches vtpmxNodes = vtpmx, but pfruNodes = {acpi_pfr_update*,vtpmx} as well, which goes"
                        + " first");
    }

    @Test
    void isNotIdleForAKindThatHasANode() throws IOException {
        tree.withNode("spidev1.0");
        assertThat(scanner.scan(tree.settings()).idle())
                .noneMatch(reason -> reason.startsWith("No SPI"))
                .anyMatch(reason -> reason.startsWith("No GPIO"));

        tree.without("spidev1.0").withNode("gpiochip3");
        assertThat(scanner.scan(tree.settings()).idle())
                .anyMatch(reason -> reason.startsWith("No SPI"))
                .noneMatch(reason -> reason.startsWith("No GPIO"));
    }

    private void assertIdle(String withoutUpdate, String withoutTelemetry) {
        final String none = " device: no character device in " + tree.dev() + " matches ";
        final Scan scan = scanner.scan(tree.settings());
        assertThat(scan.nodes()).isEmpty();
        assertThat(firmwareIdle(scan))
                .containsExactly(
                        "No firmware update" + none + "acpi_pfr_update*; " + withoutUpdate,
                        "No firmware telemetry" + none + "acpi_pfr_telemetry*; " + withoutTelemetry);
    }

    /** Why the kinds have no node that ACPI knows. */
    private static List<String> firmwareIdle(Scan scan) {
        return scan.idle().stream()
                .filter(reason -> reason.startsWith("No firmware "))
                .toList();
    }

    /** Of a folder that says nothing of any kind. */
    private String idle() {
        final Scan scan = scanner.scan(tree.settings());
        assertThat(scan.nodes()).isEmpty();
        assertThat(scan.idle()).hasSize(1);
        return scan.idle().get(0);
    }
}
