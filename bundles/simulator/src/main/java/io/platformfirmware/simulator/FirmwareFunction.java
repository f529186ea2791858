// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Locale;

/** The functions of the firmware's {@code _DSM} method that Linux's update driver calls. */
public enum FirmwareFunction {
    /** Function 1. */
    QUERY_CAPABILITY,
    /** Function 2: where the communication buffer is and how large. */
    QUERY_BUFFER,
    /** Function 3: stage, activate, or both. */
    START;

    /**
     * The function in settings.
     *
     * @return lower case with hyphens
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
