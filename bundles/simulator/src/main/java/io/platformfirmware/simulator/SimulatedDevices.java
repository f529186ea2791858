// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The published devices of one kind, numbered from 0 without a gap. */
final class SimulatedDevices<D extends Device> {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedDevices.class);

    private final DeviceRegistrar registrar;
    private final Class<? extends Device> type;
    private final IntFunction<D> maker;
    private final Function<D, Map<String, Object>> properties;
    private final Consumer<D> remover;
    private final List<Published<D>> published = new ArrayList<>();

    /**
     * None yet.
     *
     * @param registrar makes them services
     * @param type of the services
     * @param maker makes the one with a number
     * @param properties of the service of one, among them {@link Device#ID}
     * @param remover takes one away from its users
     */
    SimulatedDevices(
            DeviceRegistrar registrar,
            Class<? extends Device> type,
            IntFunction<D> maker,
            Function<D, Map<String, Object>> properties,
            Consumer<D> remover) {
        this.registrar = registrar;
        this.type = type;
        this.maker = maker;
        this.properties = properties;
        this.remover = remover;
    }

    List<D> devices() {
        return published.stream().map(Published::device).toList();
    }

    /** Adds new ones behind the last, or takes the last ones away. */
    void resize(int count) {
        while (published.size() < count) {
            add(maker.apply(published.size()));
        }
        while (published.size() > count) {
            removeLast();
        }
    }

    private void add(D device) {
        final Map<String, Object> service = properties.apply(device);
        final String id = service.get(Device.ID).toString();
        published.add(new Published<>(id, device, registrar.register(type, device, service)));
        LOG.info("{}: simulated device {} is there", id, device.path());
    }

    private void removeLast() {
        final Published<D> last = published.remove(published.size() - 1);
        // as when hardware goes: users find out by ENODEV or by the service, whichever they meet first
        remover.accept(last.device());
        last.unregister().run();
        LOG.info("{}: simulated device {} has gone", last.id(), last.device().path());
    }

    private record Published<D>(String id, D device, Runnable unregister) {}
}
