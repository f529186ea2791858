// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Ioctl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct vtpm_proxy_new_dev}, in host byte order (Linux include/uapi/linux/vtpm_proxy.h): flags u32, and what the driver
 * fills in: tpm_num u32, fd u32, major u32, minor u32.
 */
final class VtpmNewDev {

    /** Bytes. */
    static final int SIZE = 20;

    /** {@code VTPM_PROXY_IOC_NEW_DEV}: {@code _IOWR(0xA1, 0x00, struct vtpm_proxy_new_dev)}. */
    static final Request NEW_DEV =
            new Request("VTPM_PROXY_IOC_NEW_DEV", Ioctl.read(0xA1, 0, SIZE) | Ioctl.write(0xA1, 0, SIZE));

    /** {@code VTPM_PROXY_FLAG_TPM2}: commands are those of TPM 2.0. */
    private static final int TPM2 = 1;

    private static final int FLAGS = 0;
    private static final int TPM_NUM = 4;
    private static final int FD = 8;

    private VtpmNewDev() {}

    /**
     * Asks for a TPM 2.0 device.
     *
     * @return the struct
     */
    static byte[] tpm2() {
        return fields(new byte[SIZE]).putInt(FLAGS, TPM2).array();
    }

    /**
     * What the driver answered.
     *
     * @param struct after a success
     * @return the number of the device
     */
    static int number(byte[] struct) {
        return fields(struct).getInt(TPM_NUM);
    }

    /**
     * What the driver answered.
     *
     * @param struct after a success
     * @return the descriptor of the side that answers
     */
    static int fd(byte[] struct) {
        return fields(struct).getInt(FD);
    }

    private static ByteBuffer fields(byte[] struct) {
        return ByteBuffer.wrap(struct).order(ByteOrder.nativeOrder());
    }
}
