// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.provider.DeviceFailures;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponseCode;
import java.util.HexFormat;

/** What can go wrong with one chip, in words for whoever sent a command. */
final class Cr50Failures {

    static final String LIST = "cr50:list";

    private static final String LOOK = "cr50:trace shows what the chip said; cr50:selftest tries the link.";

    private final String deviceId;
    private final DeviceFailures common;

    Cr50Failures(String deviceId) {
        this.deviceId = deviceId;
        this.common = new DeviceFailures(deviceId, LIST);
    }

    SpiChannel openLocked(SpiDevice device) throws FirmwareException {
        return common.openLocked(device::open);
    }

    /** An error on the link. */
    FirmwareException of(String operation, LinkException e) {
        if (e.errno().isPresent()) {
            return of(operation, e.errno().get());
        }
        final Failure failure = switch (e.fault()) {
            case TIMEOUT ->
                failure(FailureReason.TIMED_OUT, operation, e.getMessage()).next(LOOK);
            case RESET ->
                failure(FailureReason.TRANSPORT_ERROR, operation, e.getMessage())
                        .next("Whether it was executed is not known. After a reset a TPM wants TPM2_Startup first.");
            default ->
                failure(FailureReason.TRANSPORT_ERROR, operation, e.getMessage())
                        .likely(
                                "the chip is being reset",
                                "a wire is loose, or the clock is too fast for it (speedHz)",
                                "the chip needs more time between transactions (accessDelay)")
                        .next(LOOK);
        };
        return new FirmwareException(failure, e);
    }

    Failure gone(String operation) {
        return failure(FailureReason.DEVICE_GONE, operation, "the SPI device is not there, or its service was stopped")
                .next(LIST + " shows the devices that are there.");
    }

    Failure cancelled(String operation, boolean sent) {
        return failure(
                FailureReason.CANCELLED,
                operation,
                sent ? "cancelled; the chip may have executed it all the same" : "cancelled before it was sent");
    }

    Failure late(String operation, boolean sent) {
        return failure(
                FailureReason.TIMED_OUT,
                operation,
                "the deadline of the call is over; " + (sent ? "the chip may still execute it" : "it was not sent"));
    }

    Failure suspended(String operation) {
        return failure(FailureReason.SUSPENDED, operation, "the device is suspended")
                .next("cr50:resume, or wait until the machine is awake.");
    }

    Failure refused(String operation, TpmResponseCode code) {
        final Failure refused = failure(FailureReason.FIRMWARE_REFUSED, operation, "the TPM answered " + code);
        return code.equals(TpmResponseCode.INITIALIZE)
                ? refused.next("A machine's firmware starts its TPM; where it did not, TPM2_Startup does: cr50:send "
                        + HexFormat.of()
                                .withUpperCase()
                                .formatHex(TpmCommand.startup(false).bytes()))
                : refused;
    }

    Failure nonsense(String operation, String message) {
        return failure(FailureReason.FIRMWARE_REFUSED, operation, message);
    }

    Failure wrongState(String operation, String message) {
        return failure(FailureReason.WRONG_STATE, operation, message);
    }

    Failure invalid(String operation, String message) {
        return failure(FailureReason.INVALID_VALUE, operation, message);
    }

    private FirmwareException of(String operation, ErrnoException e) {
        return common.of(operation, DeviceFailures.systemError(e.call(), e), e);
    }

    private Failure failure(FailureReason reason, String operation, String message) {
        return Failure.of(reason, operation, message).on(deviceId);
    }
}
