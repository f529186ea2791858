// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * Bytes are missing here.
 *
 * @param cause why
 * @param lost how many; empty where that can not be told
 * @param position behind them
 */
public record LogGap(Cause cause, OptionalLong lost, LogPosition position) implements TelemetryEvent {

    /** Why bytes are missing. */
    public enum Cause {
        /** The firmware had overwritten them before they were read. */
        OVERWRITTEN,
        /** The listener was not done with earlier ones when more came than are kept for it. */
        SLOW_LISTENER,
        /** More was written than is kept in the place where this stands. */
        SHORTENED
    }

    /** Checks for null. */
    public LogGap {
        Objects.requireNonNull(cause);
        Objects.requireNonNull(lost);
        Objects.requireNonNull(position);
    }
}
