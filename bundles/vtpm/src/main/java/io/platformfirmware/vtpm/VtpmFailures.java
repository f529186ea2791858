// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.provider.DeviceFailures;
import java.time.Duration;

/** What keeps a TPM from being a device of the kernel, in words for an operator. */
final class VtpmFailures {

    private static final String MAKE = "make kernel device";
    private static final String SERVE = "serve kernel device";
    private static final String STATUS = "vtpm:status";
    private static final String LOOK =
            "cr50:list shows those that are there; device in " + VtpmSettings.PID + " names the one that is wanted.";

    private VtpmFailures() {}

    static Failure noProxy(String transportId) {
        return Failure.of(
                        FailureReason.DEVICE_NOT_FOUND,
                        MAKE,
                        "the kernel has no node /dev/vtpmx: its module tpm_vtpm_proxy is not loaded")
                .on(transportId)
                .likely(
                        "nobody loaded the module",
                        "the kernel was built without CONFIG_TCG_VTPM_PROXY",
                        "in a container, the node was not passed to it")
                .next(
                        "modprobe tpm_vtpm_proxy; for good: echo tpm_vtpm_proxy > /etc/modules-load.d/tpm_vtpm_proxy.conf");
    }

    static Failure noTransport(String transportId) {
        return Failure.of(FailureReason.DEVICE_NOT_FOUND, MAKE, "there is no such TPM")
                .on(transportId)
                .next(LOOK);
    }

    static Failure away(String transportId, Duration patience) {
        return Failure.of(
                        FailureReason.DEVICE_GONE,
                        SERVE,
                        "the TPM has gone; its kernel device goes too, unless it is back within " + patience.toSeconds()
                                + " s")
                .on(transportId)
                .next(LOOK);
    }

    /** What the kernel answered when it should make a device. */
    static Failure notMade(String transportId, ErrnoException e) {
        return switch (e.errno().orElse(Errno.EIO)) {
            case EPERM, EACCES ->
                Failure.of(
                                FailureReason.PERMISSION_DENIED,
                                MAKE,
                                "Linux lets a process make TPM devices only with CAP_SYS_ADMIN, and with the right to open "
                                        + e.target() + " (user " + System.getProperty("user.name") + ")")
                        .on(transportId)
                        .because(DeviceFailures.systemError(e.call(), e))
                        .next(
                                "Run Karaf as root, with CAP_SYS_ADMIN in CapabilityBoundingSet of its systemd unit where that is"
                                        + " restricted; or as its user with AmbientCapabilities=CAP_SYS_ADMIN there too, and"
                                        + " the node given to its group by a udev rule.");
            default -> common(transportId, MAKE, e);
        };
    }

    /** What ended a device that was made. */
    static Failure ended(String transportId, ErrnoException e) {
        return switch (e.errno().orElse(Errno.EIO)) {
            case EPIPE ->
                Failure.of(
                                FailureReason.DRIVER_REFUSED,
                                SERVE,
                                "the kernel gave the device up: the commands that it begins with were not answered as it"
                                        + " wants")
                        .on(transportId)
                        .because(DeviceFailures.systemError(e.call(), e))
                        .likely(
                                "the chip does not answer: cr50:info says why",
                                "the TPM fails its self-test, or lacks a command that the kernel wants")
                        .next("dmesg has what the kernel says of " + e.target() + ". It is tried again by itself.");
            default -> common(transportId, SERVE, e);
        };
    }

    /** The node failed in a way that it should not. */
    static Failure mistaken(String transportId, RuntimeException e) {
        return Failure.of(FailureReason.IO_ERROR, SERVE, "the node /dev/vtpmx can not be used now: " + e)
                .on(transportId)
                .likely("its bundle, io.platformfirmware.linux, is being stopped or updated")
                .next("It is tried again by itself.");
    }

    /** What would make the kernel show a device that is of no use. */
    static Failure badBeginning(String transportId, String why) {
        return Failure.of(
                        FailureReason.TIMED_OUT,
                        SERVE,
                        "one of the commands that the kernel begins with was not answered as it wants: " + why)
                .on(transportId)
                .likely("another client keeps the TPM busy", "the chip is slow, or being reset: cr50:stats")
                .next("It is tried again by itself.");
    }

    private static Failure common(String transportId, String operation, ErrnoException e) {
        return new DeviceFailures(transportId, STATUS).of(operation, e).failure();
    }
}
