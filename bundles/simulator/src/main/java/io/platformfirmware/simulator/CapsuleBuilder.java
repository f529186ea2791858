// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Builds the bytes of a capsule: as it stands a good code injection for the simulated platform, and every field can be set, also
 * to what does not fit the rest. The same settings give the same bytes. Layout: EFI_CAPSULE_HEADER,
 * EFI_FIRMWARE_MANAGEMENT_CAPSULE_HEADER with its offset list, image header, EFI_FIRMWARE_IMAGE_AUTHENTICATION (UEFI
 * specification, 8.5.3, 23.3 and 23.1), {@code struct pfru_payload_hdr} (Linux {@code include/uapi/linux/pfrut.h}), payload.
 */
public final class CapsuleBuilder {

    private static final UUID PKCS7 = UUID.fromString("4AAFD29D-68DF-49EE-8AA9-347D375665A7");
    private static final int CAPSULE_HEADER = 28;
    private static final int MANAGEMENT_HEADER = 8;
    private static final int IMAGE_HEADER_V1 = 32;
    private static final int CERTIFICATE_HEADER = 24;
    private static final int MONOTONIC_COUNT = 8;
    private static final int PAYLOAD_HEADER = 40;
    private static final int SIGNATURE_SIZE = 32;
    private static final byte SIGNATURE_BYTE = 0x5A;
    private static final byte PADDING = (byte) 0xAA;
    private static final int CODE_SIGNATURE = 0x31494353;
    private static final int DRIVER_SIGNATURE = 0x31554453;
    private static final byte[] BODY =
            "Payload of the firmware simulator: not for any machine.\n".getBytes(StandardCharsets.US_ASCII);

    private UUID capsuleGuid = StagedImage.FIRMWARE_MANAGEMENT;
    private OptionalLong headerSize = OptionalLong.empty();
    private OptionalLong capsuleImageSize = OptionalLong.empty();
    private long managementVersion = 1;
    private int embeddedDrivers;
    private int payloads = 1;
    private OptionalLong claimedItems = OptionalLong.empty();
    private OptionalLong itemOffset = OptionalLong.empty();
    private UUID imageType = ImageType.CODE_INJECTION.guid();
    private int imageHeaderVersion = 1;
    private OptionalLong imageSize = OptionalLong.empty();
    private long vendorCodeSize;
    private OptionalLong certificateLength = OptionalLong.empty();
    private int certificateRevision = 0x0200;
    private int certificateType = 0x0EF1;
    private UUID certificateGuid = PKCS7;
    private OptionalLong payloadHeaderSize = OptionalLong.empty();
    private long hardwareVersion = 1;
    private long runtimeVersion = 2;
    private UUID platformId = PlatformCapability.PLATFORM_ID;
    private long svn = 2;
    private byte mark = PayloadMark.GOOD.value();
    private int paddedTo;

    /**
     * CapsuleGuid.
     *
     * @param guid any
     * @return this
     */
    public CapsuleBuilder capsuleGuid(UUID guid) {
        capsuleGuid = Objects.requireNonNull(guid);
        return this;
    }

    /**
     * HeaderSize, in place of the right one.
     *
     * @param value unsigned 32-bit
     * @return this
     */
    public CapsuleBuilder headerSize(long value) {
        headerSize = OptionalLong.of(value);
        return this;
    }

    /**
     * CapsuleImageSize, in place of the right one.
     *
     * @param value unsigned 32-bit
     * @return this
     */
    public CapsuleBuilder capsuleImageSize(long value) {
        capsuleImageSize = OptionalLong.of(value);
        return this;
    }

    /**
     * Version of the firmware management header.
     *
     * @param value unsigned 32-bit
     * @return this
     */
    public CapsuleBuilder managementVersion(long value) {
        managementVersion = value;
        return this;
    }

    /**
     * The offset list. Every entry points right behind the list, where the one image is.
     *
     * @param drivers EmbeddedDriverCount
     * @param items PayloadItemCount
     * @return this
     */
    public CapsuleBuilder items(int drivers, int items) {
        embeddedDrivers = drivers;
        payloads = items;
        return this;
    }

    /**
     * EmbeddedDriverCount and PayloadItemCount, in place of the right ones.
     *
     * @param count of each, 0..65535
     * @return this
     */
    public CapsuleBuilder claimedItems(int count) {
        claimedItems = OptionalLong.of(count);
        return this;
    }

    /**
     * Every entry of the offset list, in place of the right one.
     *
     * @param value from the start of the firmware management header
     * @return this
     */
    public CapsuleBuilder itemOffset(long value) {
        itemOffset = OptionalLong.of(value);
        return this;
    }

    /**
     * UpdateImageTypeId of a kind of update, and the signature of its payload header.
     *
     * @param type the kind
     * @return this
     */
    public CapsuleBuilder type(ImageType type) {
        return imageType(type.guid());
    }

    /**
     * UpdateImageTypeId.
     *
     * @param guid any
     * @return this
     */
    public CapsuleBuilder imageType(UUID guid) {
        imageType = Objects.requireNonNull(guid);
        return this;
    }

    /**
     * Version of the image header, and so its length: 32 bytes, since version 2 UpdateHardwareInstance more, since version 3
     * ImageCapsuleSupport more.
     *
     * @param version 0 or more
     * @return this
     */
    public CapsuleBuilder imageHeaderVersion(int version) {
        imageHeaderVersion = version;
        return this;
    }

