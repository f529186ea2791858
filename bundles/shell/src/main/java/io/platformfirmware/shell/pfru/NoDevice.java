// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;

/** Why there can be no update device, and what to do. */
public final class NoDevice {

    private NoDevice() {}

    /**
     * The reason.
     *
     * @param driven whether the bundle is there that makes services of devices
     * @param operation what needs one
     * @return the failure
     */
    public static Failure why(boolean driven, String operation) {
        if (!driven) {
            return Failure.of(
                            FailureReason.DEVICE_NOT_FOUND,
                            operation,
                            "the service for firmware updates is not running")
                    .next("Start the bundle io.platformfirmware.pfru, or install it: feature:install pfru");
        }
        return Failure.of(FailureReason.DEVICE_NOT_FOUND, operation, "there is no firmware update device")
                .likely(
                        "the driver is not there: Linux needs CONFIG_ACPI_PFRUT, and modprobe pfr_update where it is a module",
                        "the platform has none: its firmware has to bring an ACPI device INTC1080")
                .next("See in the log what was looked for and what is missing (log:display); run modprobe pfr_update as"
                        + " root, or try simulated devices: feature:install platform-firmware-simulator");
    }
}
