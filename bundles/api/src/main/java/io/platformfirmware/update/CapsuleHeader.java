// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Guid;

/**
 * EFI_CAPSULE_HEADER, 28 bytes at the start of the file (UEFI specification, 8.5.3). Numbers are unsigned 32-bit.
 *
 * @param capsuleGuid at 0
 * @param headerSize at 16: where the firmware management header begins
 * @param flags at 20
 * @param capsuleImageSize at 24: length of the whole capsule in bytes
 */
public record CapsuleHeader(Guid capsuleGuid, long headerSize, long flags, long capsuleImageSize) {

    /** Bytes of the header. */
    public static final int SIZE = 28;

    /** EFI_FIRMWARE_MANAGEMENT_CAPSULE_ID_GUID (UEFI specification, 23.3). */
    public static final Guid FIRMWARE_MANAGEMENT = Guid.of("6DCBD5ED-E82D-4C44-BDA1-7194199AD92A");
}
