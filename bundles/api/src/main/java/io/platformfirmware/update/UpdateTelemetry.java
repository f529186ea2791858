// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Failure;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.TelemetryEvent;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the firmware wrote to its log while an operation ran: its own reason for a refusal stands there.
 *
 * @param deviceId the telemetry device
 * @param events what happened to its log, oldest first
 * @param trouble why some or all of it could not be read; empty when it could
 */
public record UpdateTelemetry(String deviceId, List<TelemetryEvent> events, Optional<Failure> trouble) {

    /** Checks for null and copies the list. */
    public UpdateTelemetry {
        Objects.requireNonNull(deviceId);
        events = List.copyOf(events);
        Objects.requireNonNull(trouble);
    }

    /**
     * What was written, without the marks between.
     *
     * @return text; U+FFFD stands for what is not UTF-8
     */
    public String text() {
        return LogDelta.bytes(events).text();
    }
}
