// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import java.util.Locale;

/**
 * The rules that a capsule is checked against, in the order in which they are checked. One fault breaks one rule: where a file
 * is truncated, {@link #TRUNCATED} alone fails and what can not be read is not judged.
 *
 * <p>The rules up to {@link #PAYLOAD_HEADER_SIZE} are rules of structure; they are judged from the file alone, up to the first
 * header that can not be located. The others hold a well-formed capsule against a device. In all of them "the capsule" reaches
 * to the end of the file, or to CapsuleImageSize where that is more.
 *
 * <p>Sources: UEFI specification 2.10, 8.5.3, 23.1, 23.3 and 32.2.4; Linux {@code drivers/acpi/pfr_update.c}.
 */
public enum CapsuleRule {
    /** The file has bytes, and no more than {@link CapsuleFile#MAX_SIZE}. Reading stops where it fails. */
    FILE_SIZE,
    /** The file is long enough for an EFI_CAPSULE_HEADER, 28 bytes. Reading stops where it fails. */
    CAPSULE_HEADER,
    /** CapsuleGuid is EFI_FIRMWARE_MANAGEMENT_CAPSULE_ID_GUID. */
    CAPSULE_GUID,
    /**
     * HeaderSize is at least 28 and leaves room in the capsule for the firmware management header. Reading stops where it
     * fails.
     */
    HEADER_SIZE,
    /** CapsuleImageSize is not more than the file: the file is not truncated. */
    TRUNCATED,
    /** CapsuleImageSize is not less than the file: nothing trails. */
    TRAILING_BYTES,
    /** The firmware management capsule header has version 1, the only one that UEFI defines. Reading stops where it fails. */
    MANAGEMENT_HEADER_VERSION,
    /**
     * There is at least one payload, and EmbeddedDriverCount + PayloadItemCount offsets fit into the capsule. Reading stops
     * where it fails. A warning when there are several payloads: only the first is looked at, by Linux and here.
     */
    ITEM_COUNT,
    /**
     * The offset of the first payload is where Linux's driver looks for it: right behind the offset list. Reading stops where
     * it fails. A warning when there are embedded drivers, or offsets that do not ascend within the capsule.
     */
    ITEM_OFFSET,
    /** The image header lies within the capsule. Reading stops where it fails. */
    IMAGE_HEADER,
    /** The image type is one that Linux accepts. Reading stops behind the image header where it fails. */
    IMAGE_TYPE,
    /** The image header has version 1 or 2; UEFI defines 3 too, which Linux refuses. Reading stops where it fails. */
    IMAGE_HEADER_VERSION,
    /**
     * UpdateImageSize and UpdateVendorCodeSize stay within the capsule. A warning when bytes of the capsule follow its only
     * item. An UpdateImageSize that is too small for what the image holds breaks the rule of what does not fit.
     */
    IMAGE_SIZE,
    /**
     * The authentication of at least 32 bytes lies within the image, and the certificate's dwLength is at least 24 and stays
     * within it. Reading stops where it fails. A warning at 24, when there is no signature.
     */
    CERTIFICATE_LENGTH,
    /**
     * The certificate is of revision 0x0200 and a WIN_CERT_TYPE_EFI_GUID: UEFI has an image authenticated by nothing else, and
     * behind another header there would be no CertType. A warning when CertType is not PKCS#7: UEFI wants it, but there is
     * firmware that takes RSA-2048 with SHA-256 too (edk2 has a library for each), and the firmware judges it.
     */
    CERTIFICATE_TYPE,
    /** The payload header of 40 bytes lies within the image. Reading stops where it fails. */
    PAYLOAD_HEADER,
    /**
     * The payload header's own size is at least 40 and stays within the image. A warning when no payload follows it.
     */
    PAYLOAD_HEADER_SIZE,
    /** The platform supports this kind of update: it names the same image type. Otherwise a warning: Linux does not compare. */
    TYPE_OF_PLATFORM,
    /**
     * The runtime version is not older than the one that runs; a warning when it is the same. An older one fails for code
     * injection and is a warning for a driver update, which only kernels without commit 8151320c747e refuse.
     */
    RUNTIME_VERSION,
    /** The secure version number of a driver update is not older than the one that runs; not judged of code injection. */
    SVN,
    /** The capsule names this platform. */
    PLATFORM_ID,
    /** The firmware version that the capsule supports; the firmware judges it. */
    HARDWARE_VERSION,
    /** The capsule fits into the firmware's communication buffer, whose size Linux does not reveal. */
    BUFFER_SIZE,
    /** The signature; the firmware judges it when it stages the capsule. */
    SIGNATURE;

    /**
     * The name of the rule in output and JSON.
     *
     * @return lower case with hyphens, for example {@code header-size}
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
