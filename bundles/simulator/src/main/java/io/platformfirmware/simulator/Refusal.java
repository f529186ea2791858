// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

/**
 * Why the emulated firmware refuses. The status is one of {@code enum pfru_dsm_status} (Linux {@code include/uapi/linux/pfrut.h}):
 * 2 invalid input, 3 hardware error, 4 retry suggested, 6 a failure of the function itself. The extended status is this firmware's
 * own.
 */
public enum Refusal {
    /** Stage: the buffer is erased, or its capsule was taken. */
    NOTHING_LOADED(2, 0x01, "CheckCapsule", "nothing is loaded"),
    /** Stage: CapsuleGuid is not the one of firmware management. */
    CAPSULE_GUID(2, 0x02, "CheckCapsule", "not a firmware management capsule"),
    /** Stage: a size or an offset points out of the capsule. */
    SIZES(2, 0x03, "CheckCapsule", "a size or an offset points out of the capsule"),
    /** Stage: the image type is unknown. */
    IMAGE_TYPE(2, 0x04, "CheckImage", "unknown image type"),
    /** Stage: the image header is not of version 1 or 2. */
    IMAGE_HEADER_VERSION(2, 0x05, "CheckImage", "unknown version of the image header"),
    /** Stage: the capsule is for another platform. */
    PLATFORM(2, 0x06, "CheckPlatform", "for another platform"),
    /** Stage: the capsule is older than what runs. */
    ROLLBACK(2, 0x07, "CheckVersion", "older than what runs"),
    /** Stage: the capsule is for a newer platform firmware. */
    FIRMWARE_VERSION(2, 0x08, "CheckFirmware", "for a newer platform firmware"),
    /** Stage: the signature does not verify. */
    SIGNATURE(6, 0x10, "Authenticate", "bad signature"),
    /** Stage: try again. */
    RETRY(4, 0x11, "Authenticate", "busy, retry suggested"),
    /** Activate: nothing is staged. */
    NOTHING_STAGED(2, 0x20, "Activate", "nothing is staged"),
    /** Activate: it failed, and what was staged is dropped. */
    ACTIVATION(3, 0x21, "Activate", "activation failed, what was staged is dropped");

    private final FirmwareStatus status;
    private final String function;
    private final String reason;

    Refusal(long status, long extStatus, String function, String reason) {
        this.status = new FirmwareStatus(status, extStatus);
        this.function = function;
        this.reason = reason;
    }

    /**
     * The answer.
     *
     * @return both numbers
     */
    public FirmwareStatus status() {
        return status;
    }

    /** Who refuses, as its log names it. */
    String function() {
        return function;
    }

    /** Why, as its log says it. */
    String reason() {
        return reason;
    }
}
