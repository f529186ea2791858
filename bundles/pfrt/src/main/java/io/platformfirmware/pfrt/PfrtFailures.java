// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.SystemError;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.provider.DeviceFailures;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an errno of the telemetry driver means. The driver passes no status of the firmware on: every refusal is EBUSY, and so is
 * an answer with an element of the wrong kind; EINVAL is an answer that is none (Linux {@code drivers/acpi/pfr_telemetry.c}).
 */
final class PfrtFailures {

    static final String LIST = "pfrt:list";

    private static final long SMALLEST_PAGE = 4096;
    private static final String KERNEL_LOG =
            "The firmware's status stands only in debug lines of the kernel: enable them with"
                    + " 'echo \"module pfr_telemetry +p\" > /proc/dynamic_debug/control', try again, read dmesg.";

    private final String deviceId;
    private final DeviceFailures common;

    PfrtFailures(String deviceId) {
        this.deviceId = deviceId;
        this.common = new DeviceFailures(deviceId, LIST);
    }

    DeviceFailures common() {
        return common;
    }

    FirmwareException ofIoctl(String operation, PfrtIoctl request, ErrnoException e) {
        return of(operation, DeviceFailures.systemError("ioctl " + request.symbol(), e), e, request);
    }

    /** The level field of a GET_INFO that itself never fails. */
    FirmwareException hiddenInLevel(String operation, int level) {
        final Optional<Errno> errno = level < 0 ? Errno.of(-level) : Optional.empty();
        if (errno.isEmpty()) {
            return Failure.of(
                            FailureReason.FIRMWARE_REFUSED,
                            operation,
                            "the firmware tells a log level that does not exist: " + Integer.toUnsignedString(level)
                                    + "; there is " + LogLevel.ALLOWED)
                    .on(deviceId)
                    .next("Report it to the vendor of the platform.")
                    .asException();
        }
        final SystemError error = new SystemError(
                "ioctl " + PfrtIoctl.GET_INFO.symbol() + ", in log_level",
                -level,
                Errno.symbol(-level),
                Errno.sentence(-level));
        return Failure.of(FailureReason.FIRMWARE_REFUSED, operation, "the firmware did not tell its log level")
                .on(deviceId)
                .because(error)
                .likely("the firmware is busy", "the firmware's answer was malformed")
                .next("Try again. " + KERNEL_LOG)
                .asException();
    }

    /** A change that the driver answered with success and did not make. */
    FirmwareException ignored(TelemetryChange change, TelemetryChange now) {
        final String message = now.level().isEmpty() && change.level().isPresent()
                ? "the device accepted it, and the firmware does not tell its log level"
                : "the device accepted it and did not do it";
        return Failure.of(FailureReason.FIRMWARE_REFUSED, "set " + change, message + "; it is at " + now)
                .on(deviceId)
                .likely("the firmware does not have this level", "another process set it to something else at once")
                .next("pfrt:info shows what it is set to.")
                .asException();
    }

    /** A type or revision that the driver can not have. */
    FirmwareException notTheDriver(String operation, String what) {
        return Failure.of(
                        FailureReason.DRIVER_REFUSED, operation, "the node is not one of the telemetry driver: " + what)
                .on(deviceId)
                .asException();
    }

    /** A refused mapping of a log that the firmware described like this just before. */
    FirmwareException ofMap(String operation, LogInfo info, ErrnoException e) {
        final SystemError error = DeviceFailures.systemError("mmap", e);
        if (e.is(Errno.ENODEV)) {
            return exception(
                    unavailable(operation, "Linux can not map the log: " + String.join(" and ", misplaced(info)))
                            .because(error),
                    e);
        }
        if (e.is(Errno.EAGAIN)) {
            return exception(
                    unavailable(operation, "the kernel could not map the log uncached")
                            .because(error)
                            .likely("something else has mapped the same memory with another kind of caching (x86 PAT)")
                            .next("Try to boot with 'nopat'; /sys/kernel/debug/x86/pat_memtype_list shows who has it."),
                    e);
        }
        return of(operation, error, e, PfrtIoctl.GET_DATA_INFO);
    }

    /** The firmware's description of its log makes no sense. */
    FirmwareException notUnderstood(String operation, String why) {
        return unavailable(operation, "the firmware describes its log in a way that makes no sense: " + why)
                .next("pfrt:log --raw -o FILE keeps the whole buffer as it is.")
                .asException();
    }

    /** The other log was read, and the device goes on showing it. */
    Failure notSwitchedBack(LogType type, Failure why) {
        return new Failure(
                why.reason(),
                why.deviceId(),
                "switch back to the " + type + " log",
                why.message() + "; the device shows the " + type.other() + " log now",
                why.systemError(),
                why.likelyCauses(),
                Optional.of("pfrt:set --runtime --type " + type + " switches it back."));
    }

    Failure unavailable(String operation, String message) {
        return Failure.of(FailureReason.LOG_UNAVAILABLE, operation, message)
                .on(deviceId)
                .next("Report it to the vendor of the platform; pfrt:info shows what the firmware says of its log.");
    }

    private FirmwareException of(String operation, SystemError error, ErrnoException e, PfrtIoctl request) {
        if (e.is(Errno.EBUSY)) {
            return exception(refused(operation, request).on(deviceId).because(error), e);
        }
        return common.ofFirmwareCall(operation, error, e);
    }

    private static Failure refused(String operation, PfrtIoctl request) {
        final Failure failure = Failure.of(
                FailureReason.FIRMWARE_REFUSED, operation, "the firmware answered with a status other than success");
        return request == PfrtIoctl.GET_DATA_INFO
                ? failure.likely(
                                "no update was started since power on, and this platform has no log before",
                                "the firmware is busy",
                                "the firmware's answer was malformed")
                        .next("Try again, or after an update. " + KERNEL_LOG)
                : failure.likely("the firmware is busy", "the firmware does not have this log level")
                        .next("Try again. " + KERNEL_LOG);
    }

    private static List<String> misplaced(LogInfo info) {
        final List<String> reasons = new ArrayList<>();
        if (!info.exists()) {
            reasons.add("the firmware gives no address for it");
        } else if (info.chunk2().address() % SMALLEST_PAGE != 0) {
            reasons.add(
                    "its address 0x" + Long.toHexString(info.chunk2().address()) + " is not at the start of a page");
        }
        if (info.capacity() % SMALLEST_PAGE != 0) {
            reasons.add("its capacity of " + info.capacity() + " bytes is not a number of whole pages");
        }
        if (reasons.isEmpty()) {
            reasons.add("its address or capacity is not one of whole pages of this kernel");
        }
        return reasons;
    }

    private static FirmwareException exception(Failure failure, ErrnoException cause) {
        return new FirmwareException(failure, cause);
    }
}
