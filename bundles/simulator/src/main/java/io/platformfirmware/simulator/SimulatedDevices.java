// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The published devices of one kind, numbered from 0 without a gap. */
final class SimulatedDevices<D extends SimulatedDevice> {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedDevices.class);

    private final DeviceRegistrar registrar;
    private final IntFunction<D> maker;
    private final List<Published<D>> published = new ArrayList<>();

    /**
     * None yet.
     *
     * @param registrar makes them services
     * @param maker makes the one with a number
     */
    SimulatedDevices(DeviceRegistrar registrar, IntFunction<D> maker) {
        this.registrar = registrar;
        this.maker = maker;
    }

    List<D> devices() {
        return published.stream().map(Published::device).toList();
    }

    /** The firmware behind the one with this number. */
    Optional<EmulatedFirmware> firmware(int index) {
        return index < published.size()
                ? Optional.of(published.get(index).device().firmware())
                : Optional.empty();
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
        published.add(new Published<>(device, registrar.register(device, device.properties())));
        LOG.info("{}: simulated device {} is there", device.id(), device.path());
    }

    private void removeLast() {
        final Published<D> last = published.remove(published.size() - 1);
        // as when hardware goes: users find out by ENODEV or by the service, whichever they meet first
        last.device().remove();
        last.unregister().run();
        LOG.info(
                "{}: simulated device {} has gone",
                last.device().id(),
                last.device().path());
    }

    private record Published<D>(D device, Runnable unregister) {}
}
