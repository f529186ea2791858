// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.FirmwareDevice;
import io.platformfirmware.telemetry.TelemetryListener;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.tpm.Cr50;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** The bundle of the commands in a framework with devices: what a command that follows one needs of it. */
public final class FakeFramework {

    /**
     * A registered listener.
     *
     * @param listener the service
     * @param properties its properties
     */
    public record Registered(TelemetryListener listener, Dictionary<?, ?> properties) {}

    /** All that were ever registered, in their order; a test takes them. */
    public final BlockingQueue<Registered> registrations = new LinkedBlockingQueue<>();

    /** Those that are registered now. */
    public final List<Registered> listeners = new CopyOnWriteArrayList<>();

    private final Map<Class<?>, List<? extends FirmwareDevice>> devices;
    private final Map<Object, FirmwareDevice> referenced = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    FakeFramework(List<TelemetryService> telemetry, List<Cr50> chips) {
        this.devices = Map.of(TelemetryService.class, telemetry, Cr50.class, chips);
    }

    /** Stops the bundle of the commands. */
    public void stopBundle() {
        stopped = true;
        listeners.clear();
    }

    BundleContext context() {
        return Fakes.of(BundleContext.class, (method, arguments) -> {
            requireRunning();
            return switch (method) {
                case "registerService" ->
                    register(new Registered((TelemetryListener) arguments[1], (Dictionary<?, ?>) arguments[2]));
                case "getServiceReferences" -> references((Class<?>) arguments[0]);
                case "getService" -> referenced.get(arguments[0]);
                case "ungetService" -> true;
                default -> throw new UnsupportedOperationException(method);
            };
        });
    }

    private ServiceRegistration<?> register(Registered registered) {
        listeners.add(registered);
        registrations.add(registered);
        return Fakes.of(ServiceRegistration.class, (method, arguments) -> {
            requireRunning();
            listeners.remove(registered);
            return null;
        });
    }

    private List<ServiceReference<?>> references(Class<?> type) {
        final List<ServiceReference<?>> references = new ArrayList<>();
        for (final FirmwareDevice device : devices.get(type)) {
            final ServiceReference<?> reference =
                    Fakes.of(ServiceReference.class, (method, arguments) -> switch ((String) arguments[0]) {
                        case FirmwareDevice.DEVICE_ID -> device.deviceId();
                        case Constants.SERVICE_ID -> (long) System.identityHashCode(device);
                        default -> throw new UnsupportedOperationException((String) arguments[0]);
                    });
            referenced.put(reference, device);
            references.add(reference);
        }
        return references;
    }

    private void requireRunning() {
        if (stopped) {
            throw new IllegalStateException("BundleContext is no longer valid");
        }
    }
}
