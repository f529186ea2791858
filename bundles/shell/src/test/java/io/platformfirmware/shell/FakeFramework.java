// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.telemetry.TelemetryListener;
import io.platformfirmware.telemetry.TelemetryService;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** The bundle of the commands in a framework with telemetry devices: what a command that follows a log needs of it. */
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

    private final List<TelemetryService> devices;
    private final Map<Object, TelemetryService> referenced = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    FakeFramework(List<TelemetryService> devices) {
        this.devices = devices;
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
                case "getServiceReferences" -> references();
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

    private List<ServiceReference<?>> references() {
        final List<ServiceReference<?>> references = new ArrayList<>();
        for (final TelemetryService device : devices) {
            final ServiceReference<?> reference =
                    Fakes.of(ServiceReference.class, (method, arguments) -> device.deviceId());
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
