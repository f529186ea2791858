// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import io.platformfirmware.FirmwareDevice;
import io.platformfirmware.shell.Devices;
import io.platformfirmware.shell.LiveDevices;
import io.platformfirmware.shell.pfrt.NoDevice;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateHistory;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The services of one run of the tool. Karaf gives commands that parse their own words no fresh ones. */
final class Found implements AutoCloseable {

    private static final String NAMING = "with --device";

    private final BundleContext context;
    private final List<ServiceReference<?>> references = new ArrayList<>();

    Found(BundleContext context) {
        this.context = context;
    }

    FirmwareDevices devices() {
        final boolean driven = context.getServiceReference(UpdateHistory.class) != null;
        return new FirmwareDevices(
                new Devices<>(
                        all(FirmwareUpdateService.class),
                        FirmwareDevice::deviceId,
                        io.platformfirmware.shell.pfru.NoDevice.why(driven, PfrutTool.NAME),
                        NAMING),
                new Devices<>(
                        all(TelemetryService.class), FirmwareDevice::deviceId, NoDevice.why(PfrutTool.NAME), NAMING));
    }

    @Override
    public void close() {
        references.forEach(context::ungetService);
    }

    private <T> List<T> all(Class<T> type) {
        final List<T> services = new ArrayList<>();
        for (final ServiceReference<T> reference : LiveDevices.references(context, type)) {
            services.add(context.getService(reference));
            references.add(reference);
        }
        return services;
    }
}
