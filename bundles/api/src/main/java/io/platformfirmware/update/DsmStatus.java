// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import java.util.Arrays;
import java.util.Optional;

/** What the firmware answers to a call of its {@code _DSM} method (Linux include/uapi/linux/pfrut.h, enum pfru_dsm_status). */
public enum DsmStatus {
    /** Done. */
    SUCCEED("DSM_SUCCEED", "done"),
    /** There is no such function. */
    FUNC_NOT_SUPPORT("DSM_FUNC_NOT_SUPPORT", "the firmware does not have this function"),
    /** An argument, or the capsule in the communication buffer, is not valid. */
    INVAL_INPUT("DSM_INVAL_INPUT", "the firmware does not take what it was given, or has nothing loaded or staged"),
    /** The hardware failed. */
    HARDWARE_ERR("DSM_HARDWARE_ERR", "the hardware failed"),
    /** It may succeed when it is tried again. */
    RETRY_SUGGESTED("DSM_RETRY_SUGGESTED", "the firmware is busy and suggests to try again"),
    /** The firmware does not say. */
    UNKNOWN("DSM_UNKNOWN", "the firmware does not know why"),
    /** What the extended status means is up to the platform. */
    FUNC_SPEC_ERR(
            "DSM_FUNC_SPEC_ERR", "an error of this platform: its documentation says what the extended status means");

    private final String symbol;
    private final String sentence;

    DsmStatus(String symbol, String sentence) {
        this.symbol = symbol;
        this.sentence = sentence;
    }

    /**
     * The status with a number.
     *
     * @param code the number
     * @return empty when it has no name
     */
    public static Optional<DsmStatus> of(long code) {
        return Arrays.stream(values()).filter(status -> status.code() == code).findFirst();
    }

    /**
     * The number that the firmware answers.
     *
     * @return 0 to 6
     */
    public long code() {
        return ordinal();
    }

    /**
     * The name in Linux's header.
     *
     * @return for example {@code DSM_FUNC_SPEC_ERR}
     */
    public String symbol() {
        return symbol;
    }

    /**
     * What it means.
     *
     * @return without a full stop
     */
    public String sentence() {
        return sentence;
    }
}
