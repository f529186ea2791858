// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static io.platformfirmware.update.Text.bytes;
import static io.platformfirmware.update.Text.number;

import java.util.Optional;
import java.util.OptionalLong;

/** The second half of {@link CapsuleParser}, with the same two limits: the first payload, from its image header on. */
final class ImageParser {

    private static final int VERSION_1 = 1;
    private static final int VERSION_2 = 2;
    private static final int VERSION_OF_UEFI = 3;
    private static final int AUTHENTICATION_SIZE =
            ImageAuthentication.MONOTONIC_COUNT_SIZE + ImageAuthentication.MIN_CERTIFICATE_LENGTH;

    private final FileFields fields;
    private final Findings findings;
    private final ManagementHeader management;
    private final long end;
    private final long claimedWithinFile;

    private ImageHeader header;
    private ImageAuthentication authentication;
    private PayloadHeader payload;

    ImageParser(FileFields fields, Findings findings, ManagementHeader management, long end, long claimedWithinFile) {
        this.fields = fields;
        this.findings = findings;
        this.management = management;
        this.end = end;
        this.claimedWithinFile = claimedWithinFile;
    }

    Optional<ImageHeader> header() {
        return Optional.ofNullable(header);
    }

    Optional<ImageAuthentication> authentication() {
        return Optional.ofNullable(authentication);
    }

    Optional<PayloadHeader> payload() {
        return Optional.ofNullable(payload);
    }

    void parse() {
        if (readHeader() && readAuthentication()) {
            readPayloadHeader();
        }
    }

    private boolean readHeader() {
        final long at = management.offset()
                + ManagementHeader.SIZE
                + (long) Long.BYTES * management.itemOffsets().size();
        final boolean second = fields.holds(at, Integer.BYTES) && fields.u32(at) == VERSION_2;
        final int size = second ? ImageHeader.SIZE_V2 : ImageHeader.SIZE_V1;
        if (!fits(CapsuleRule.IMAGE_HEADER, at, size, end, "capsule")) {
            return false;
        }
        header = new ImageHeader(
                at,
                fields.u32(at),
                fields.guid(at + 4),
                fields.u8(at + 20),
                fields.u32(at + 24),
                fields.u32(at + 28),
                second ? OptionalLong.of(fields.u64(at + 32)) : OptionalLong.empty());
        final boolean known = judgeType();
        if (!judgeVersion()) {
            return false;
        }
        judgeSize();
        // what an image of another type holds is not known: its rules are not these
        return known;
    }

    private boolean judgeType() {
        final Optional<CapsuleType> type = CapsuleType.of(header.imageType());
        return findings.on(
                        CapsuleRule.IMAGE_TYPE,
                        header.offset() + 4,
                        CapsuleType.CODE_INJECTION.imageType() + " or " + CapsuleType.DRIVER_UPDATE.imageType(),
                        header.imageType().toString())
                .decide(
                        type.isPresent(),
                        "The capsule is a " + type.map(Text::kind).orElse("") + ".",
                        "The capsule is neither a code injection nor a driver update, and Linux's driver refuses every other"
                                + " type: check that it is for update at run time.");
    }

    private boolean judgeVersion() {
        return findings.on(CapsuleRule.IMAGE_HEADER_VERSION, header.offset(), "1 or 2", number(header.version()))
                .decide(
                        header.version() == VERSION_1 || header.version() == VERSION_2,
                        "Linux's driver knows this version of the image header.",
                        header.version() == VERSION_OF_UEFI
                                ? "UEFI defines version 3, but Linux's driver refuses it: ask the vendor for a capsule with"
                                        + " image header version 1 or 2."
                                : "UEFI does not define this version, and Linux's driver refuses it: the file is damaged.");
    }

    private void judgeSize() {
        final long start = header.offset() + header.size();
        final long imageLast = start + header.imageSize();
        final long itemLast = imageLast + header.vendorCodeSize();
        final boolean imageFits = imageLast <= end;
        final long unused = management.itemOffsets().size() == 1 ? Math.max(0, claimedWithinFile - itemLast) : 0;
        final Findings.Judgement judgement = findings.on(
                CapsuleRule.IMAGE_SIZE,
                header.offset() + (imageFits && itemLast > end ? 28 : 24),
                (unused > 0 ? "" : "at most ") + number(end - start) + " together",
                "UpdateImageSize " + number(header.imageSize()) + ", UpdateVendorCodeSize "
                        + number(header.vendorCodeSize()));
        if (itemLast > end) {
            judgement.fail((imageFits ? "UpdateVendorCodeSize" : "UpdateImageSize") + " reaches "
                    + bytes(itemLast - end) + " beyond the capsule: the file is damaged.");
        } else if (itemLast > fields.length()) {
            return;
        } else if (unused > 0) {
            judgement.warn(
                    bytes(unused) + " of the capsule behind the image belong to nothing. Linux does not look at them;"
                            + " the firmware may refuse the capsule.");
        } else {
            judgement.pass("The image lies within the file.");
        }
    }

    /** Where the image ends; that of the capsule where UpdateImageSize can not be right. */
    private long imageEnd() {
        return Math.min(header.offset() + header.size() + header.imageSize(), end);
    }

