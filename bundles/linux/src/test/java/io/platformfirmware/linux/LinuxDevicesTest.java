// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.GpioChip;
import io.platformfirmware.device.Mapping;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** The component as a whole, over this machine's kernel and a folder that imitates /dev. */
class LinuxDevicesTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final String NODES = "acpi_pfr_update*";

    @TempDir
    private Path folder;

    private Tree tree;
    private LinuxDevices component;
    private final RecordingLogger log = new RecordingLogger();
    private final FakePublisher publisher = new FakePublisher();

    @BeforeEach
    void imitate() {
        tree = Tree.in(folder);
    }

    @AfterEach
    void deactivate() throws IOException {
        component.deactivate();
        Tree.deleteLinks(folder);
        assertThat(publisher.known()).isEmpty();
    }

    @Test
    void publishesADeviceThatTalksToTheKernel() throws IOException {
        activate(tree.withNode("acpi_pfr_update0").properties(NODES, NEVER));
        publisher.awaitKnown("pfru0");

        final CharDevice device = (CharDevice) publisher.devices().get(0);
        try (CharChannel channel = device.open(CharDevice.Access.READ_WRITE)) {
            assertThat(channel.write(new byte[7])).isEqualTo(7);
            channel.ioctl(0x4004EE02);
        } catch (ErrnoException e) {
            assertThat(e)
                    .hasMessage(tree.node("acpi_pfr_update0")
                            + ": ioctl 0x4004EE02: ENOTTY, Inappropriate ioctl for device");
            assertThat(e.is(Errno.ENOTTY)).isTrue();
        }
        assertThat(log.lines())
                .filteredOn(line -> line.contains("Native calls by JNA"))
                .hasSize(1);
    }

    @Test
    void publishesATelemetryDeviceThatIsRead() throws IOException {
        activate(tree.withNode("acpi_pfr_telemetry0", "zero").properties(NODES, NEVER));
        publisher.awaitKnown("pfrt0");
        final byte[] bytes = {1, 2, 3};

        final Mapping mapping;
        final CharDevice device = (CharDevice) publisher.devices().get(0);
        try (CharChannel channel = device.open(CharDevice.Access.READ_ONLY)) {
            mapping = channel.map(5000);
        }
        try (mapping) {
            mapping.read(4997, bytes);
        }

        assertThat(publisher.known().get("pfrt0").get("device.kind")).isEqualTo("pfrt");
        assertThat(bytes).containsOnly(0);
    }

    @Test
    void publishesAnSpiDeviceAndAGpioChipThatTalkToTheKernel() throws IOException {
        activate(tree.withNode("spidev0.0").withNode("gpiochip0").properties(NODES, NEVER));
        publisher.awaitKnown("gpiochip0", "spidev0.0");

        final GpioChip chip = (GpioChip) publisher.devices().get(0);
        final SpiDevice device = (SpiDevice) publisher.devices().get(1);
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> chip.risingEdges(3, "test").close())
                .withMessage(tree.node("gpiochip0")
                        + ": ioctl GPIO_V2_GET_LINE_IOCTL: ENOTTY, Inappropriate ioctl for device");
        try (SpiChannel channel = device.open()) {
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(() -> channel.setUp(1_000_000))
                    .withMessage(tree.node("spidev0.0")
                            + ": ioctl SPI_IOC_WR_MODE32: ENOTTY, Inappropriate ioctl for device");
        }
        assertThat(device.clock()).isSameAs(device.clock());
        assertThat(device.clock().nanos()).isPositive();
    }

    @Test
    void publishesThePoolOfRandomness() throws IOException {
        activate(tree.withNode("random", "null").withNode("urandom", "null").properties(NODES, NEVER));
        publisher.awaitKnown("random");

        assertThat(publisher.known().get("random").get("device.kind")).isEqualTo("random");
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> ((EntropyPool) publisher.devices().get(0)).add(new byte[1], 0))
                .withMessage(tree.node("random") + ": ioctl RNDADDENTROPY: ENOTTY, Inappropriate ioctl for device");
    }

    @Test
    void saysWhyItIsIdle() throws IOException {
        activate(tree.withDev().withAcpi().properties(NODES, NEVER));

        log.awaitLine("No kernel log device");
        assertThat(log.lines())
                .hasSize(6)
                .startsWith(
                        "INFO No firmware update device: no character device in " + tree.dev()
                                + " matches acpi_pfr_update*; this platform has no ACPI device INTC1080",
                        "INFO No firmware telemetry device: no character device in " + tree.dev()
                                + " matches acpi_pfr_telemetry*; this platform has no ACPI device INTC1081");
    }

    @Test
    void saysOnceThatThereIsNoFolder() throws IOException {
        activate(tree.properties(NODES, NEVER));

        log.awaitLine("INFO No device: the device folder " + tree.dev() + " does not exist");
        component.deactivate();
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void staysActiveAndIdleWhereThereIsNoLinux() throws IOException {
        final Map<String, Object> properties = tree.withNode("acpi_pfr_update0").properties(NODES, NEVER);
        component = new LinuxDevices(publisher, neverLoaded(), "Mac OS X", properties, log);

        component.modified(properties);

        assertThat(publisher.events()).isEmpty();
        assertThat(log.lines())
                .containsExactly("INFO No device: this system is Mac OS X, and the devices are found on Linux only");
    }

    @Test
    void loadsNoNativeCodeWithoutANode() throws IOException {
        component = new LinuxDevices(
                publisher, neverLoaded(), "Linux", tree.withDev().properties(NODES, NEVER), log);

        log.awaitLine("No GPIO device");
    }

    @Test
    void staysActiveAndIdleWhereNativeCodeCanNotBeLoaded() throws IOException {
        component = new LinuxDevices(
                publisher,
                logger -> {
                    throw new NoClassDefFoundError("Could not initialize class com.sun.jna.Native");
                },
                "Linux",
                tree.withNode("acpi_pfr_update0").properties(NODES, NEVER),
                log);

        log.awaitLine("WARN No device, although there is " + tree.node("acpi_pfr_update0")
                + ": native calls are not available: Could not initialize class com.sun.jna.Native. ");
        assertThat(publisher.events()).isEmpty();
    }

    @Test
    void takesAChangeWithoutLosingADevice() throws IOException {
        tree.withNode("acpi_pfr_update0").withNode("fake1");
        activate(tree.properties(NODES, NEVER));
        publisher.awaitKnown("pfru0");

        component.modified(tree.properties("{acpi_pfr_update,fake}*", Duration.ofSeconds(9)));

        publisher.awaitEvents("+pfru0", "+pfru1");
    }

    @Test
    void refusesAnInvalidChange() throws IOException {
        tree.withNode("acpi_pfr_update0");
        activate(tree.properties(NODES, NEVER));
        publisher.awaitKnown("pfru0");
        final Map<String, Object> bad = tree.properties("[", NEVER);
        bad.put("devRoot", "relative");
        bad.put("rescanSeconds", "soon");

        component.modified(bad);
        tree.withNode("acpi_pfr_update1");

        publisher.awaitEvents("+pfru0", "+pfru1");
        assertThat(log.lines(Level.WARN))
                .containsExactlyInAnyOrder(
                        "pfruNodes = \"[\" of io.platformfirmware.linux is refused: allowed is a file name pattern without"
                                + " /, with *, ?, [...] and {a,b}; acpi_pfr_update* stays in force",
                        "devRoot = \"relative\" of io.platformfirmware.linux is refused: allowed is an absolute path; "
                                + tree.dev() + " stays in force",
                        "rescanSeconds = \"soon\" of io.platformfirmware.linux is refused: allowed is a whole number from 1"
                                + " to 3600; 3600 stays in force");
    }

    @Test
    void startsInSpiteOfAnInvalidValue() throws IOException {
        final Map<String, Object> properties = tree.withNode("acpi_pfr_update0").properties(NODES, NEVER);
        properties.put("rescanSeconds", 0);

        activate(properties);

        publisher.awaitKnown("pfru0");
        assertThat(log.lines(Level.WARN)).hasSize(1);
    }

    private void activate(Map<String, Object> properties) {
        component = new LinuxDevices(publisher, JnaKernel::load, "Linux", properties, log);
    }

    private static Function<Logger, Kernel> neverLoaded() {
        return logger -> {
            throw new IllegalStateException("loaded");
        };
    }
}
