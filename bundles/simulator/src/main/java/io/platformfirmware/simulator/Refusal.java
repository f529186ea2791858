// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

/**
 * Why the emulated firmware refuses. The status is one of {@code enum pfru_dsm_status} (Linux {@code include/uapi/linux/pfrut.h}):
 * 2 invalid input, 3 hardware error, 4 retry suggested, 6 a failure of the function itself. The extended status is this firmware's
 * own.
 */
public enum Refusal {
    /** Stage: the buffer is erased, or its capsule was taken. */
    NOTHING_LOADED(2, 0x01),
    /** Stage: CapsuleGuid is not the one of firmware management. */
    CAPSULE_GUID(2, 0x02),
    /** Stage: a size or an offset points out of the capsule. */
    SIZES(2, 0x03),
    /** Stage: the image type is unknown. */
    IMAGE_TYPE(2, 0x04),
    /** Stage: the image header is not of version 1 or 2. */
    IMAGE_HEADER_VERSION(2, 0x05),
    /** Stage: the capsule is for another platform. */
    PLATFORM(2, 0x06),
    /** Stage: the capsule is older than what runs. */
    ROLLBACK(2, 0x07),
    /** Stage: the capsule is for a newer platform firmware. */
    FIRMWARE_VERSION(2, 0x08),
    /** Stage: the signature does not verify. */
    SIGNATURE(6, 0x10),
    /** Stage: try again. */
    RETRY(4, 0x11),
    /** Activate: nothing is staged. */
    NOTHING_STAGED(2, 0x20),
    /** Activate: it failed, and what was staged is dropped. */
    ACTIVATION(3, 0x21);

    private final FirmwareStatus status;

    Refusal(long status, long extStatus) {
        this.status = new FirmwareStatus(status, extStatus);
    }

    /**
     * The answer.
     *
     * @return both numbers
     */
    public FirmwareStatus status() {
        return status;
    }
}
