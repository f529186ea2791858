// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

/**
 * Who a chip says it is (TCG PC Client Platform TPM Profile, TPM_DID_VID_0 and TPM_RID_0).
 *
 * @param didVid device id in the upper, vendor id in the lower 16 bits
 * @param revision 0 to 255
 */
public record ChipIdentity(int didVid, int revision) {

    private static final int ID_MASK = 0xFFFF;
    private static final int ID_BITS = 16;

    /**
     * The vendor.
     *
     * @return as the PCI-SIG or the TCG gave it, for example {@code 0x1AE0} for Google
     */
    public int vendorId() {
        return didVid & ID_MASK;
    }

    /**
     * The device.
     *
     * @return as the vendor gave it, for example {@code 0x0028}
     */
    public int deviceId() {
        return didVid >>> ID_BITS;
    }

    /**
     * The family.
     *
     * @return which chip it is
     */
    public ChipFamily family() {
        return ChipFamily.of(didVid);
    }
}
