// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Guid;

/**
 * EFI_FIRMWARE_IMAGE_AUTHENTICATION (UEFI specification, 23.1) with its WIN_CERTIFICATE_UEFI_GUID (32.2.4).
 *
 * @param offset where it stands in the file
 * @param monotonicCount at +0, unsigned 64-bit
 * @param certificateLength dwLength at +8, unsigned 32-bit: bytes from +8 to the payload header
 * @param revision wRevision at +12, 0..65535
 * @param certificateType wCertificateType at +14, 0..65535
 * @param certificateGuid CertType at +16
 */
public record ImageAuthentication(
        long offset,
        long monotonicCount,
        long certificateLength,
        int revision,
        int certificateType,
        Guid certificateGuid) {

    /** Bytes before dwLength begins to count. */
    public static final int MONOTONIC_COUNT_SIZE = 8;

    /** The smallest dwLength: the certificate's own header. */
    public static final int MIN_CERTIFICATE_LENGTH = 24;

    /** The one revision there is. */
    public static final int REVISION = 0x0200;

    /** WIN_CERT_TYPE_EFI_GUID. */
    public static final int TYPE_EFI_GUID = 0x0EF1;

    /** EFI_CERT_TYPE_PKCS7_GUID. */
    public static final Guid PKCS7 = Guid.of("4AAFD29D-68DF-49EE-8AA9-347D375665A7");

    /**
     * How much signature there is.
     *
     * @return bytes
     */
    public long signatureLength() {
        return certificateLength - MIN_CERTIFICATE_LENGTH;
    }
}
