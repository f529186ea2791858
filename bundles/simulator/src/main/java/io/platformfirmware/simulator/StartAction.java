// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Locale;

/** What {@link FirmwareFunction#START} is asked to do. */
enum StartAction {
    STAGE,
    ACTIVATE,
    STAGE_ACTIVATE;

    boolean stages() {
        return this != ACTIVATE;
    }

    boolean activates() {
        return this != STAGE;
    }

    /** The action in the log. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
