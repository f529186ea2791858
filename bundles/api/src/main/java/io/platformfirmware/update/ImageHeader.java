// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Guid;
import java.util.OptionalLong;

/**
 * EFI_FIRMWARE_MANAGEMENT_CAPSULE_IMAGE_HEADER of the first payload (UEFI specification, 23.3).
 *
 * @param offset where it stands in the file
 * @param version at +0, unsigned 32-bit; Linux accepts 1 and 2
 * @param imageType at +4
 * @param imageIndex at +20, 0..255
 * @param imageSize at +24, unsigned 32-bit: bytes of authentication, payload header and payload
 * @param vendorCodeSize at +28, unsigned 32-bit
 * @param hardwareInstance at +32, unsigned 64-bit; only in version 2
 */
public record ImageHeader(
        long offset,
        long version,
        Guid imageType,
        int imageIndex,
        long imageSize,
        long vendorCodeSize,
        OptionalLong hardwareInstance) {

    /** Bytes of a header of version 1. */
    public static final int SIZE_V1 = 32;

    /** Bytes of a header of version 2. */
    public static final int SIZE_V2 = 40;

    /**
     * Its length, where its version is 1 or 2.
     *
     * @return {@link #SIZE_V1} or {@link #SIZE_V2}
     */
    public int size() {
        return hardwareInstance.isPresent() ? SIZE_V2 : SIZE_V1;
    }
}
