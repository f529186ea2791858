// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;

/** Why there can be no telemetry device, and what to do. */
public final class NoDevice {

    private NoDevice() {}

    /**
     * The reason.
     *
     * @param operation what needs one
     * @return the failure
     */
    public static Failure why(String operation) {
        return Failure.of(FailureReason.DEVICE_NOT_FOUND, operation, "there is no telemetry device")
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
