// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.SystemError;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.provider.DeviceFailures;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleType;
import io.platformfirmware.update.UpdateCapability;
import java.util.ArrayList;
import java.util.List;

/**
 * What an errno of the update driver means. The driver passes no status of the firmware on: every refusal of the firmware is
 * EBUSY, every refusal of its own and every malformed answer is EINVAL (Linux {@code drivers/acpi/pfr_update.c}). What any driver may
 * answer is left to {@link DeviceFailures}.
 */
final class PfruFailures {

    /** The command that lists the devices. */
    static final String LIST_COMMAND = "pfru:list";

    private final String deviceId;
    private final DeviceFailures common;

    PfruFailures(String deviceId) {
        this.deviceId = deviceId;
        this.common = new DeviceFailures(deviceId, LIST_COMMAND);
    }

    FirmwareException ofIoctl(String operation, PfruIoctl request, ErrnoException e) {
        final SystemError error = DeviceFailures.systemError("ioctl " + request.symbol(), e);
        if (e.is(Errno.EBUSY)) {
            return refusedByFirmware(operation, request, error, e);
        }
        return common.ofFirmwareCall(operation, error, e);
    }

    /** A refused write: everything that the driver looks at was checked before, so only what can not be seen is left. */
    FirmwareException ofWrite(ErrnoException e, Capsule capsule, UpdateCapability capability) {
        final SystemError error = DeviceFailures.systemError("write", e);
        if (e.is(Errno.EINVAL)) {
            final List<String> causes = new ArrayList<>();
            if (capsule.type() == CapsuleType.DRIVER_UPDATE
                    && capsule.payload().runtimeVersion() < capability.driverRuntimeVersion()) {
                causes.add("this kernel compares the runtime version of a driver update ("
                        + capsule.payload().runtimeVersion() + " < " + capability.driverRuntimeVersion()
                        + "); kernels since 6.17, 6.12.44 and 6.1.149 compare its secure version number");
            }
            causes.add("the capsule (" + capsule.file().size()
                    + " bytes) is larger than the firmware's communication buffer, whose size Linux does not reveal");
            causes.add("the firmware's answer about its communication buffer or its capability was malformed");
            causes.add("the versions of the platform changed after the check");
            return exception(
                    Failure.of(FailureReason.DRIVER_REFUSED, "load", "the kernel's driver refused the capsule")
                            .on(deviceId)
                            .because(error)
                            .likely(causes.toArray(String[]::new))
                            .next("Nothing was staged; the firmware that runs is unchanged."),
                    e);
        }
        if (e.is(Errno.EBUSY)) {
            return exception(
                    Failure.of(
                                    FailureReason.FIRMWARE_REFUSED,
                                    "load",
                                    "the firmware did not give its communication buffer or its capability")
                            .on(deviceId)
                            .because(error)
                            .likely(
                                    "the firmware is busy",
                                    "the firmware does not support updates in its present state")
                            .next("Nothing was staged; the firmware that runs is unchanged."),
                    e);
        }
        if (e.is(Errno.ENOMEM)) {
            return exception(
                    Failure.of(
                                    FailureReason.DRIVER_REFUSED,
                                    "load",
                                    "the kernel could not map the communication buffer")
                            .on(deviceId)
                            .because(error)
                            .next("The firmware gave an address that Linux can not use: report it to the vendor."),
                    e);
        }
        return common.of("load", error, e);
    }

    private FirmwareException refusedByFirmware(
            String operation, PfruIoctl request, SystemError error, ErrnoException e) {
        final Failure refused = Failure.of(
                        FailureReason.FIRMWARE_REFUSED,
                        operation,
                        "the firmware answered with a status other than success")
                .on(deviceId)
                .because(error);
        return exception(
                switch (request) {
                    case STAGE ->
                        refused.likely(
                                        "the signature is not one that the firmware trusts",
                                        "the firmware refuses the version or the platform",
                                        "the firmware is busy and suggests to try again")
                                .next("The firmware that runs is unchanged.");
                    case ACTIVATE, STAGE_ACTIVATE ->
                        refused.likely(
                                        "the payload failed while it was being activated",
                                        "the firmware has nothing staged",
                                        "the firmware is busy and suggests to try again")
                                .next(
                                        "Compare the versions with pfru:info; load the capsule again before another try.");
                    default -> refused.likely("the firmware is busy").next("Nothing was changed.");
                },
                e);
    }

    private static FirmwareException exception(Failure failure, ErrnoException cause) {
        return new FirmwareException(failure, cause);
    }
}
