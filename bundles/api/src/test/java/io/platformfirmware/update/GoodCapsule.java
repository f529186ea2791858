// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Guid;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/** Good capsules written down byte for byte, and changes to them. */
final class GoodCapsule {

    // offsets in the capsules of image header version 1
    static final int CAPSULE_GUID = 0;
    static final int HEADER_SIZE = 16;
    static final int FLAGS = 20;
    static final int CAPSULE_IMAGE_SIZE = 24;
    static final int MANAGEMENT_VERSION = 28;
    static final int EMBEDDED_DRIVER_COUNT = 32;
    static final int PAYLOAD_ITEM_COUNT = 34;
    static final int ITEM_OFFSET = 36;
    static final int IMAGE_VERSION = 44;
    static final int IMAGE_TYPE = 48;
    static final int IMAGE_INDEX = 64;
    static final int IMAGE_SIZE = 68;
    static final int VENDOR_CODE_SIZE = 72;
    static final int MONOTONIC_COUNT = 76;
    static final int CERTIFICATE_LENGTH = 84;
    static final int CERTIFICATE_REVISION = 88;
    static final int CERTIFICATE_TYPE = 90;
    static final int CERTIFICATE_GUID = 92;
    static final int PAYLOAD_SIGNATURE = 128;
    static final int PAYLOAD_HEADER_VERSION = 132;
    static final int PAYLOAD_HEADER_SIZE = 136;
    static final int HARDWARE_VERSION = 140;
    static final int RUNTIME_VERSION = 144;
    static final int PLATFORM_ID = 148;
    static final int SVN = 164;
    static final int SIZE = 192;

    static final Guid PLATFORM = Guid.of("63462139-A8B1-AA4E-9024-F2BB53EA4723");
    static final Guid OTHER = Guid.of("01020304-0506-0708-090A-0B0C0D0E0F10");

    private static final String CAPSULE_HEADER = """
            000  EDD5CB6D2DE8444CBDA17194199AD92A  CapsuleGuid 6DCBD5ED-E82D-4C44-BDA1-7194199AD92A
            016  1C000000                          HeaderSize 28
            020  00000500                          Flags
            """;
    private static final String PAYLOAD_ITEM = """
            028  01000000                          Version
            032  0000                              EmbeddedDriverCount
            034  0100                              PayloadItemCount
            036  1000000000000000                  ItemOffsetList[0] 16
            """;
    private static final String CODE_INJECTION = "048  794BF8B26E7B454E885F3FB9BB185402  UpdateImageTypeId\n";
    private static final String DRIVER_UPDATE = "048  8CDD6945F1759A42A3D624DE8097A0DF  UpdateImageTypeId\n";
    private static final String IMAGE = """
            064  01                                UpdateImageIndex
            065  000000                            reserved
            068  74000000                          UpdateImageSize 116
            072  00000000                          UpdateVendorCodeSize
            """;
    private static final String CONTENT = """
            ---  0807060504030201                  MonotonicCount
            ---  2C000000                          dwLength 44
            ---  0002                              wRevision
            ---  F10E                              wCertificateType
            ---  9DD2AF4ADF68EE498AA9347D375665A7  CertType 4AAFD29D-68DF-49EE-8AA9-347D375665A7
            ---  3012301030123010301230103012301030123010  CertData
            ---  53434931                          sig SCI1
            ---  02000000                          hdr_version
            ---  30000000                          hdr_size 48, with 8 bytes of the OEM
            ---  00000100                          hw_ver
            ---  07000000                          rt_ver
            ---  39214663B1A84EAA9024F2BB53EA4723  platform_id 63462139-A8B1-AA4E-9024-F2BB53EA4723
            ---  05000000                          svn_ver
            ---  4F454D4F454D4F45                  the OEM's part of the header
            ---  000102030405060708090A0B0C0D0E0F  payload
            """;

    private GoodCapsule() {}

    /** Code injection, image header version 1, runtime version 7, secure version number 5. */
    static byte[] codeInjection() {
        return bytes(CAPSULE_HEADER
                + "024  C0000000  CapsuleImageSize 192\n"
                + PAYLOAD_ITEM
                + "044  01000000  Version\n"
                + CODE_INJECTION
                + IMAGE
                + CONTENT);
    }

