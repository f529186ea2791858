// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The devices of one kind that are there now.
 *
 * @param <T> the service for each of them
 */
public final class Devices<T> {

    private final List<T> services;
    private final Function<T, String> id;
    private final Failure none;
    private final String naming;

    /**
     * Takes what Karaf found.
     *
     * @param found the services, null among them where one went away
     * @param id of a device
     * @param none why there can be no device and what to do; its operation is the command's
     * @param naming how a device is named, for example {@code "with --device"}
     */
    public Devices(List<T> found, Function<T, String> id, Failure none, String naming) {
        this.services = present(found, id);
        this.id = id;
        this.none = none;
        this.naming = naming;
    }

    /**
     * Those that did not go away.
     *
     * @param found what Karaf found, null among them where one went away
     * @param id of a device
     * @param <T> the service for each of them
     * @return in the order of their numbers
     */
    public static <T> List<T> present(List<T> found, Function<T, String> id) {
        return found.stream()
                .filter(Objects::nonNull)
                // pfru2 before pfru10
                .sorted(Comparator.comparingInt((T device) -> id.apply(device).length())
                        .thenComparing(id))
                .toList();
    }

    /**
     * Whether a device is there.
     *
     * @param name its id
     * @return whether it is
     */
    public boolean has(String name) {
        return services.stream().map(id).anyMatch(name::equals);
    }

    /**
     * All of them.
     *
     * @return in the order of their numbers
     */
    public List<T> all() {
        return services;
    }

    /**
     * The device that is meant.
     *
     * @param name its id; null for the only one
     * @return the device
     * @throws FirmwareException {@code DEVICE_NOT_FOUND} when it is not there, or several are and none is named
     */
    public T one(String name) throws FirmwareException {
        if (services.isEmpty()) {
            throw none.asException();
        }
        if (name != null) {
            return services.stream()
                    .filter(device -> id.apply(device).equals(name))
                    .findFirst()
                    .orElseThrow(() -> notFound("there is no device " + name + "; there is " + ids())
                            .next("Name one of these " + naming + ".")
                            .asException());
        }
        if (services.size() > 1) {
            throw notFound("there are several devices and none is named: " + ids())
                    .next("Name one " + naming + ".")
                    .asException();
        }
        return services.get(0);
    }

    /**
     * The devices that are meant.
     *
     * @param name the id of one; null for all
     * @return at least one
     * @throws FirmwareException {@code DEVICE_NOT_FOUND} when it is not there, or none is
     */
    public List<T> meant(String name) throws FirmwareException {
        return name == null && !services.isEmpty() ? services : List.of(one(name));
    }

    /**
     * Why there can be no device.
     *
     * @return and what to do
     */
    public Failure none() {
        return none;
    }

    /**
     * The ids.
     *
     * @return in the order of their numbers, with commas
     */
    public String ids() {
        return services.stream().map(id).collect(Collectors.joining(", "));
    }

    private Failure notFound(String message) {
        return Failure.of(FailureReason.DEVICE_NOT_FOUND, none.operation(), message);
    }
}
