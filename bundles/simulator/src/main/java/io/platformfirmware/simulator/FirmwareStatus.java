// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

/**
 * What the firmware answered. Linux's driver turns every {@code status} but 0 into EBUSY and passes neither number on.
 *
 * @param status unsigned 32-bit, {@code enum pfru_dsm_status} (Linux {@code include/uapi/linux/pfrut.h})
 * @param extStatus unsigned 32-bit, the firmware's own detail
 */
public record FirmwareStatus(long status, long extStatus) {

    /** {@code DSM_SUCCEED}. */
    public static final FirmwareStatus SUCCESS = new FirmwareStatus(0, 0);

    /**
     * Whether it is a success.
     *
     * @return true for status 0
     */
    public boolean succeeded() {
        return status == 0;
    }

    @Override
    public String toString() {
        return String.format("status %d, ext_status 0x%02x", status, extStatus);
    }
}
