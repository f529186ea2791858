// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

/** One thing that happened to a log, in the order in which it happened. */
public sealed interface TelemetryEvent permits LogWritten, LogGap, LogReset, LogTypeChange {

    /**
     * Where a reader stands who has taken this event: reading goes on from here.
     *
     * @return the place
     */
    LogPosition position();
}
