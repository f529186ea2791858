// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

/** Which chip it is, by its register DID_VID. */
public enum ChipFamily {
    /** {@code 0x00281AE0}: Google H1 with Cr50 firmware (chromium EC, common/tpm_registers.c). */
    CR50,
    /** {@code 0x504A6666}, and {@code 0x50666666} of chips built on OpenTitan (coreboot src/drivers/tpm/cr50.c, tpm/tpm.h). */
    TI50,
    /** Any other. */
    OTHER;

    private static final int CR50_ID = 0x00281AE0;
    private static final int TI50_ID = 0x504A6666;
    private static final int TI50_OPENTITAN_ID = 0x50666666;

    /**
     * The family of a chip.
     *
     * @param didVid the register: device id in the upper, vendor id in the lower 16 bits
     * @return which
     */
    public static ChipFamily of(int didVid) {
        return switch (didVid) {
            case CR50_ID -> CR50;
            case TI50_ID, TI50_OPENTITAN_ID -> TI50;
            default -> OTHER;
        };
    }
}
