// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.CharDevice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
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
 * Publishes simulated devices as {@link CharDevice} services, as many as its settings say. Service Component Runtime calls it from
 * one thread at a time.
 */
@Component(
        name = Simulator.PID,
        service = {})
@Designate(ocd = SimulatorConfiguration.class)
public final class Simulator {

    static final String PID = "io.platformfirmware.simulator";

    private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);

    private final DeviceRegistrar registrar;
    private final Delay delay;
    private final Deque<Published> devices = new ArrayDeque<>();
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
                (device, properties) -> context.registerService(
                        CharDevice.class, device, FrameworkUtil.asDictionary(properties))::unregister,
                Delay.realTime(),
                configuration);
    }

    Simulator(DeviceRegistrar registrar, Delay delay, Map<String, ?> configuration) {
        this.registrar = registrar;
        this.delay = delay;
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
        for (final Published published : devices) {
            published.device().versionRule(settings.versionRule());
            published.device().firmware().settings(settings.firmware());
        }
        while (devices.size() < settings.updateDevices()) {
            add(devices.size());
        }
        while (devices.size() > settings.updateDevices()) {
            removeLast();
        }
    }

    /** Takes all devices away. */
    @Deactivate
    void close() {
        while (!devices.isEmpty()) {
            removeLast();
        }
    }

    private void add(int index) {
        final SimulatedUpdateDevice device = new SimulatedUpdateDevice(
                index,
                new EmulatedFirmware(PlatformCapability.atPowerOn(), settings.firmware(), delay),
                settings.versionRule());
        devices.addLast(new Published(device, registrar.register(device, device.properties())));
        LOG.info("{}: simulated update device {} is there", device.id(), device.path());
    }

    private void removeLast() {
        final Published last = devices.removeLast();
        // as when hardware goes: users find out by ENODEV or by the service, whichever they meet first
        last.device().remove();
        last.unregister().run();
        LOG.info(
                "{}: simulated update device {} has gone",
                last.device().id(),
                last.device().path());
    }

    private record Published(SimulatedUpdateDevice device, Runnable unregister) {}
}
