// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import io.platformfirmware.Failure;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Follows the log of telemetry devices: register it as an OSGi service, and every {@link TelemetryService} that is there now or
 * comes later tells it of each byte once, in order. With the service property {@link #DEVICE_ID} it is told of these devices only.
 *
 * <p>Each listener has a thread of its own for each device, so a slow one holds neither the device nor another listener; what
 * it can not take in time is left out with a {@link LogGap}. An exception is logged, and the event counts as taken.
 */
@ConsumerType
public interface TelemetryListener {

    /** Service property, {@code String} or {@code String[]}: the devices to follow; all where it is missing. */
    String DEVICE_ID = "device.id";

    /**
     * Something happened to the log of a device.
     *
     * @param deviceId the device
     * @param event what happened
     */
    void happened(String deviceId, TelemetryEvent event);

    /**
     * The log can not be read now. Told once, until it can be read again; nothing that was written meanwhile is passed over.
     *
     * @param deviceId the device
     * @param why what failed and why
     */
    default void unreadable(String deviceId, Failure why) {}

    /**
     * Where to begin. A listener that keeps the {@link TelemetryEvent#position() position} of the last event and gives it here loses
     * nothing when the provider is stopped, started or updated under it.
     *
     * @param deviceId a device that is about to be followed
     * @return the place to go on from; empty for the end of the log, so that only what is new is told
     */
    default Optional<LogPosition> resumeFrom(String deviceId) {
        return Optional.empty();
    }
}
