// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.device.CharDevice;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.telemetry.TelemetryListener;
import io.platformfirmware.telemetry.TelemetryService;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@link TelemetryService} for each telemetry device that is there, the settings that apply to every one of them, and every
 * {@link TelemetryListener} on each device that it wants to follow.
 */
@Component(
        configurationPid = PfrtSettings.PID,
        immediate = true,
        service = {})
@Designate(ocd = PfrtSettings.Config.class)
public final class PfrtDevices {

    private static final Logger LOG = LoggerFactory.getLogger(PfrtDevices.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BundleContext context;
    private final SettingsInForce settings = new SettingsInForce();
    private final Object lock = new Object();
    private final Map<ServiceReference<CharDevice>, Registered> devices = new HashMap<>();
    private final Map<ServiceReference<TelemetryListener>, TelemetryListener> listeners = new HashMap<>();

    private record Registered(PfrtTelemetryService service, ServiceRegistration<TelemetryService> registration) {}

    /**
     * Starts with the settings that are there; invalid ones are reported and the defaults taken.
     *
     * @param context of this bundle
     * @param config the settings
     */
    @Activate
    public PfrtDevices(BundleContext context, PfrtSettings.Config config) {
        this.context = context;
        settings.change(config);
    }

    @Modified
    void modified(PfrtSettings.Config config) {
        if (settings.change(config)) {
            synchronized (lock) {
                devices.values().forEach(device -> device.service().settingsChanged());
            }
        }
    }

    @Deactivate
    void deactivate() {
        final Map<ServiceReference<CharDevice>, Registered> all;
        synchronized (lock) {
            all = Map.copyOf(devices);
        }
        all.keySet().forEach(this::removeDevice);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + CharDevice.KIND + "=" + CharDevice.KIND_PFRT + ")",
            unbind = "removeDevice")
    void addDevice(ServiceReference<CharDevice> reference, CharDevice device, Map<String, Object> properties) {
        final DeviceIdentity identity = DeviceIdentity.of(device, properties);
        final PfrtTelemetryService service = new PfrtTelemetryService(
                identity,
                device,
                settings,
                new OwnerThread(identity.id(), PfrtFailures.LIST, PATIENCE),
                DeviceSettings.FIRST_RETRY);
        final Registered registered = new Registered(
                service, context.registerService(TelemetryService.class, service, identity.properties()));
        synchronized (lock) {
            devices.put(reference, registered);
            service.settingsChanged();
            listeners.forEach((key, listener) -> follow(service, key, listener));
        }
        LOG.info("{} is there", identity);
    }

    void removeDevice(ServiceReference<CharDevice> reference) {
        final Registered gone;
        synchronized (lock) {
            gone = devices.remove(reference);
        }
        if (gone != null) {
            gone.registration().unregister();
            gone.service().close();
            LOG.info("{} is gone", gone.service().deviceId());
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "removeListener")
    void addListener(ServiceReference<TelemetryListener> reference, TelemetryListener listener) {
        synchronized (lock) {
            listeners.put(reference, listener);
            devices.values().forEach(device -> follow(device.service(), reference, listener));
        }
    }

    void removeListener(ServiceReference<TelemetryListener> reference) {
        synchronized (lock) {
            listeners.remove(reference);
            devices.values().forEach(device -> device.service().follower().remove(reference));
        }
    }

    private static void follow(
            PfrtTelemetryService service, ServiceReference<TelemetryListener> reference, TelemetryListener listener) {
        if (wants(reference.getProperty(TelemetryListener.DEVICE_ID), service.deviceId())) {
            service.follower().add(reference, listener);
        }
    }

    private static boolean wants(Object property, String deviceId) {
        if (property == null) {
            return true;
        }
        return property instanceof String[] ids ? Arrays.asList(ids).contains(deviceId) : property.equals(deviceId);
    }
}
