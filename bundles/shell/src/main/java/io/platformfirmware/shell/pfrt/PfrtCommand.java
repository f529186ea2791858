// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.Devices;
import io.platformfirmware.shell.ShellCommand;
import io.platformfirmware.telemetry.TelemetryService;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/** A command of this scope. Services are lists: Karaf hides every command of the bundle while any single one is missing. */
abstract class PfrtCommand extends ShellCommand {

    @Reference
    private List<TelemetryService> services;

    Devices<TelemetryService> devices() {
        return new Devices<>(services, TelemetryService::deviceId, none(), "with --device");
    }

    private Failure none() {
        return Failure.of(FailureReason.DEVICE_NOT_FOUND, operation(), "there is no telemetry device")
                .likely(
                        "the driver is not there: Linux needs CONFIG_ACPI_PFRUT, and modprobe pfr_telemetry where it is a"
                                + " module",
                        "the platform has none: its firmware has to bring an ACPI device INTC1081",
                        "the service is not running: start the bundle io.platformfirmware.pfrt, or install it:"
                                + " feature:install pfrt")
                .next(
                        "See in the log what was looked for and what is missing (log:display); run modprobe pfr_telemetry as"
                                + " root, or try simulated devices: feature:install platform-firmware-simulator");
    }
}
