// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Arrays;
import java.util.Optional;

/** The firmware's logs ({@code PFRT_LOG_EXEC_IDX} and {@code PFRT_LOG_HISTORY_IDX}, Linux {@code include/uapi/linux/pfrut.h}). */
enum LogKind {
    /** What the last update did: cleared when one is staged. */
    EXECUTION,
    /** What all updates did: never cleared. */
    HISTORY;

    /** The number that crosses the interface. */
    int code() {
        return ordinal();
    }

    static Optional<LogKind> of(int code) {
        return Arrays.stream(values()).filter(kind -> kind.code() == code).findFirst();
    }
}
