// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareDevice;
import io.platformfirmware.FirmwareException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Telemetry of one device. One OSGi service per device, with the properties {@link #DEVICE_ID}, {@link #DEVICE_PATH} and
 * {@link #SIMULATED}; it goes when the device goes. To follow a log, register a {@link TelemetryListener}.
 *
 * <p>Safe for use by several threads; calls wait for each other, and none of them for long. The settings of a device are one
 * for all who use it, in this process and in others: {@link #settings()} tells what they are now.
 *
 * <p>Before the first update since power on the log has no place yet: it is empty then.
 */
@ProviderType
public interface TelemetryService extends FirmwareDevice {

    /**
     * Asks the device what it is set to.
     *
     * @return the settings now
     * @throws FirmwareException {@code FIRMWARE_REFUSED} when the firmware does not tell its level, or the device can not be used
     */
    TelemetrySettings settings() throws FirmwareException;

    /**
     * What Configuration Admin wants of every telemetry device (PID {@code io.platformfirmware.pfrt}).
     *
     * @return empty where the device is left alone
     */
    TelemetryChange configured();

    /**
     * What this service has set the device to, by configuration and by {@link #apply}: where {@link #settings()} differs from it, the
     * device was changed by somebody else.
     *
     * @return empty where it has set nothing
     */
    TelemetryChange applied();

    /**
     * Changes what the device is set to, reads it back and compares. The change holds until the next one, and is not kept:
     * for that, change the configuration.
     *
     * @param change what to set
     * @return the settings after it
     * @throws FirmwareException {@code FIRMWARE_REFUSED} when the firmware refuses or does not do it; the message says what is set
     *     and what is not
     */
    TelemetrySettings apply(TelemetryChange change) throws FirmwareException;

    /**
     * Why the configuration is not in force on this device.
     *
     * @return which key or which device, why, and what to do; empty when it is in force
     */
    Optional<Failure> settingsFault();

    /**
     * Asks the firmware for the counters of the log.
     *
     * @return as the firmware gives them, not checked
     * @throws FirmwareException {@code FIRMWARE_REFUSED}, also on platforms that have none before the first update; or the device
     *     can not be used
     */
    LogInfo info() throws FirmwareException;

    /**
     * The log that the device shows now.
     *
     * @return in time order; raw with a warning where the firmware describes it in a way that makes no sense
     * @throws FirmwareException {@code LOG_UNAVAILABLE} when there is nothing that Linux can map, or the device can not be used
     */
    LogSnapshot snapshot() throws FirmwareException;

    /**
     * One of the logs. Where the device shows the other one, it is switched over and back as one operation, with the device locked
     * against other processes.
     *
     * @param type which log
     * @return as of {@link #snapshot()}
     * @throws FirmwareException as of {@link #snapshot()}, and {@code DEVICE_LOCKED}; when the device could not be switched back, the
     *     message says so
     */
    LogSnapshot snapshot(LogType type) throws FirmwareException;

    /**
     * The whole buffer of a log as it lies in memory, for those who know their firmware. Switches over and back like
     * {@link #snapshot(LogType)}.
     *
     * @param type which log; empty for the one that the device shows now
     * @return raw
     * @throws FirmwareException as of {@link #snapshot(LogType)}
     */
    LogSnapshot rawDump(Optional<LogType> type) throws FirmwareException;

    /**
     * The end of the log that the device shows now.
     *
     * @return the place behind its last byte
     * @throws FirmwareException as of {@link #info()}
     */
    LogPosition position() throws FirmwareException;

    /**
     * What happened to the log since a place in it.
     *
     * @param position from an earlier call or event
     * @return what happened, and where to go on
     * @throws FirmwareException {@code LOG_UNAVAILABLE} when the log can not be mapped or is described in a way that makes no sense,
     *     or the device can not be used; nothing is passed over by that
     */
    LogDelta since(LogPosition position) throws FirmwareException;
}
