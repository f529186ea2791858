// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.provider;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.SystemError;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.LockableChannel;

/** Opens and locks devices, and says what an error means that any driver may answer with. */
public final class DeviceFailures {

    private final String deviceId;
    private final String listCommand;

    /**
     * For one device.
     *
     * @param deviceId its short name
     * @param listCommand the command that lists the devices of its kind
     */
    public DeviceFailures(String deviceId, String listCommand) {
        this.deviceId = deviceId;
        this.listCommand = listCommand;
    }

    /**
     * How a device is opened.
     *
     * @param <C> what comes of it
     */
    @FunctionalInterface
    public interface Opening<C extends LockableChannel> {

        /**
         * Opens it.
         *
         * @return a channel, owned by the caller
         * @throws ErrnoException when it can not be opened
         */
        C open() throws ErrnoException;
    }

    /**
     * Opens a device.
     *
     * @param opening how
     * @param <C> the channel's type
     * @return a channel, owned by the caller
     * @throws FirmwareException when it can not be opened
     */
    public <C extends LockableChannel> C open(Opening<C> opening) throws FirmwareException {
        try {
            return opening.open();
        } catch (final ErrnoException e) {
            throw of("open", e);
        }
    }

    /**
     * Opens a device and locks it against other channels until the channel is closed.
     *
     * @param opening how
     * @param <C> the channel's type
     * @return a channel that holds the lock, owned by the caller
     * @throws FirmwareException {@code DEVICE_LOCKED} when another process holds the lock, or it can not be opened
     */
    public <C extends LockableChannel> C openLocked(Opening<C> opening) throws FirmwareException {
        final C opened = open(opening);
        try {
            lock(opened);
            return opened;
        } catch (final FirmwareException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * An error that is nothing special for the driver.
     *
     * @param operation what was being done
     * @param e the error
     * @return the failure
     */
    public FirmwareException of(String operation, ErrnoException e) {
        return of(operation, systemError(e.call(), e), e);
    }

    /**
     * An error that is nothing special for the driver.
     *
     * @param operation what was being done
     * @param error the same error with the call in the driver's terms
     * @param e the error
     * @return the failure
     */
    public FirmwareException of(String operation, SystemError error, ErrnoException e) {
        final Failure failure = switch (e.errno().orElse(Errno.EIO)) {
            case ENOENT, ENODEV, ENXIO, ESHUTDOWN, EBADF ->
                Failure.of(FailureReason.DEVICE_GONE, operation, "the device is no longer there")
                        .next("Was the driver unloaded? " + listCommand + " shows the devices that are there.");
            case EACCES, EPERM ->
                Failure.of(
                                FailureReason.PERMISSION_DENIED,
                                operation,
                                "this process may not open " + e.target() + " (user " + System.getProperty("user.name")
                                        + ")")
                        .next("Run Karaf as root, or give the node to a group of its user with a udev rule.");
            default ->
                Failure.of(FailureReason.IO_ERROR, operation, "the system answered in a way that was not expected");
        };
        return new FirmwareException(failure.on(deviceId).because(error), e);
    }

    /**
     * An error of a call that the driver passes on to the platform's firmware, which has no special meaning for this call.
     *
     * @param operation what was being done
     * @param error the same error with the call in the driver's terms
     * @param e the error
     * @return the failure
     */
    public FirmwareException ofFirmwareCall(String operation, SystemError error, ErrnoException e) {
        if (e.is(Errno.EINVAL)) {
            return new FirmwareException(
                    Failure.of(
                                    FailureReason.DRIVER_REFUSED,
                                    operation,
                                    "the firmware could not be asked, or gave an answer that Linux does not understand")
                            .on(deviceId)
                            .because(error)
                            .next(
                                    "Look into dmesg for 'failed to evaluate _DSM'; report it to the vendor of the platform."),
                    e);
        }
        if (e.is(Errno.ENOTTY)) {
            return new FirmwareException(
                    Failure.of(FailureReason.DRIVER_REFUSED, operation, "the node is not one of this driver")
                            .on(deviceId)
                            .because(error)
                            .likely("a node of another driver under this name", "a 32-bit process on a 64-bit kernel"),
                    e);
        }
        return of(operation, error, e);
    }

    /**
     * The answer of the system as a value.
     *
     * @param call in the driver's terms, for example {@code ioctl PFRU_IOC_STAGE}
     * @param e the error
     * @return the value
     */
    public static SystemError systemError(String call, ErrnoException e) {
        return new SystemError(call, e.number(), Errno.symbol(e.number()), Errno.sentence(e.number()));
    }

    private void lock(LockableChannel channel) throws FirmwareException {
        try {
            if (!channel.tryLock()) {
                throw Failure.of(FailureReason.DEVICE_LOCKED, "lock", "another process holds the lock of this device")
                        .on(deviceId)
                        .next("Wait until it is done, or find it: its process has the node open (fuser, lsof).")
                        .asException();
            }
        } catch (final ErrnoException e) {
            throw of("lock", e);
        }
    }
}
