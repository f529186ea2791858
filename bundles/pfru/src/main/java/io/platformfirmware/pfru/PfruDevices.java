// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.KernelLog;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateHistory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
 * One {@link FirmwareUpdateService} for each update device that is there, the {@link UpdateHistory} of them all, and the settings
 * that apply to every one of them. Telemetry devices are asked what the firmware wrote during an update, and the kernel's log what
 * the driver did, where there are any.
 */
@Component(
        configurationPid = PfruSettings.PID,
        immediate = true,
        service = {})
@Designate(ocd = PfruSettings.Config.class)
public final class PfruDevices {

    private static final Logger LOG = LoggerFactory.getLogger(PfruDevices.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BundleContext context;
    private final Clock clock = Clock.systemUTC();
    private final SettingsInForce settings;
    private final HistoryFiles histories;
    private final TelemetryDevices telemetry = new TelemetryDevices();
    private final KernelLogs logs = new KernelLogs();
    private final ServiceRegistration<UpdateHistory> historyService;
    private final Map<ServiceReference<CharDevice>, Registered> devices = new ConcurrentHashMap<>();

    private record Registered(PfruUpdateService service, ServiceRegistration<FirmwareUpdateService> registration) {}

    /**
     * Starts with the settings that are there; invalid ones are reported and the defaults taken.
     *
     * @param context of this bundle
     * @param config the settings
     */
    @Activate
    public PfruDevices(BundleContext context, PfruSettings.Config config) {
        this.context = context;
        final Path home =
                Path.of(Optional.ofNullable(context.getProperty("karaf.base")).orElse(""));
        this.settings = new SettingsInForce(PfruSettings.defaults(home), home);
        settings.change(config);
        this.histories = new HistoryFiles(settings, RunningProcess.current());
        settleInterrupted();
        this.historyService = context.registerService(UpdateHistory.class, histories, null);
    }

    @Modified
    void modified(PfruSettings.Config config) {
        final String before = histories.location();
        settings.change(config);
        if (!histories.location().equals(before)) {
            settleInterrupted();
        }
        devices.values().forEach(device -> device.service().settingsChanged());
    }

    @Deactivate
    void deactivate() {
        historyService.unregister();
        devices.keySet().forEach(this::removeDevice);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + CharDevice.KIND + "=" + CharDevice.KIND_PFRU + ")",
            unbind = "removeDevice")
    void addDevice(ServiceReference<CharDevice> reference, CharDevice device, Map<String, Object> properties) {
        final DeviceIdentity identity = DeviceIdentity.of(device, properties);
        final PfruUpdateService service = new PfruUpdateService(
                identity,
                device,
                settings,
                histories,
                clock,
                PfruUpdateService.HOLD,
                new TelemetryWindow(identity, telemetry, TelemetryWindow.Bounds.DEFAULT),
                new KernelLogWindow(
                        identity, Optional.ofNullable((String) properties.get(CharDevice.KERNEL_NAME)), settings, logs),
                new DeviceOwner(identity.id(), PATIENCE));
        service.settingsChanged();
        devices.put(
                reference,
                new Registered(
                        service, context.registerService(FirmwareUpdateService.class, service, identity.properties())));
        LOG.info("{} is there", identity);
    }

    void removeDevice(ServiceReference<CharDevice> reference) {
        final Registered gone = devices.remove(reference);
        if (gone != null) {
            gone.registration().unregister();
            gone.service().close();
            LOG.info("{} is gone", gone.service().deviceId());
        }
    }

    /** Telemetry is never needed: an update goes the same way without it. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeTelemetry")
    void addTelemetry(TelemetryService service, Map<String, Object> properties) {
        telemetry.add(service, properties);
    }

    void removeTelemetry(TelemetryService service) {
        telemetry.remove(service);
    }

    /** Nor is a kernel log ever needed. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "removeLog")
    void addLog(KernelLog log, Map<String, Object> properties) {
        logs.add(log, properties);
    }

    void removeLog(KernelLog log) {
        logs.remove(log);
    }

    private void settleInterrupted() {
        try {
            histories.current().settleInterrupted(clock);
        } catch (final FirmwareException e) {
            final Failure failure = e.failure();
            LOG.warn("{} {}", failure, failure.nextStep().orElse(""));
        }
    }
}
