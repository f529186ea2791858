// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Guid;

/**
 * {@code struct pfru_payload_hdr} (Linux {@code include/uapi/linux/pfrut.h}). Numbers are unsigned 32-bit.
 *
 * @param offset where it stands in the file
 * @param signature at +0, four characters; seen: {@code SCI1} for code injection
 * @param headerVersion at +4
 * @param headerSize at +8: bytes to the payload, with the OEM's part of the header
 * @param hardwareVersion at +12: the firmware version that the payload supports
 * @param runtimeVersion at +16
 * @param platformId at +20
 * @param svn at +36: secure version number; counts for a driver update
 */
public record PayloadHeader(
        long offset,
        long signature,
        long headerVersion,
        long headerSize,
        long hardwareVersion,
        long runtimeVersion,
        Guid platformId,
        long svn) {

    /** Bytes of the header without the OEM's part. */
    public static final int SIZE = 40;
}
