// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.device.Ioctl;

/**
 * The requests of the update driver (Linux {@code include/uapi/linux/pfrut.h}, magic {@code 0xEE}). The three that start an
 * update code an {@code unsigned int} argument that the driver never reads; they are called with a null pointer.
 */
enum PfruIoctl {
    /** Sets the revision: pointer to a 32-bit number, 1 or 2. */
    SET_REV(Ioctl.write(PfruIoctl.MAGIC, 1, Integer.BYTES)),
    /** Authenticates and stages what lies in the communication buffer. */
    STAGE(Ioctl.write(PfruIoctl.MAGIC, 2, Integer.BYTES)),
    /** Activates what was staged. */
    ACTIVATE(Ioctl.write(PfruIoctl.MAGIC, 3, Integer.BYTES)),
    /** Both. */
    STAGE_ACTIVATE(Ioctl.write(PfruIoctl.MAGIC, 4, Integer.BYTES)),
    /** Fills a {@link CapabilityStruct}. */
    QUERY_CAP(Ioctl.read(PfruIoctl.MAGIC, 5, CapabilityStruct.SIZE));

    private static final int MAGIC = 0xEE;

    private final int request;

    PfruIoctl(int request) {
        this.request = request;
    }

    int request() {
        return request;
    }

    /** The name in the kernel's header. */
    String symbol() {
        return "PFRU_IOC_" + name();
    }
}