    /** A driver update with the same numbers. */
    static byte[] driverUpdate() {
        return bytes(CAPSULE_HEADER
                + "024  C0000000  CapsuleImageSize 192\n"
                + PAYLOAD_ITEM
                + "044  01000000  Version\n"
                + DRIVER_UPDATE
                + IMAGE
                + CONTENT);
    }

    /** Code injection with image header version 2: what follows it is 8 bytes further. */
    static byte[] version2() {
        return bytes(CAPSULE_HEADER
                + "024  C8000000  CapsuleImageSize 200\n"
                + PAYLOAD_ITEM
                + "044  02000000  Version\n"
                + CODE_INJECTION
                + IMAGE
                + "076  8877665544332211  UpdateHardwareInstance\n"
                + CONTENT);
    }

    /** Code injection with two embedded drivers in the list, all three offsets those of the payload. */
    static byte[] embeddedDrivers() {
        return bytes(CAPSULE_HEADER
                + "024  D0000000  CapsuleImageSize 208\n"
                + """
                  028  01000000          Version
                  032  0200              EmbeddedDriverCount
                  034  0100              PayloadItemCount
                  036  2000000000000000  ItemOffsetList[0] 32
                  044  2000000000000000  ItemOffsetList[1] 32
                  052  2000000000000000  ItemOffsetList[2] 32
                  060  01000000          Version
                  """
                + CODE_INJECTION.replace("048", "064")
                + IMAGE.replaceAll("(?m)^0..", "---")
                + CONTENT);
    }

    /** Code injection with a second payload: 32 bytes of no interest behind the first. */
    static byte[] twoPayloads() {
        return bytes(CAPSULE_HEADER
                + "024  E8000000  CapsuleImageSize 232\n"
                + """
                  028  01000000          Version
                  032  0000              EmbeddedDriverCount
                  034  0200              PayloadItemCount
                  036  1800000000000000  ItemOffsetList[0] 24
                  044  AC00000000000000  ItemOffsetList[1] 172
                  052  01000000          Version
                  """
                + CODE_INJECTION.replace("048", "056")
                + IMAGE.replaceAll("(?m)^0..", "---")
                + CONTENT
                + "200  " + "EE".repeat(32) + "  second payload\n");
    }

    static CapsuleFile file(byte[] bytes) {
        return CapsuleFile.of("test", bytes);
    }

    /** What a device says that takes all of these capsules. */
    static UpdateCapability capability() {
        return capability(6, 6, 4);
    }

    static UpdateCapability capability(long codeRuntimeVersion, long driverRuntimeVersion, long driverSvn) {
        return new UpdateCapability(
                7,
                CapsuleType.CODE_INJECTION.imageType(),
                0x10002,
                codeRuntimeVersion,
                CapsuleType.DRIVER_UPDATE.imageType(),
                driverRuntimeVersion,
                driverSvn,
                PLATFORM,
                OTHER,
                0);
    }

    static byte[] withU16(byte[] bytes, int offset, int value) {
        return changed(bytes).putShort(offset, (short) value).array();
    }

    static byte[] withU32(byte[] bytes, int offset, long value) {
        return changed(bytes).putInt(offset, (int) value).array();
    }

    static byte[] withU64(byte[] bytes, int offset, long value) {
        return changed(bytes).putLong(offset, value).array();
    }

    static byte[] withGuid(byte[] bytes, int offset, Guid value) {
        return changed(bytes).put(offset, value.toBytes()).array();
    }

    /** The first bytes, and zeros where there are not as many. */
    static byte[] resized(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    static byte[] concat(byte[] first, byte[] second) {
        final byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static ByteBuffer changed(byte[] bytes) {
        return ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Lines of offset or dashes, hexadecimal bytes, and anything; every offset given has to be right. */
    private static byte[] bytes(String lines) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        lines.lines().forEach(line -> {
            final String[] parts = line.split(" +", 3);
            if (!parts[0].startsWith("-") && Integer.parseInt(parts[0]) != out.size()) {
                throw new AssertionError("at " + out.size() + ": " + line);
            }
            out.writeBytes(HexFormat.of().parseHex(parts[1]));
        });
        return out.toByteArray();
    }
}
