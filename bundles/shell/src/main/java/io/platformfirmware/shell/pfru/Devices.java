// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.update.FirmwareUpdateService;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The devices that are there now. */
final class Devices {

    private final List<FirmwareUpdateService> services;
    private final boolean driven;
    private final String operation;

    /**
     * Takes what Karaf found.
     *
     * @param driven whether the bundle is there that makes services of devices
     */
    Devices(List<FirmwareUpdateService> services, boolean driven, String operation) {
        this.services = services.stream()
                .filter(Objects::nonNull)
                // pfru2 before pfru10
                .sorted(Comparator.comparingInt((FirmwareUpdateService device) ->
                                device.deviceId().length())
                        .thenComparing(FirmwareUpdateService::deviceId))
                .toList();
        this.driven = driven;
        this.operation = operation;
    }

    List<FirmwareUpdateService> all() {
        return services;
    }

    /** The device with this id, or the only one where the id is null. */
    FirmwareUpdateService one(String id) throws FirmwareException {
        if (services.isEmpty()) {
            throw none().asException();
        }
        if (id != null) {
            return services.stream()
                    .filter(device -> device.deviceId().equals(id))
                    .findFirst()
                    .orElseThrow(() -> notFound("there is no device " + id + "; there is " + ids())
                            .next("Name one of these with --device.")
                            .asException());
        }
        if (services.size() > 1) {
            throw notFound("there are several devices and none is named: " + ids())
                    .next("Name one with --device.")
                    .asException();
        }
        return services.get(0);
    }

    /** The devices that are meant: the one with this id, or all where the id is null. */
    List<FirmwareUpdateService> meant(String id) throws FirmwareException {
        return id == null && !services.isEmpty() ? services : List.of(one(id));
    }

    Failure none() {
        if (!driven) {
            return notFound("the service for firmware updates is not running")
                    .next("Start the bundle io.platformfirmware.pfru, or install it: feature:install pfru");
        }
        return notFound("there is no firmware update device")
                .likely(
                        "the driver is not there: Linux needs CONFIG_ACPI_PFRUT, and modprobe pfr_update where it is a module",
                        "the platform has none: its firmware has to bring an ACPI device INTC1080")
                .next("See in the log what was looked for and what is missing (log:display); run modprobe pfr_update as"
                        + " root, or try simulated devices: feature:install platform-firmware-simulator");
    }

    private Failure notFound(String message) {
        return Failure.of(FailureReason.DEVICE_NOT_FOUND, operation, message);
    }

    private String ids() {
        return services.stream().map(FirmwareUpdateService::deviceId).collect(Collectors.joining(", "));
    }
}
