// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class PublishedDevicesTest {

    private static final DeviceNode ZERO =
            node(NodeKind.PFRU, Path.of("/dev/acpi_pfr_update0"), "pfru0", new DeviceNode.Identity(1, 10, 3));
    private static final DeviceNode ONE =
            node(NodeKind.PFRU, Path.of("/dev/acpi_pfr_update1"), "pfru1", new DeviceNode.Identity(1, 11, 3));
    private static final DeviceNode TELEMETRY =
            node(NodeKind.PFRT, Path.of("/dev/acpi_pfr_telemetry0"), "pfrt0", new DeviceNode.Identity(1, 12, 3));

    private static final DeviceNode SPI =
            node(NodeKind.SPI, Path.of("/dev/spidev0.0"), "spidev0.0", new DeviceNode.Identity(1, 13, 3));
    private static final DeviceNode GPIO =
            node(NodeKind.GPIO, Path.of("/dev/gpiochip0"), "gpiochip0", new DeviceNode.Identity(1, 14, 3));

    private final RecordingLogger log = new RecordingLogger();
    private final FakePublisher publisher = new FakePublisher();
    private final AtomicInteger loads = new AtomicInteger();
    private final PublishedDevices devices = new PublishedDevices(
            publisher,
            new NativeAccess(() -> {
                loads.incrementAndGet();
                return new FakeKernel();
            }),
            "karaf",
            log);

    @Test
    void makesADeviceKnownWithWhatItsUsersLookFor() {
        apply(ZERO);

        assertThat(publisher.known())
                .containsExactlyEntriesOf(Map.of(
                        "pfru0",
                        Map.of(
                                "device.path", "/dev/acpi_pfr_update0",
                                "device.kind", "pfru",
                                "device.id", "pfru0",
                                "simulated", false)));
        assertThat(publisher.devices()).singleElement().extracting(Device::path).isEqualTo("/dev/acpi_pfr_update0");
        assertThat(log.lines()).containsExactly("INFO Device pfru0 at /dev/acpi_pfr_update0");
    }

    @Test
    void makesATelemetryDeviceKnownBesideAnUpdateDevice() {
        apply(TELEMETRY, ZERO);

        assertThat(publisher.known())
                .containsOnlyKeys("pfrt0", "pfru0")
                .containsEntry(
                        "pfrt0",
                        Map.of(
                                "device.path", "/dev/acpi_pfr_telemetry0",
                                "device.kind", "pfrt",
                                "device.id", "pfrt0",
                                "simulated", false));
        assertThat(log.lines())
                .containsExactly(
                        "INFO Device pfrt0 at /dev/acpi_pfr_telemetry0", "INFO Device pfru0 at /dev/acpi_pfr_update0");
    }

    @Test
    void makesATpmProxyKnownAsWhatItIs() {
        apply(node(NodeKind.VTPMX, Path.of("/dev/vtpmx"), "vtpmx", new DeviceNode.Identity(1, 15, 4)));

        assertThat(publisher.services()).containsExactly("VtpmProxy");
        assertThat(publisher.devices())
                .singleElement()
                .isInstanceOf(LinuxVtpmProxy.class)
                .hasToString("/dev/vtpmx");
    }

    @Test
    void makesAnSpiDeviceAndAGpioChipKnownAsWhatTheyAre() {
        apply(GPIO, SPI, ZERO);

        assertThat(publisher.services()).containsExactly("GpioChip", "SpiDevice", "CharDevice");
        assertThat(publisher.devices())
                .extracting(Device::path)
                .containsExactly("/dev/gpiochip0", "/dev/spidev0.0", "/dev/acpi_pfr_update0");
        assertThat(publisher.known())
                .containsEntry(
                        "spidev0.0",
                        Map.of(
                                "device.path", "/dev/spidev0.0",
                                "device.kind", "spi",
                                "device.id", "spidev0.0",
                                "simulated", false))
                .containsEntry(
                        "gpiochip0",
                        Map.of(
                                "device.path", "/dev/gpiochip0",
                                "device.kind", "gpio",
                                "device.id", "gpiochip0",
                                "simulated", false));
        assertThat(log.lines())
                .startsWith("INFO Device gpiochip0 at /dev/gpiochip0", "INFO Device spidev0.0 at /dev/spidev0.0");
    }

    @Test
    void addsTheAcpiPathWhereItIsKnown() {
        apply(with(ZERO, true, "\\_SB_.PFRU"));

        assertThat(publisher.known().get("pfru0").get("device.acpi.path")).isEqualTo("\\_SB_.PFRU");
        assertThat(log.lines()).containsExactly("INFO Device pfru0 at /dev/acpi_pfr_update0, ACPI object \\_SB_.PFRU");
    }

    @Test
    void changesThePropertyAlone() {
        apply(ZERO);
        apply(with(ZERO, true, "\\_SB_.PFRU"));
        apply(with(ZERO, true, "\\_SB_.PFRU"));

        assertThat(publisher.events()).containsExactly("+pfru0", "~pfru0");
        assertThat(publisher.known().get("pfru0").get("device.acpi.path")).isEqualTo("\\_SB_.PFRU");
    }

    @Test
    void leavesADeviceAloneThatStays() {
        apply(ZERO);
        apply(ZERO, ONE);
        apply(ZERO, ONE);

        assertThat(publisher.events()).containsExactly("+pfru0", "+pfru1");
        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void takesADeviceBackThatGoes() {
        apply(ZERO, ONE);
        apply(ONE);

        assertThat(publisher.events()).containsExactly("+pfru0", "+pfru1", "-pfru0");
        assertThat(log.lines()).last().isEqualTo("INFO Device pfru0 at /dev/acpi_pfr_update0 is gone");
    }

    @Test
    void replacesADeviceWhoseNodeIsAnother() {
        apply(ZERO);
        apply(node(NodeKind.PFRU, ZERO.path(), "pfru0", new DeviceNode.Identity(1, 99, 3)));

        assertThat(publisher.events()).containsExactly("+pfru0", "-pfru0", "+pfru0");
        assertThat(publisher.devices()).hasSize(2).doesNotHaveDuplicates();
        assertThat(log.lines())
                .endsWith(
                        "INFO Device pfru0 at /dev/acpi_pfr_update0 is replaced",
                        "INFO Device pfru0 at /dev/acpi_pfr_update0");
    }

    @Test
    void replacesADeviceWhoseIdIsAnother() {
        apply(ZERO);
        apply(node(NodeKind.PFRU, ZERO.path(), "pfru-x", ZERO.identity()));

        assertThat(publisher.events()).containsExactly("+pfru0", "-pfru0", "+pfru-x");
    }

    @Test
    void replacesADeviceWhoseKindIsAnother() {
        apply(ZERO);
        apply(node(NodeKind.PFRT, ZERO.path(), "pfrt0", ZERO.identity()));

        assertThat(publisher.events()).containsExactly("+pfru0", "-pfru0", "+pfrt0");
        assertThat(publisher.known().get("pfrt0").get("device.kind")).isEqualTo("pfrt");
    }

    @Test
    void replacesADeviceThatIsOfAnotherKindUnderTheSameId() {
        apply(SPI);
        apply(node(NodeKind.GPIO, SPI.path(), SPI.id(), SPI.identity()));

        assertThat(publisher.events()).containsExactly("+spidev0.0", "-spidev0.0", "+spidev0.0");
        assertThat(publisher.services()).containsExactly("SpiDevice", "GpioChip");
    }

    @Test
    void takesAnIdBackBeforeItGivesItAnew() {
        apply(ONE);
        apply(
                node(NodeKind.PFRU, Path.of("/dev/a1"), "pfru1", new DeviceNode.Identity(1, 5, 5)),
                node(NodeKind.PFRU, ONE.path(), "pfru-acpi_pfr_update1", ONE.identity()));

        assertThat(publisher.events()).containsExactly("+pfru1", "-pfru1", "+pfru1", "+pfru-acpi_pfr_update1");
    }

    @Test
    void holdsADeviceBackForOneLookThatMayNotBeOpened() {
        final DeviceNode denied = with(ZERO, false, null);

        assertThat(apply(denied)).isFalse();
        assertThat(publisher.events()).isEmpty();
        assertThat(log.lines()).isEmpty();
        assertThat(apply(denied)).isTrue();
        assertThat(apply(denied)).isTrue();

        assertThat(publisher.events()).containsExactly("+pfru0");
        assertThat(log.lines(Level.WARN))
                .containsExactly(
                        "User karaf may not read and write /dev/acpi_pfr_update0: pfru0 can not be used. Give the"
                                + " user's group access by a udev rule, for example SUBSYSTEM==\"misc\", KERNEL==\"pfru[0-9]*\","
                                + " GROUP=\"...\", MODE=\"0660\", or run as root");
    }

    @Test
    void asksForNoMoreThanReadingOfATelemetryDevice() {
        final DeviceNode denied = with(TELEMETRY, false, null);

        apply(denied, ZERO);
        apply(denied, ZERO);

        assertThat(publisher.events()).containsExactly("+pfru0", "+pfrt0");
        assertThat(log.lines(Level.WARN))
                .containsExactly(
                        "User karaf may not read /dev/acpi_pfr_telemetry0: pfrt0 can not be used. Give the user's"
                                + " group access by a udev rule, for example SUBSYSTEM==\"misc\", KERNEL==\"pfrt[0-9]*\","
                                + " GROUP=\"...\", MODE=\"0640\", or run as root");
    }

    @Test
    void namesTheSubsystemOfAnSpiNodeAndOfAGpioChipThatMayNotBeOpened() {
        apply(with(GPIO, false, null), with(SPI, false, null));
        apply(with(GPIO, false, null), with(SPI, false, null));

        assertThat(publisher.events()).containsExactly("+gpiochip0", "+spidev0.0");
        assertThat(log.lines(Level.WARN))
                .containsExactly(
                        "User karaf may not read and write /dev/gpiochip0: gpiochip0 can not be used. Give the user's group"
                                + " access by a udev rule, for example SUBSYSTEM==\"gpio\", KERNEL==\"gpiochip*\","
                                + " GROUP=\"...\", MODE=\"0660\", or run as root",
                        "User karaf may not read and write /dev/spidev0.0: spidev0.0 can not be used. Give the user's group"
                                + " access by a udev rule, for example SUBSYSTEM==\"spidev\", KERNEL==\"spidev*\","
                                + " GROUP=\"...\", MODE=\"0660\", or run as root");
    }

    @Test
    void doesNotWarnWhileUdevIsStillAtIt() {
        assertThat(apply(with(ZERO, false, null))).isFalse();
        assertThat(apply(ZERO)).isTrue();

        assertThat(publisher.events()).containsExactly("+pfru0");
        assertThat(log.lines(Level.WARN)).isEmpty();
    }

    @Test
    void holdsADeviceBackAnewWhenItWentMeanwhile() {
        apply(with(ZERO, false, null));
        assertThat(apply()).isTrue();
        assertThat(apply(with(ZERO, false, null))).isFalse();

        assertThat(publisher.events()).isEmpty();
    }

    @Test
    void letsUsersTryAgainWhenADeviceMayBeOpened() {
        apply(with(ZERO, false, null));
        apply(with(ZERO, false, null));
        apply(ZERO);

        assertThat(publisher.events()).containsExactly("+pfru0", "-pfru0", "+pfru0");
        assertThat(log.lines())
                .endsWith(
                        "INFO User karaf may now open /dev/acpi_pfr_update0",
                        "INFO Device pfru0 at /dev/acpi_pfr_update0");
    }

    @Test
    void warnsWhenADeviceMayNotBeOpenedAnyMore() {
        apply(ZERO);
        apply(with(ZERO, false, null));
        apply(with(ZERO, false, null));

        assertThat(publisher.known()).containsOnlyKeys("pfru0");
        assertThat(log.lines(Level.WARN)).hasSize(1);
    }

    @Test
    void saysOnceWhyItIsIdle() {
        idle("No device: one");
        idle("No device: one");
        idle("No device: two");
        idle("No device: one");

        assertThat(log.lines()).containsExactly("INFO No device: one", "INFO No device: two", "INFO No device: one");
        assertThat(loads).hasValue(0);
    }

    @Test
    void saysAgainWhyItIsIdleAfterADevice() {
        idle("No device: one");
        apply(ZERO);
        idle("No device: one");

        assertThat(publisher.events()).containsExactly("+pfru0", "-pfru0");
        assertThat(log.lines()).filteredOn("INFO No device: one"::equals).hasSize(2);
    }

    @Test
    void saysOnceWhyAKindHasNoDevice() {
        idle("No update device: one", "No telemetry device: two");
        idle("No update device: one", "No telemetry device: two");
        idle("No update device: one", "No telemetry device: three");
        devices.apply(new Scan(List.of(ZERO), Map.of(), List.of("No telemetry device: three")));
        idle("No update device: one", "No telemetry device: three");

        assertThat(log.lines())
                .containsExactly(
                        "INFO No update device: one",
                        "INFO No telemetry device: two",
                        "INFO No telemetry device: three",
                        "INFO Device pfru0 at /dev/acpi_pfr_update0",
                        "INFO Device pfru0 at /dev/acpi_pfr_update0 is gone",
                        "INFO No update device: one");
    }

    @Test
    void warnsOnceOfWhatIsNoDevice() {
        others(Map.of(Path.of("/dev/acpi_pfr_update0"), "regular file"));
        others(Map.of(Path.of("/dev/acpi_pfr_update0"), "regular file"));
        others(Map.of(Path.of("/dev/acpi_pfr_update0"), "folder"));
        others(Map.of());
        others(Map.of(Path.of("/dev/acpi_pfr_update0"), "folder"));

        final String ignored = "Ignored /dev/acpi_pfr_update0: it is a ";
        assertThat(log.lines(Level.WARN))
                .containsExactly(
                        ignored + "regular file, not a character device. Somebody wrote to it while the driver was not"
                                + " loaded? Remove it and load the driver again, which can not make its node in that place",
                        ignored + "folder, not a character device",
                        ignored + "folder, not a character device");
    }

    @Test
    void isIdleWithoutNativeCode() {
        final PublishedDevices without = new PublishedDevices(
                publisher,
                new NativeAccess(() -> {
                    throw new UnsatisfiedLinkError("no execute permission");
                }),
                "karaf",
                log);

        assertThat(without.apply(scan(ZERO, ONE))).isTrue();
        assertThat(without.apply(scan(ZERO, ONE))).isTrue();

        assertThat(publisher.events()).isEmpty();
        assertThat(log.lines()).hasSize(1);
        assertThat(log.lines(Level.WARN))
                .singleElement()
                .asString()
                .startsWith(
                        "No device, although there is /dev/acpi_pfr_update0, /dev/acpi_pfr_update1: native calls are not"
                                + " available: no execute permission. ")
                .contains("jna.tmpdir");
    }

    @Test
    void loadsNativeCodeOnce() {
        apply(ZERO);
        apply(ZERO, ONE);

        assertThat(loads).hasValue(1);
    }

    @Test
    void takesEverythingBack() {
        apply(ZERO, ONE);

        devices.withdrawAll();
        devices.withdrawAll();

        assertThat(publisher.events()).containsExactly("+pfru0", "+pfru1", "-pfru0", "-pfru1");
    }

    private boolean apply(DeviceNode... nodes) {
        return devices.apply(scan(nodes));
    }

    private void idle(String... reasons) {
        devices.apply(new Scan(List.of(), Map.of(), List.of(reasons)));
    }

    private void others(Map<Path, String> others) {
        devices.apply(new Scan(List.of(ZERO), others, List.of()));
    }

    private static Scan scan(DeviceNode... nodes) {
        return new Scan(List.of(nodes), Map.of(), nodes.length == 0 ? List.of("No device") : List.of());
    }

    private static DeviceNode node(NodeKind kind, Path path, String id, DeviceNode.Identity identity) {
        return new DeviceNode(kind, path, id, identity, true, Optional.empty(), Optional.empty());
    }

    private static DeviceNode with(DeviceNode node, boolean accessible, String acpiPath) {
        return new DeviceNode(
                node.kind(),
                node.path(),
                node.id(),
                node.identity(),
                accessible,
                Optional.ofNullable(acpiPath),
                node.kernelName());
    }
}
