// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.device.Ioctl;

/** The requests of the telemetry driver (Linux {@code include/uapi/linux/pfrut.h}, magic {@code 0xEE}). */
enum PfrtIoctl {
    /** Takes an {@link InfoStruct}; a field with a value that does not exist is silently left alone. */
    SET_INFO(Ioctl.write(PfrtIoctl.MAGIC, 6, InfoStruct.SIZE)),
    /** Fills an {@link InfoStruct}. */
    GET_INFO(Ioctl.read(PfrtIoctl.MAGIC, 7, InfoStruct.SIZE)),
    /** Fills a {@link DataInfoStruct}. */
    GET_DATA_INFO(Ioctl.read(PfrtIoctl.MAGIC, 8, DataInfoStruct.SIZE));

    private static final int MAGIC = 0xEE;

    private final int request;

    PfrtIoctl(int request) {
        this.request = request;
    }

    int request() {
        return request;
    }

    /** The name in the kernel's header. */
    String symbol() {
        return "PFRT_LOG_IOC_" + name();
    }
}
