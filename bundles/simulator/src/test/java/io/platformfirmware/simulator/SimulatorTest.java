// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.Device;
import io.platformfirmware.device.EdgeLine;
import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.GpioChip;
import io.platformfirmware.device.KernelLog;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.device.SpiTransfer;
import io.platformfirmware.simulator.tpm.SimulatedSpiDevice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SimulatorTest {

    private final Registry registry = new Registry();
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void oneDeviceOfEachKindByDefault() {
        start(Map.of("service.pid", "io.platformfirmware.simulator"));

        assertThat(registry.services)
                .containsOnlyKeys("kmsg-sim", "pfru-sim0", "pfrt-sim0", "spidev-sim0.0", "gpiochip-sim0", "random-sim");
        assertThat(registry.properties.get("kmsg-sim"))
                .containsEntry(Device.PATH, "simulated:/dev/kmsg")
                .containsEntry(Device.KIND, KernelLog.KIND_KMSG)
                .containsEntry(Device.SIMULATED, true);
        assertThat(registry.properties.get("pfrt-sim0"))
                .containsEntry(CharDevice.PATH, "simulated:/dev/acpi_pfr_telemetry0")
                .containsEntry(CharDevice.KIND, CharDevice.KIND_PFRT)
                .containsEntry(CharDevice.SIMULATED, true);
        assertThat(registry.properties.get("pfru-sim0"))
                .containsEntry(CharDevice.PATH, "simulated:/dev/acpi_pfr_update0")
                .containsEntry(CharDevice.KIND, CharDevice.KIND_PFRU)
                .containsEntry(CharDevice.SIMULATED, true);
        assertThat(registry.properties.get("spidev-sim0.0"))
                .containsEntry(Device.PATH, "simulated:/dev/spidev0.0")
                .containsEntry(Device.KIND, SpiDevice.KIND_SPI)
                .containsEntry(Device.SIMULATED, true);
        assertThat(registry.properties.get("gpiochip-sim0"))
                .containsEntry(Device.PATH, "simulated:/dev/gpiochip0")
                .containsEntry(Device.KIND, GpioChip.KIND_GPIO)
                .containsEntry(Device.SIMULATED, true);
        assertThat(registry.properties.get("random-sim"))
                .containsEntry(Device.PATH, "simulated:/dev/random")
                .containsEntry(Device.KIND, EntropyPool.KIND_RANDOM)
                .containsEntry(Device.SIMULATED, true);
    }

    @Test
    void numberOfDevicesFollowsTheSettings() throws ErrnoException {
        final Simulator simulator = start(Map.of("updateDevices", 3, "telemetryDevices", 0, "tpmChips", 0));
        assertThat(registry.services).containsOnlyKeys("kmsg-sim", "pfru-sim0", "pfru-sim1", "pfru-sim2");
        final SimulatedUpdateDevice first = registry.device(0);
        final SimulatedUpdateDevice last = registry.device(2);
        update(first);

        simulator.modified(Map.of("updateDevices", "2", "telemetryDevices", 0, "tpmChips", 0));
        assertThat(registry.services).containsOnlyKeys("kmsg-sim", "pfru-sim0", "pfru-sim1");
        assertThat(last).satisfies(SimulatorTest::hasGone);

        simulator.modified(Map.of("updateDevices", 8, "telemetryDevices", 0, "tpmChips", 0));
        assertThat(registry.services).hasSize(9);
        assertThat(registry.device(0)).isSameAs(first);
        assertThat(first.firmware().capability().codeRuntimeVersion()).isEqualTo(2);
        assertThat(registry.device(2)).as("back at power on").isNotSameAs(last);

        simulator.modified(Map.of("updateDevices", 0, "telemetryDevices", 0, "tpmChips", 0));
        assertThat(registry.services).isEmpty();
    }

    @Test
    void devicesWithTheSameNumberShareAFirmware() throws Exception {
        start(Map.of("updateDevices", 2, "telemetryDevices", 3));
        update(registry.device(1));

        assertThat(registry.telemetry(1).firmware()).isSameAs(registry.device(1).firmware());
        assertThat(registry.telemetry(2).firmware().capability()).isEqualTo(PlatformCapability.atPowerOn());
        assertThat(log(registry.telemetry(1))).contains("FirmwareVersion = 65537");
        assertThatThrownBy(() -> log(registry.telemetry(0))).hasMessageContaining("ENODEV");
    }

    @Test
    void firmwareLivesAsLongAsEitherOfItsDevices() throws Exception {
        final Simulator simulator = start(Map.of());
        final SimulatedTelemetryDevice telemetry = registry.telemetry(0);
        update(registry.device(0));

        simulator.modified(Map.of("updateDevices", 0));
        assertThat(registry.services).containsKey("pfrt-sim0").doesNotContainKey("pfru-sim0");
        assertThat(registry.telemetry(0)).isSameAs(telemetry);
        assertThat(log(telemetry)).contains("FirmwareVersion = 65537");
        simulator.modified(Map.of("updateDevices", 1));
        update(registry.device(0));
        assertThat(log(telemetry)).contains("FirmwareVersion = 65538");

        simulator.modified(Map.of("telemetryDevices", 0));
        assertThat(registry.services).containsKey("pfru-sim0").doesNotContainKey("pfrt-sim0");
        assertThat(telemetry).satisfies(SimulatorTest::hasGone);
        simulator.modified(Map.of());
        assertThat(registry.telemetry(0)).isNotSameAs(telemetry);
        assertThat(log(registry.telemetry(0))).contains("FirmwareVersion = 65538");

        simulator.modified(Map.of("updateDevices", 0, "telemetryDevices", 0));
        simulator.modified(Map.of());
        assertThatThrownBy(() -> log(registry.telemetry(0)))
                .as("a firmware at power on")
                .hasMessageContaining("ENODEV");
    }

    @Test
    void telemetrySettingsReachEveryDeviceAndThoseToCome() throws Exception {
        final Simulator simulator = start(Map.of("updateDevices", 0));
        final List<TelemetryCalls> devices = new ArrayList<>(List.of(TelemetryCalls.on(registry.telemetry(0))));

        simulator.modified(Map.of("updateDevices", 0, "telemetryDevices", 2, "executionLogSize", 65536));
        devices.add(TelemetryCalls.on(registry.telemetry(1)));
        for (final TelemetryCalls calls : devices) {
            simulator.modified(Map.of("telemetryDevices", 2, "executionLogSize", 65536, "historyLogSize", "0x3000"));
            assertThat(calls.data().maxDataSize()).isEqualTo(65536);
            calls.setInfo(-1, 1, -1);
            assertThat(calls.data().maxDataSize()).isEqualTo(12288);
            simulator.modified(Map.of("telemetryDevices", 2, "setLevelStatus", 5));
            assertThat(calls.setInfo(4, -1, -1)).isEqualTo("EBUSY");
            simulator.modified(Map.of("telemetryDevices", 2, "getLevelStatus", 5));
            assertThat(calls.getInfo()).isEqualTo("0xFFFFFFF0 1 1");
            simulator.modified(Map.of("telemetryDevices", 2, "getDataStatus", 5));
            assertThat(calls.getDataInfo()).isEqualTo("EBUSY");
            simulator.modified(Map.of("telemetryDevices", 2, "telemetryFault", "malformed-data"));
            assertThat(calls.getDataInfo()).isEqualTo("EINVAL");
            simulator.modified(Map.of("telemetryDevices", 2));
            assertThat(calls.getDataInfo()).isEqualTo("0");
            calls.close();
        }
    }

    @Test
    void settingsReachEveryDeviceAndThoseToCome() throws ErrnoException {
        final Simulator simulator = start(Map.of());
        try (Calls calls = Calls.on(registry.device(0))) {
            assertThat(calls.queryCapability()).isEqualTo("0");

            simulator.modified(Map.of(
                    "updateDevices",
                    2,
                    "versionRule",
                    "runtime-version",
                    "bufferSize",
                    8192,
                    "startStatus",
                    "0x80000001",
                    "extStatus",
                    3L,
                    "startMillis",
                    "250"));

            assertThat(calls.write(new CapsuleBuilder().paddedTo(8193).build())).isEqualTo("EINVAL");
            assertThat(calls.write(SampleCapsules.named("warn-driver-update-older-runtime.cap")
                            .bytes()))
                    .isEqualTo("EINVAL");
            assertThat(calls.stage()).isEqualTo("EBUSY 2147483649/0x3");
            assertThat(pauses).containsExactly(Duration.ofMillis(250));

            try (Calls second = Calls.on(registry.device(1))) {
                assertThat(second.stage()).isEqualTo("EBUSY 2147483649/0x3");
            }

            simulator.modified(Map.of("updateDevices", 2));
            assertThat(calls.stage())
                    .as("the refused capsule lies in the buffer")
                    .isEqualTo("0");

            simulator.modified(Map.of("queryCapabilityStatus", 5));
            assertThat(calls.queryCapability()).isEqualTo("EBUSY");
            simulator.modified(Map.of("queryBufferStatus", 5));
            assertThat(calls.write(new byte[0])).isEqualTo("EBUSY");
            simulator.modified(Map.of("malformedAnswer", "start"));
            assertThat(calls.stage()).isEqualTo("EINVAL");
        }
    }

    @Test
    void tpmChipsFollowTheSettings() throws ErrnoException {
        final Simulator simulator = start(Map.of("updateDevices", 0, "telemetryDevices", 0, "tpmChips", 2));
        assertThat(registry.services)
                .containsOnlyKeys("spidev-sim0.0", "spidev-sim1.0", "gpiochip-sim0", "gpiochip-sim1", "random-sim");
        final SpiDevice first = registry.spi(0);
        final SpiDevice last = registry.spi(1);

        simulator.modified(Map.of("updateDevices", 0, "telemetryDevices", 0));
        assertThat(registry.services).containsOnlyKeys("spidev-sim0.0", "gpiochip-sim0", "random-sim");
        assertThat(registry.spi(0)).isSameAs(first);
        assertThatThrownBy(last::open).hasMessageContaining("ENODEV");

        simulator.modified(Map.of("updateDevices", 0, "telemetryDevices", 0, "tpmChips", 0));
        assertThat(registry.services).isEmpty();
        assertThatThrownBy(first::open).hasMessageContaining("ENODEV");
    }

    @Test
    void tpmSettingsReachTheLivingChip() throws ErrnoException {
        final Simulator simulator = start(Map.of());
        final GpioChip gpio = (GpioChip) registry.services.get("gpiochip-sim0");
        try (SpiChannel channel = registry.spi(0).open();
                EdgeLine ready = gpio.risingEdges(0, "test")) {
            channel.setUp(1_000_000);
            didVid(channel, ready);
            assertThat(didVid(channel, ready)).isEqualTo("00000000 0001 e01a2800");

            simulator.modified(Map.of("tpmFamily", "ti50", "tpmWaitBytes", 0));
            assertThat(didVid(channel, ready)).isEqualTo("00000000 0166 664a5000");
            simulator.modified(Map.of("tpmFamily", "other"));
            assertThat(didVid(channel, ready)).isEqualTo("00000000 0001 d1151b00");
            simulator.modified(Map.of("tpmMiso", "stuckff"));
            assertThat(didVid(channel, ready)).isEqualTo("ffffffff ffff ffffffff");
            simulator.modified(Map.of("tpmFault", "stall", "tpmReadyLine", "storm"));
            assertThat(didVid(channel, ready)).isEqualTo("00000000 0000 00000000");
            simulator.modified(Map.of());
            assertThat(didVid(channel, ready)).isEqualTo("00000000 0001 e01a2800");
            simulator.modified(Map.of("tpmHoldsChipSelect", "off"));
            channel.message(SpiTransfer.write(new byte[1]).withCsChange());
            assertThat(((SimulatedSpiDevice) registry.spi(0)).chipSelectLow()).isFalse();
        }
    }

    @Test
    void poolOfRandomnessCountsWhatItGetsAndRefusesWhereItIsToldTo() throws ErrnoException {
        final Simulator simulator = start(Map.of("tpmEntropyPool", "denied"));
        final EntropyPool pool = (EntropyPool) registry.services.get("random-sim");
        assertThatThrownBy(() -> pool.add(new byte[32], 175)).hasMessageContaining("ioctl RNDADDENTROPY: EPERM");

        simulator.modified(Map.of("tpmChips", 2));
        pool.add(new byte[32], 175);
        pool.add(new byte[1], 0);
        assertThat(pool).hasToString("simulated:/dev/random: 33 bytes with 175 bits of entropy so far");
        assertThatThrownBy(() -> pool.add(new byte[1], 9)).isInstanceOf(IllegalArgumentException.class);

        simulator.modified(Map.of("tpmChips", 0));
        assertThat(registry.services).doesNotContainKey("random-sim");
        assertThatThrownBy(() -> pool.add(new byte[32], 175)).hasMessageContaining("ENOENT");
    }

    private static String didVid(SpiChannel channel, EdgeLine ready) throws ErrnoException {
        final byte[] bytes = HexFormat.of().parseHex("83d40f00000000000000");
        ready.drain();
        channel.message(SpiTransfer.exchange(bytes, bytes));
        // no pulse comes of a chip that stalls for ever
        ready.await(TimeUnit.MILLISECONDS.toNanos(20));
        final String hex = HexFormat.of().formatHex(bytes);
        return hex.substring(0, 8) + " " + hex.substring(8, 12) + " " + hex.substring(12);
    }

    @Test
    void invalidSettingsAreRefusedAsAWhole() throws ErrnoException {
        final Simulator simulator =
                start(Map.of("updateDevices", 2, "startStatus", 3, "executionLogSize", 4096, "tpmChips", 0));

        simulator.modified(Map.of("updateDevices", 9, "startStatus", 0, "telemetryDevices", 0));
        simulator.modified(Map.of("executionLogSize", 5000, "telemetryDevices", 0));

        assertThat(registry.services).containsOnlyKeys("kmsg-sim", "pfru-sim0", "pfru-sim1", "pfrt-sim0");
        try (TelemetryCalls calls = TelemetryCalls.on(registry.telemetry(0))) {
            assertThat(calls.data().maxDataSize()).isEqualTo(4096);
        }
        try (Calls calls = Calls.on(registry.device(0))) {
            assertThat(calls.stage()).isEqualTo("EBUSY 3/0x0");
        }
    }

    @Test
    void startsWithTheDefaultsWhenTheSettingsAreInvalid() {
        start(Map.of("updateDevices", "many"));

        assertThat(registry.services)
                .containsOnlyKeys("kmsg-sim", "pfru-sim0", "pfrt-sim0", "spidev-sim0.0", "gpiochip-sim0", "random-sim");
    }

    @Test
    void takesItsDevicesAlong() {
        final Simulator simulator = start(Map.of("updateDevices", 2));
        final SimulatedUpdateDevice first = registry.device(0);
        final SimulatedTelemetryDevice telemetry = registry.telemetry(0);

        simulator.close();

        assertThat(registry.services).isEmpty();
        assertThat(first).satisfies(SimulatorTest::hasGone);
        assertThat(telemetry).satisfies(SimulatorTest::hasGone);
    }

    private Simulator start(Map<String, Object> configuration) {
        return new Simulator(registry, pauses::add, new HashMap<>(configuration));
    }

    private static void update(SimulatedUpdateDevice device) throws ErrnoException {
        try (Calls calls = Calls.on(device)) {
            calls.write(new CapsuleBuilder().build());
            assertThat(calls.stageAndActivate()).isEqualTo("0");
        }
    }

    private static String log(SimulatedTelemetryDevice device) throws ErrnoException {
        try (TelemetryCalls calls = TelemetryCalls.on(device)) {
            return calls.text();
        }
    }

    private static void hasGone(SimulatedDevice device) {
        assertThatThrownBy(() -> device.open(CharDevice.Access.READ_ONLY)).hasMessageContaining("ENOENT");
    }

    /** A service registry of one process. */
    private static final class Registry implements DeviceRegistrar {

        private final Map<String, Device> services = new TreeMap<>();
        private final Map<String, Map<String, Object>> properties = new TreeMap<>();

        @Override
        public Runnable register(Class<? extends Device> type, Device device, Map<String, Object> serviceProperties) {
            assertThat(device).isInstanceOf(type);
            final String id = (String) serviceProperties.get(CharDevice.ID);
            assertThat(services.put(id, device)).isNull();
            properties.put(id, serviceProperties);
            return () -> assertThat(services.remove(id)).isSameAs(device);
        }

        SimulatedUpdateDevice device(int index) {
            return (SimulatedUpdateDevice) services.get("pfru-sim" + index);
        }

        SpiDevice spi(int index) {
            return (SpiDevice) services.get("spidev-sim" + index + ".0");
        }

        SimulatedTelemetryDevice telemetry(int index) {
            return (SimulatedTelemetryDevice) services.get("pfrt-sim" + index);
        }
    }
}
