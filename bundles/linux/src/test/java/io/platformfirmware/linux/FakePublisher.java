// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Keeps what is known now and what happened, and lets a test wait for it. */
final class FakePublisher implements DevicePublisher {

    private final Map<String, Map<String, ?>> known = new TreeMap<>();
    private final List<String> events = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final List<String> services = new ArrayList<>();
    private RuntimeException failure;

    synchronized void failWith(RuntimeException failure) {
        this.failure = failure;
    }

    /** What happened: {@code +id}, {@code -id}, {@code ~id}. */
    synchronized List<String> events() {
        return List.copyOf(events);
    }

    synchronized Map<String, Map<String, ?>> known() {
        return Map.copyOf(known);
    }

    /** Every device that was ever published. */
    synchronized List<Device> devices() {
        return List.copyOf(devices);
    }

    /** What each of them was published as: the simple name of an interface. */
    synchronized List<String> services() {
        return List.copyOf(services);
    }

    void awaitKnown(String... ids) {
        await(events -> known.keySet().equals(Set.of(ids)));
    }

    void awaitEvents(String... expected) {
        await(List.of(expected)::equals);
    }

    private void await(Predicate<List<String>> condition) {
        Await.until(this, () -> condition.test(events), () -> "events, which are " + events);
    }

    @Override
    public synchronized Publication publish(Class<? extends Device> service, Device device, Map<String, ?> properties) {
        if (failure != null) {
            throw failure;
        }
        final String id = (String) properties.get(Device.ID);
        // what the framework checks, too
        assert service.isInstance(device);
        assert !known.containsKey(id);
        known.put(id, Map.copyOf(properties));
        devices.add(device);
        services.add(service.getSimpleName());
        happened("+" + id);
        return new Publication() {
            @Override
            public void update(Map<String, ?> changed) {
                synchronized (FakePublisher.this) {
                    known.put(id, Map.copyOf(changed));
                    happened("~" + id);
                }
            }

            @Override
            public void withdraw() {
                synchronized (FakePublisher.this) {
                    known.remove(id);
                    happened("-" + id);
                }
            }
        };
    }

    private void happened(String event) {
        events.add(event);
        notifyAll();
    }
}
