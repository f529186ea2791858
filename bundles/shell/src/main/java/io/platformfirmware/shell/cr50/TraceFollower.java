// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.shell.LiveDevices;
import io.platformfirmware.shell.PrinterThread;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.LinkTransaction;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Looks again and again for transactions that are new, and knows for each device where it was. */
final class TraceFollower implements PrinterThread.Work {

    private final TraceView view;
    private final LiveDevices<Cr50> devices;
    private final Predicate<String> followed;
    private final Set<String> present;
    private final int count;
    private final Duration tick;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private boolean begun;

    /**
     * Where to go on.
     *
     * @param service which has counted them; another one counts from 1 again
     * @param sequence of the last one that was shown
     */
    private record Place(long service, long sequence) {}

    /**
     * Nothing was shown yet.
     *
     * @param followed which devices
     * @param present those that are there; any other one comes
     * @param count how many transactions to begin with, of each that is there
     * @param tick how long to wait between two looks
     */
    TraceFollower(
            TraceView view,
            LiveDevices<Cr50> devices,
            Predicate<String> followed,
            Set<String> present,
            int count,
            Duration tick) {
        this.view = view;
        this.devices = devices;
        this.followed = followed;
        this.present = present;
        this.count = count;
        this.tick = tick;
    }

    private void begin(Map<String, Long> now) {
        begun = true;
        for (final String id : present) {
            if (!now.containsKey(id)) {
                view.gone(id);
                continue;
            }
            final List<LinkTransaction> newest = ask(id, device -> device.trace(count));
            // what came before these is not missed
            final long before = newest.isEmpty() ? 0 : newest.get(0).sequence() - 1;
            places.put(id, new Place(now.get(id), before));
            show(id, newest);
        }
    }

    @Override
    public void step() throws InterruptedException {
        final Map<String, Long> now = followed();
        if (!begun) {
            begin(now);
        }
        for (final Map.Entry<String, Place> known : Map.copyOf(places).entrySet()) {
            final Long service = now.get(known.getKey());
            if (service == null || service != known.getValue().service()) {
                places.remove(known.getKey());
                view.gone(known.getKey());
            }
        }
        now.forEach((id, service) -> {
            if (!places.containsKey(id)) {
                places.put(id, new Place(service, 0));
                view.came(id);
            }
        });
        look();
        Thread.sleep(tick.toMillis());
    }

    @Override
    public void end() {
        look();
    }

    private void look() {
        List.copyOf(places.keySet()).forEach(id -> {
            final long known = places.get(id).sequence();
            show(id, ask(id, device -> device.traceSince(known)));
        });
    }

    private void show(String id, List<LinkTransaction> transactions) {
        for (final LinkTransaction transaction : transactions) {
            final Place place = places.get(id);
            final long lost = transaction.sequence() - place.sequence() - 1;
            if (lost > 0) {
                view.gap(id, lost);
            }
            view.happened(id, transaction);
            places.put(id, new Place(place.service(), transaction.sequence()));
        }
    }

    private Map<String, Long> followed() {
        final Map<String, Long> services = new LinkedHashMap<>(devices.services());
        services.keySet().removeIf(followed.negate());
        return services;
    }

    private List<LinkTransaction> ask(String id, LiveDevices.Question<Cr50, List<LinkTransaction>> question) {
        return devices.ask(id, device -> {
                    try {
                        return question.ask(device);
                    } catch (final IllegalStateException e) {
                        // stopped in this very moment: the next look finds that it is gone
                        return List.<LinkTransaction>of();
                    }
                })
                .orElse(List.of());
    }
}
