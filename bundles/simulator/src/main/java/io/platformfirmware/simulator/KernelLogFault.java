// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Locale;

/** What is wrong with the simulated kernel's log and its debug lines. */
public enum KernelLogFault {
    /** There is no debugfs, and nothing else that switches debug lines. */
    ABSENT,
    /** Debug lines can be seen and not be switched. */
    READ_ONLY,
    /** The kernel is locked down. */
    RESTRICTED,
    /** So much is logged that of each look at the log only the last message is left. */
    WRAPPED,
    /** Half of each debug line is missing. */
    CUT;

    /**
     * The fault in settings.
     *
     * @return lower case with hyphens
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
