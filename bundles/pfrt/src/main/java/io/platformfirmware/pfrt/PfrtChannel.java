// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Mapping;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogRevision;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An open telemetry device: its requests in terms of logs, its errors as failures. Opened for as long as an operation takes and no
 * longer: a driver that is unbound frees its memory under an open descriptor. Used on the owner thread of the device.
 */
final class PfrtChannel implements AutoCloseable {

    private static final String SETTINGS = "read settings";
    private static final String INFO = "query log";

    private final CharChannel channel;
    private final PfrtFailures failures;

    private PfrtChannel(CharChannel channel, PfrtFailures failures) {
        this.channel = channel;
        this.failures = failures;
    }

    static PfrtChannel open(CharDevice device, PfrtFailures failures) throws FirmwareException {
        // every request of this driver works on a descriptor for reading
        return new PfrtChannel(failures.common().open(() -> device.open(Access.READ_ONLY)), failures);
    }

    /** A channel that holds the lock of the device until it is closed. */
    static PfrtChannel openLocked(CharDevice device, PfrtFailures failures) throws FirmwareException {
        return new PfrtChannel(failures.common().openLocked(() -> device.open(Access.READ_ONLY)), failures);
    }

    /** The settings; a failure that the driver hides in the level field is one. */
    TelemetrySettings settings() throws FirmwareException {
        final InfoStruct info = info(SETTINGS);
        final LogLevel level =
                LogLevel.of(info.level()).orElseThrow(() -> failures.hiddenInLevel(SETTINGS, info.level()));
        return new TelemetrySettings(level, type(SETTINGS, info), revision(SETTINGS, info));
    }

    /** The settings as far as they can be told: without the level where the firmware does not tell it. */
    TelemetryChange known() throws FirmwareException {
        final InfoStruct info = info(SETTINGS);
        return new TelemetryChange(
                LogLevel.of(info.level()), Optional.of(type(SETTINGS, info)), OptionalInt.of(revision(SETTINGS, info)));
    }

    /** Which log the device shows; the level does not matter. */
    LogType type() throws FirmwareException {
        return type(INFO, info(INFO));
    }

    /** Sets what the change names. In this order: revision, level, type; a level that is refused leaves the type as it was. */
    void set(TelemetryChange change) throws FirmwareException {
        ioctl("set " + change, PfrtIoctl.SET_INFO, InfoStruct.of(change).encode());
    }

    /** The counters of the log that is shown, which the caller knows to be of this type: one request. */
    LogInfo logInfo(LogType type) throws FirmwareException {
        final byte[] struct = new byte[DataInfoStruct.SIZE];
        ioctl(INFO, PfrtIoctl.GET_DATA_INFO, struct);
        return DataInfoStruct.decode(struct, type);
    }

    /**
     * Maps the start of the log's buffer.
     *
     * @param info what the firmware said of it just before
     * @param length bytes, more than 0
     */
    Mapping map(LogInfo info, long length) throws FirmwareException {
        try {
            return channel.map(length);
        } catch (final ErrnoException e) {
            // the driver's word for a log that it can not map, and everybody's for a device that has gone
            final LogInfo now = e.is(Errno.ENODEV) ? logInfo(info.type()) : info;
            throw failures.ofMap("map log", now, e);
        }
    }

    private InfoStruct info(String operation) throws FirmwareException {
        final byte[] struct = new byte[InfoStruct.SIZE];
        ioctl(operation, PfrtIoctl.GET_INFO, struct);
        return InfoStruct.decode(struct);
    }

    private LogType type(String operation, InfoStruct info) throws FirmwareException {
        return LogType.of(info.type()).orElseThrow(() -> failures.notTheDriver(operation, "log type " + info.type()));
    }

    private int revision(String operation, InfoStruct info) throws FirmwareException {
        if (!LogRevision.exists(info.revision())) {
            throw failures.notTheDriver(operation, "log revision " + info.revision());
        }
        return info.revision();
    }

    private void ioctl(String operation, PfrtIoctl request, byte[] argument) throws FirmwareException {
        try {
            channel.ioctl(request.request(), argument);
        } catch (final ErrnoException e) {
            throw failures.ofIoctl(operation, request, e);
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
