// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.Objects;

/**
 * What a device is set to. The level is the firmware's; type and revision are the driver's, one for all who have the device
 * open, and stay until the driver is unbound.
 *
 * @param level how much the firmware writes
 * @param type which log it shows
 * @param revision of the telemetry interface, 1 or 2
 */
public record TelemetrySettings(LogLevel level, LogType type, int revision) {

    /** Checks for null and the range of the revision. */
    public TelemetrySettings {
        Objects.requireNonNull(level);
        Objects.requireNonNull(type);
        if (!LogRevision.exists(revision)) {
            throw new IllegalArgumentException("revision " + revision);
        }
    }

    @Override
    public String toString() {
        return "level " + level + ", type " + type + ", revision " + revision;
    }
}
