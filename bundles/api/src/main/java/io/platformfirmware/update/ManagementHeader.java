// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import java.util.List;

/**
 * EFI_FIRMWARE_MANAGEMENT_CAPSULE_HEADER (UEFI specification, 23.3), with its offset list.
 *
 * @param offset where it stands in the file: the capsule's HeaderSize
 * @param version at +0, unsigned 32-bit
 * @param embeddedDriverCount at +4, 0..65535
 * @param payloadItemCount at +6, 0..65535
 * @param itemOffsets at +8, one for each driver and then each payload: unsigned 64-bit, from the start of this header
 */
public record ManagementHeader(
        long offset, long version, int embeddedDriverCount, int payloadItemCount, List<Long> itemOffsets) {

    /** Bytes of the header without its list. */
    public static final int SIZE = 8;

    /** Copies the list. */
    public ManagementHeader {
        itemOffsets = List.copyOf(itemOffsets);
    }
}
