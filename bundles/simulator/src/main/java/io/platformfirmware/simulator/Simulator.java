// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.GpioChip;
import io.platformfirmware.device.KernelLog;
import io.platformfirmware.device.SpiDevice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes simulated devices as services: {@link CharDevice} with a {@link KernelLog}, for each TPM chip an {@link SpiDevice} and a
 * {@link GpioChip}, as many as its settings say, and one {@link EntropyPool} for all chips. Service Component Runtime calls it from one
 * thread at a time.
 */
@Component(
        name = Simulator.PID,
        service = {})
@Designate(ocd = SimulatorConfiguration.class)
public final class Simulator {

    static final String PID = "io.platformfirmware.simulator";

    private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);

    private final Delay delay;
    private final SimulatedKernelLog log = new SimulatedKernelLog();
    private final SimulatedDevices<SimulatedKernelLog> logs;
    private final SimulatedDevices<SimulatedUpdateDevice> updates;
    private final SimulatedDevices<SimulatedTelemetryDevice> telemetries;
    private final TpmChips tpms;
    private SimulatorSettings settings = SimulatorSettings.defaults();

    /**
     * The component.
     *
     * @param context to register services with
     * @param configuration of the PID
     */
    @Activate
    public Simulator(BundleContext context, Map<String, Object> configuration) {
        this(
                (type, device, properties) -> context.registerService(
                        type.getName(), device, FrameworkUtil.asDictionary(properties))::unregister,
                Delay.realTime(),
                configuration);
    }

    Simulator(DeviceRegistrar registrar, Delay delay, Map<String, ?> configuration) {
        this.delay = delay;
        this.logs = new SimulatedDevices<>(
                registrar, KernelLog.class, index -> log, SimulatedKernelLog::properties, removed -> {});
        this.updates = new SimulatedDevices<>(
                registrar,
                CharDevice.class,
                index -> new SimulatedUpdateDevice(index, firmware(index), settings.versionRule(), log),
                SimulatedDevice::properties,
                SimulatedDevice::remove);
        this.telemetries = new SimulatedDevices<>(
                registrar,
                CharDevice.class,
                index -> new SimulatedTelemetryDevice(index, firmware(index)),
                SimulatedDevice::properties,
                SimulatedDevice::remove);
        this.tpms = new TpmChips(registrar);
        modified(configuration);
    }

    /**
     * Applies changed settings, or none of them when one is invalid.
     *
     * @param configuration of the PID
     */
    @Modified
    void modified(Map<String, ?> configuration) {
        try {
            settings = SimulatorSettings.read(configuration);
        } catch (final InvalidSettingsException e) {
            e.faults().forEach(fault -> LOG.warn("{}: {}", PID, fault));
            LOG.warn("{}: the settings are refused; the last good ones stay in force", PID);
        }
        log.settings(settings.kernelMessages(), settings.kernelLogFault());
        updates.devices().forEach(device -> device.versionRule(settings.versionRule()));
        Stream.concat(updates.devices().stream(), telemetries.devices().stream())
                .forEach(device -> device.firmware().settings(settings.firmware()));
        logs.resize(Math.min(1, settings.updateDevices()));
        updates.resize(settings.updateDevices());
        telemetries.resize(settings.telemetryDevices());
        tpms.apply(settings.tpm());
    }

    /** Takes all devices away. */
    @Deactivate
    void close() {
        updates.resize(0);
        telemetries.resize(0);
        logs.resize(0);
        tpms.close();
    }

    /** The one behind a device with this number that is there, or a new one at power on. */
    private EmulatedFirmware firmware(int index) {
        return firmware(updates.devices(), index)
                .or(() -> firmware(telemetries.devices(), index))
                .orElseGet(() -> new EmulatedFirmware(PlatformCapability.atPowerOn(), settings.firmware(), delay));
    }

    private static Optional<EmulatedFirmware> firmware(List<? extends SimulatedDevice> devices, int index) {
        return index < devices.size() ? Optional.of(devices.get(index).firmware()) : Optional.empty();
    }
}