    private boolean readAuthentication() {
        final long at = header.offset() + header.size();
        if (at + AUTHENTICATION_SIZE > imageEnd()) {
            return findings.on(
                            CapsuleRule.CERTIFICATE_LENGTH,
                            at,
                            bytes(AUTHENTICATION_SIZE) + " of authentication within the image",
                            bytes(imageEnd() - at))
                    .fail("The image ends within its authentication (UpdateImageSize is " + number(header.imageSize())
                            + "): the file is damaged.");
        }
        if (!fields.holds(at, AUTHENTICATION_SIZE)) {
            return false;
        }
        authentication = new ImageAuthentication(
                at, fields.u64(at), fields.u32(at + 8), fields.u16(at + 12), fields.u16(at + 14), fields.guid(at + 16));
        if (!judgeCertificateLength(at + ImageAuthentication.MONOTONIC_COUNT_SIZE)) {
            return false;
        }
        judgeCertificateType();
        return true;
    }

    private boolean judgeCertificateLength(long certificate) {
        final long length = authentication.certificateLength();
        final Findings.Judgement judgement = findings.on(
                CapsuleRule.CERTIFICATE_LENGTH,
                certificate,
                ImageAuthentication.MIN_CERTIFICATE_LENGTH + " to " + number(imageEnd() - certificate),
                number(length));
        if (length < ImageAuthentication.MIN_CERTIFICATE_LENGTH) {
            return judgement.fail("dwLength is less than the certificate's own header takes: the file is damaged.");
        }
        if (certificate + length > imageEnd()) {
            return judgement.fail("dwLength" + Text.signed(length)
                    + " points outside the image, and Linux's driver would" + " follow it: the file is damaged.");
        }
        if (!fields.holds(certificate, length)) {
            return true;
        }
        return length == ImageAuthentication.MIN_CERTIFICATE_LENGTH
                ? judgement.warn(
                        "There is no signature in the certificate. Linux does not look at it; the firmware is likely"
                                + " to refuse the capsule.")
                : judgement.pass("The certificate lies within the image.");
    }

    private void judgeCertificateType() {
        final long at = authentication.offset();
        final int revision = authentication.revision();
        final int type = authentication.certificateType();
        if (revision != ImageAuthentication.REVISION) {
            findings.on(
                            CapsuleRule.CERTIFICATE_TYPE,
                            at + 12,
                            "wRevision " + number(ImageAuthentication.REVISION),
                            number(revision))
                    .fail("There is no other revision of WIN_CERTIFICATE: the file is damaged.");
        } else if (type != ImageAuthentication.TYPE_EFI_GUID) {
            findings.on(
                            CapsuleRule.CERTIFICATE_TYPE,
                            at + 14,
                            "wCertificateType " + number(ImageAuthentication.TYPE_EFI_GUID),
                            number(type))
                    .fail(
                            "UEFI has an image authenticated by a WIN_CERT_TYPE_EFI_GUID and nothing else: the file is damaged.");
        } else {
            final Findings.Judgement judgement = findings.on(
                    CapsuleRule.CERTIFICATE_TYPE,
                    at + 16,
                    ImageAuthentication.PKCS7 + " (PKCS#7)",
                    authentication.certificateGuid().toString());
            if (authentication.certificateGuid().equals(ImageAuthentication.PKCS7)) {
                judgement.pass("The certificate is of the kind that UEFI wants.");
            } else {
                judgement.warn(
                        "UEFI wants PKCS#7, but there is firmware that takes other signatures: the firmware judges"
                                + " it.");
            }
        }
    }

    private void readPayloadHeader() {
        final long at =
                authentication.offset() + ImageAuthentication.MONOTONIC_COUNT_SIZE + authentication.certificateLength();
        if (!fits(CapsuleRule.PAYLOAD_HEADER, at, PayloadHeader.SIZE, imageEnd(), "image")) {
            return;
        }
        payload = new PayloadHeader(
                at,
                fields.u32(at),
                fields.u32(at + 4),
                fields.u32(at + 8),
                fields.u32(at + 12),
                fields.u32(at + 16),
                fields.guid(at + 20),
                fields.u32(at + 36));
        judgePayloadHeaderSize();
    }

    private void judgePayloadHeaderSize() {
        final long size = payload.headerSize();
        final long last = payload.offset() + size;
        final Findings.Judgement judgement = findings.on(
                CapsuleRule.PAYLOAD_HEADER_SIZE,
                payload.offset() + 8,
                PayloadHeader.SIZE + " to " + number(imageEnd() - payload.offset()),
                number(size));
        if (size < PayloadHeader.SIZE) {
            judgement.fail(
                    "The payload header claims to be smaller than it is: the file is damaged, or its payload is of"
                            + " another kind.");
        } else if (last > imageEnd()) {
            judgement.fail(
                    "The payload would begin outside the image: the file is damaged, or its payload is of another"
                            + " kind.");
        } else if (last > fields.length()) {
            return;
        } else if (last == imageEnd()) {
            judgement.warn("Nothing follows the payload header; the firmware judges whether that makes sense.");
        } else {
            judgement.pass("The payload begins within the image.");
        }
    }

    /** Judges whether a header ends by a limit; false without a finding where it should, but its bytes are missing. */
    private boolean fits(CapsuleRule rule, long at, int size, long limit, String whole) {
        final boolean holds = at + size <= limit;
        return (!holds || fields.holds(at, size))
                && findings.on(rule, at, bytes(size) + " within the " + whole, bytes(limit - at))
                        .decide(
                                holds,
                                "The header lies within the " + whole + ".",
                                "The " + whole + " ends at " + number(limit)
                                        + ", within this header: the file is damaged.");
    }
}