    /**
     * UpdateImageSize, in place of the right one.
     *
     * @param value unsigned 32-bit
     * @return this
     */
    public CapsuleBuilder imageSize(long value) {
        imageSize = OptionalLong.of(value);
        return this;
    }

    /**
     * UpdateVendorCodeSize; there is no vendor code.
     *
     * @param value unsigned 32-bit
     * @return this
     */
    public CapsuleBuilder vendorCodeSize(long value) {
        vendorCodeSize = value;
        return this;
    }

    /**
     * dwLength, in place of the right one.
     *
     * @param value unsigned 32-bit
     * @return this
     */
    public CapsuleBuilder certificateLength(long value) {
        certificateLength = OptionalLong.of(value);
        return this;
    }

    /**
     * wRevision.
     *
     * @param value 0..65535
     * @return this
     */
    public CapsuleBuilder certificateRevision(int value) {
        certificateRevision = value;
        return this;
    }

    /**
     * wCertificateType.
     *
     * @param value 0..65535
     * @return this
     */
    public CapsuleBuilder certificateType(int value) {
        certificateType = value;
        return this;
    }

    /**
     * CertType.
     *
     * @param guid any
     * @return this
     */
    public CapsuleBuilder certificateGuid(UUID guid) {
        certificateGuid = Objects.requireNonNull(guid);
        return this;
    }

    /**
     * {@code hdr_size}, in place of the right one.
     *
     * @param value unsigned 32-bit
     * @return this
     */
    public CapsuleBuilder payloadHeaderSize(long value) {
        payloadHeaderSize = OptionalLong.of(value);
        return this;
    }

    /**
     * {@code hw_ver}: the platform firmware that the payload supports.
     *
     * @param value unsigned 32-bit
     * @return this
     */
    public CapsuleBuilder hardwareVersion(long value) {
        hardwareVersion = value;
        return this;
    }

    /**
     * {@code rt_ver}.
     *
     * @param value unsigned 32-bit
     * @return this
     */
    public CapsuleBuilder runtimeVersion(long value) {
        runtimeVersion = value;
        return this;
    }

    /**
     * {@code platform_id}.
     *
     * @param guid any
     * @return this
     */
    public CapsuleBuilder platformId(UUID guid) {
        platformId = Objects.requireNonNull(guid);
        return this;
    }

    /**
     * {@code svn_ver}.
     *
     * @param value unsigned 32-bit
     * @return this
     */
    public CapsuleBuilder svn(long value) {
        svn = value;
        return this;
    }

    /**
     * What the emulated firmware finds when it verifies the signature.
     *
     * @param value the mark at the start of the payload
     * @return this
     */
    public CapsuleBuilder mark(PayloadMark value) {
        mark = value.value();
        return this;
    }

    /**
     * A longer payload.
     *
     * @param size the whole capsule has at least, in bytes
     * @return this
     */
    public CapsuleBuilder paddedTo(int size) {
        paddedTo = size;
        return this;
    }

    /**
     * The capsule.
     *
     * @return its bytes
     */
    public byte[] build() {
        final int items = embeddedDrivers + payloads;
        final int list = MANAGEMENT_HEADER + items * Long.BYTES;
        final int imageHeader = IMAGE_HEADER_V1 + Long.BYTES * Math.max(0, imageHeaderVersion - 1);
        final int certificate = CERTIFICATE_HEADER + SIGNATURE_SIZE;
        final int headers = CAPSULE_HEADER + list + imageHeader + MONOTONIC_COUNT + certificate + PAYLOAD_HEADER;
        final int total = Math.max(headers + 1 + BODY.length, paddedTo);
        final ByteBuffer out = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);

        guid(out, capsuleGuid);
        u32(out, headerSize.orElse(CAPSULE_HEADER));
        u32(out, 0);
        u32(out, capsuleImageSize.orElse(total));

        u32(out, managementVersion);
        u16(out, (int) claimedItems.orElse(embeddedDrivers));
        u16(out, (int) claimedItems.orElse(payloads));
        for (int item = 0; item < items; item++) {
            out.putLong(itemOffset.orElse(list));
        }

        u32(out, imageHeaderVersion);
        guid(out, imageType);
        u32(out, 1);
        u32(out, imageSize.orElse(total - CAPSULE_HEADER - list - imageHeader));
        u32(out, vendorCodeSize);
        out.position(CAPSULE_HEADER + list + imageHeader);

        out.putLong(1);
        u32(out, certificateLength.orElse(certificate));
        u16(out, certificateRevision);
        u16(out, certificateType);
        guid(out, certificateGuid);
        fill(out, SIGNATURE_SIZE, SIGNATURE_BYTE);

        u32(out, imageType.equals(ImageType.DRIVER_UPDATE.guid()) ? DRIVER_SIGNATURE : CODE_SIGNATURE);
        u32(out, 1);
        u32(out, payloadHeaderSize.orElse(PAYLOAD_HEADER));
        u32(out, hardwareVersion);
        u32(out, runtimeVersion);
        guid(out, platformId);
        u32(out, svn);
        out.put(mark).put(BODY);
        fill(out, out.remaining(), PADDING);
        return out.array();
    }

    private static void guid(ByteBuffer out, UUID guid) {
        out.put(EfiGuid.toBytes(guid));
    }

    private static void u32(ByteBuffer out, long value) {
        out.putInt((int) value);
    }

    private static void u16(ByteBuffer out, int value) {
        out.putShort((short) value);
    }

    private static void fill(ByteBuffer out, int length, byte value) {
        final byte[] bytes = new byte[length];
        Arrays.fill(bytes, value);
        out.put(bytes);
    }
}
