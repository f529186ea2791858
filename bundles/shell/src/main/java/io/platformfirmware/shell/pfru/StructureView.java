// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.shell.Screen;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.Text;
import io.platformfirmware.update.CapsuleHeader;
import io.platformfirmware.update.CapsuleStructure;
import io.platformfirmware.update.ImageAuthentication;
import io.platformfirmware.update.ImageHeader;
import io.platformfirmware.update.ManagementHeader;
import io.platformfirmware.update.PayloadHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The header tree of a file as a table: each field by its name in its specification, with the offset where it stands. */
final class StructureView {

    /** More are for a program: there can be 131070. */
    private static final int ITEMS_SHOWN = 16;

    private final Table table =
            new Table("header").number("Offset").text("Field").text("Value");
    private final CapsuleStructure structure;

    StructureView(CapsuleStructure structure) {
        this.structure = structure;
        structure.capsuleHeader().ifPresent(this::add);
        structure.managementHeader().ifPresent(this::add);
        structure.imageHeader().ifPresent(this::add);
        structure.authentication().ifPresent(this::add);
        structure.payloadHeader().ifPresent(this::add);
    }

    void print(Screen screen) {
        table.print(screen);
    }

    private void add(CapsuleHeader header) {
        header(0, "EFI_CAPSULE_HEADER");
        field(0, "CapsuleGuid", Versions.guid(header.capsuleGuid()));
        field(16, "HeaderSize", header.headerSize());
        field(20, "Flags", hex(header.flags(), 8));
        field(24, "CapsuleImageSize", header.capsuleImageSize());
    }

    private void add(ManagementHeader header) {
        final long at = header.offset();
        header(at, "EFI_FIRMWARE_MANAGEMENT_CAPSULE_HEADER");
        field(at, "Version", header.version());
        field(at + 4, "EmbeddedDriverCount", header.embeddedDriverCount());
        field(at + 6, "PayloadItemCount", header.payloadItemCount());
        final int items = header.itemOffsets().size();
        for (int i = 0; i < Math.min(items, ITEMS_SHOWN); i++) {
            field(
                    at + ManagementHeader.SIZE + (long) Long.BYTES * i,
                    "ItemOffsetList[" + i + "]",
                    Long.toUnsignedString(header.itemOffsets().get(i)));
        }
        if (items > ITEMS_SHOWN) {
            field(
                    at + ManagementHeader.SIZE + (long) Long.BYTES * ITEMS_SHOWN,
                    "ItemOffsetList",
                    items - ITEMS_SHOWN + " more, see --json");
        }
    }

    private void add(ImageHeader header) {
        final long at = header.offset();
        header(at, "EFI_FIRMWARE_MANAGEMENT_CAPSULE_IMAGE_HEADER");
        field(at, "Version", header.version());
        field(at + 4, "UpdateImageTypeId", Versions.guid(header.imageType()));
        field(at + 20, "UpdateImageIndex", header.imageIndex());
        field(at + 24, "UpdateImageSize", header.imageSize());
        field(at + 28, "UpdateVendorCodeSize", header.vendorCodeSize());
        header.hardwareInstance()
                .ifPresent(instance -> field(at + 32, "UpdateHardwareInstance", Long.toUnsignedString(instance)));
    }

    private void add(ImageAuthentication header) {
        final long at = header.offset();
        header(at, "EFI_FIRMWARE_IMAGE_AUTHENTICATION");
        field(at, "MonotonicCount", Long.toUnsignedString(header.monotonicCount()));
        field(at + 8, "dwLength", header.certificateLength());
        field(at + 12, "wRevision", hex(header.revision(), 4));
        field(at + 14, "wCertificateType", hex(header.certificateType(), 4));
        field(at + 16, "CertType", Versions.guid(header.certificateGuid()));
        if (header.signatureLength() > 0) {
            field(at + 32, "CertData", Text.count(header.signatureLength(), "byte"));
        }
    }

    private void add(PayloadHeader header) {
        final long at = header.offset();
        header(at, "pfru_payload_hdr");
        field(at, "sig", signature(header.signature()));
        field(at + 4, "hdr_version", header.headerVersion());
        field(at + 8, "hdr_size", header.headerSize());
        field(at + 12, "hw_ver", Text.number(header.hardwareVersion()));
        field(at + 16, "rt_ver", Text.number(header.runtimeVersion()));
        field(at + 20, "platform_id", Versions.guid(header.platformId()));
        field(at + 36, "svn_ver", Text.number(header.svn()));
        final long payload = at + header.headerSize();
        if (header.headerSize() >= PayloadHeader.SIZE
                && payload < structure.file().size()) {
            header(payload, "payload");
        }
    }

    private void header(long offset, String name) {
        table.row(offset, name, "");
    }

    private void field(long offset, String name, Object value) {
        table.row(offset, "  " + name, value);
    }

    private static String signature(long signature) {
        final byte[] bytes = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) signature)
                .array();
        final String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.matches("\\p{Graph}{4}") ? text + " (" + hex(signature, 8) + ")" : hex(signature, 8);
    }

    private static String hex(long value, int digits) {
        return String.format(Locale.ROOT, "0x%0" + digits + "X", value);
    }
}
