// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

/** The functions of the firmware's {@code _DSM} method of device {@code INTC1081} that Linux's telemetry driver calls. */
public enum TelemetryFunction {
    /** Function 1. */
    SET_LEVEL,
    /** Function 2. */
    GET_LEVEL,
    /** Function 3: where the log is and how full. */
    GET_DATA
}
