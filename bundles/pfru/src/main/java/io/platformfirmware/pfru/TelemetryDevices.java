// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.telemetry.TelemetryService;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The telemetry devices that are there, and which of them tells of an update device. Safe for use by several threads. No service
 * is called here: one that hangs or is about to go does no harm.
 */
final class TelemetryDevices {

    /**
     * A telemetry device.
     *
     * @param identity by the properties of its service
     * @param service what reads its log
     */
    record Telemetry(DeviceIdentity identity, TelemetryService service) {}

    private static final Pattern NUMBER_AT_THE_END = Pattern.compile("\\d+$");

    /** By length first, so that pfrt2 comes before pfrt10. */
    private static final Comparator<String> LOWEST_ID =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private final List<Telemetry> there = new CopyOnWriteArrayList<>();

    void add(TelemetryService service, Map<String, ?> properties) {
        there.add(new Telemetry(
                new DeviceIdentity(
                        Objects.toString(properties.get(TelemetryService.DEVICE_ID), ""),
                        Objects.toString(properties.get(TelemetryService.DEVICE_PATH), ""),
                        Boolean.TRUE.equals(properties.get(TelemetryService.SIMULATED))),
                service));
    }

    void remove(TelemetryService service) {
        there.removeIf(telemetry -> telemetry.service() == service);
    }

    /** The device with this id, which may have another service than it had before. */
    Optional<Telemetry> named(String id) {
        return there.stream()
                .filter(telemetry -> telemetry.identity().id().equals(id))
                .findFirst();
    }

    /**
     * The telemetry device over the same firmware, as well as that can be told. Hardware is never paired with a simulated device.
     * Where there is one candidate, it is that; of several the one whose node has the same number at its end, and otherwise the
     * one with the lowest id. Most platforms have one device of each kind: Linux counts the devices of its two drivers on their own
     * and does not promise that the numbers go together.
     *
     * @param update the update device
     * @return empty where there is no candidate
     */
    Optional<Telemetry> pairedWith(DeviceIdentity update) {
        final Optional<String> number = numberOf(update);
        final Comparator<Telemetry> sameNumberFirst = Comparator.comparing(
                telemetry -> !numberOf(telemetry.identity()).equals(number));
        return there.stream()
                .filter(telemetry -> telemetry.identity().simulated() == update.simulated())
                .min(sameNumberFirst.thenComparing(
                        telemetry -> telemetry.identity().id(), LOWEST_ID));
    }

    private static Optional<String> numberOf(DeviceIdentity identity) {
        final Matcher matcher = NUMBER_AT_THE_END.matcher(identity.path());
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }
}
