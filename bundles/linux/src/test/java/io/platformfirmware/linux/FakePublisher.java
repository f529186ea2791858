// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.CharDevice;
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
    private final List<CharDevice> devices = new ArrayList<>();
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
    synchronized List<CharDevice> devices() {
        return List.copyOf(devices);
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
    public synchronized Publication publish(CharDevice device, Map<String, ?> properties) {
        if (failure != null) {
            throw failure;
        }
        final String id = (String) properties.get(CharDevice.ID);
        assert !known.containsKey(id);
        known.put(id, Map.copyOf(properties));
        devices.add(device);
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
