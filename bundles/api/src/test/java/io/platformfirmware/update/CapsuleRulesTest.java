// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static io.platformfirmware.update.GoodCapsule.codeInjection;
import static io.platformfirmware.update.GoodCapsule.concat;
import static io.platformfirmware.update.GoodCapsule.embeddedDrivers;
import static io.platformfirmware.update.GoodCapsule.file;
import static io.platformfirmware.update.GoodCapsule.resized;
import static io.platformfirmware.update.GoodCapsule.twoPayloads;
import static io.platformfirmware.update.GoodCapsule.version2;
import static io.platformfirmware.update.GoodCapsule.withGuid;
import static io.platformfirmware.update.GoodCapsule.withU16;
import static io.platformfirmware.update.GoodCapsule.withU32;
import static io.platformfirmware.update.GoodCapsule.withU64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each rule of structure: a capsule that is broken in its way breaks this rule, shows both values, and breaks no other. */
final class CapsuleRulesTest {

    private final byte[] good = codeInjection();

    @Test
    void fileSizeOfEmptyFile() {
        fails(new byte[0], CapsuleRule.FILE_SIZE, OptionalLong.empty(), "1 to 67108864 bytes", "0 bytes");
    }

    @Test
    void fileSizeBeyondWhatIsRead() {
        fails(
                resized(good, CapsuleFile.MAX_SIZE + 1),
                CapsuleRule.FILE_SIZE,
                OptionalLong.empty(),
                "1 to 67108864 bytes",
                "67108865 bytes");
    }

    @Test
    void capsuleHeaderOfShortFile() {
        fails(resized(good, 1), CapsuleRule.CAPSULE_HEADER, OptionalLong.empty(), "at least 28 bytes", "1 byte");
        fails(resized(good, 27), CapsuleRule.CAPSULE_HEADER, OptionalLong.empty(), "at least 28 bytes", "27 bytes");
    }

    @Test
    void capsuleGuidOfAnotherKind() {
        fails(
                withGuid(good, GoodCapsule.CAPSULE_GUID, GoodCapsule.OTHER),
                CapsuleRule.CAPSULE_GUID,
                0,
                "6DCBD5ED-E82D-4C44-BDA1-7194199AD92A",
                "01020304-0506-0708-090A-0B0C0D0E0F10");
    }

    @Test
    void headerSizeOutOfRange() {
        final String expected = "at least 28, and 8 more within 192 bytes";
        headerSizeFails(0, expected, "0");
        headerSizeFails(27, expected, "27 (0x1B)");
        headerSizeFails(185, expected, "185 (0xB9)");
        headerSizeFails(0x20_0000, expected, "2097152 (0x200000)");
        headerSizeFails(0x7FFF_FFFFL, expected, "2147483647 (0x7FFFFFFF)");
        headerSizeFails(0x8000_0000L, expected, "2147483648 (0x80000000)");
        headerSizeFails(0xFFFF_F000L, expected, "4294963200 (0xFFFFF000)");
        headerSizeFails(0xFFFF_FFFFL, expected, "4294967295 (0xFFFFFFFF)");
    }

    @Test
    void headerSizeWithoutRoomBehindIt() {
        fails(
                withU32(resized(good, 28), GoodCapsule.CAPSULE_IMAGE_SIZE, 28),
                CapsuleRule.HEADER_SIZE,
                16,
                "at least 28, and 8 more within 28 bytes",
                "28 (0x1C)");
    }

    @Test
    void headerSizeMayBeMoreThanTheHeader() {
        final byte[] longer =
                concat(concat(resized(good, 28), new byte[4]), Arrays.copyOfRange(good, 28, GoodCapsule.SIZE));

        accepts(withU32(withU32(longer, GoodCapsule.HEADER_SIZE, 32), GoodCapsule.CAPSULE_IMAGE_SIZE, 196));
    }

    @Test
    void truncatedByOneByteOrByFarMore() {
        fails(resized(good, 191), CapsuleRule.TRUNCATED, 24, "CapsuleImageSize of at most 191 (0xBF)", "192 (0xC0)");
        fails(
                withU32(good, GoodCapsule.CAPSULE_IMAGE_SIZE, 0xFFFF_FFFFL),
                CapsuleRule.TRUNCATED,
                24,
                "CapsuleImageSize of at most 192 (0xC0)",
                "4294967295 (0xFFFFFFFF)");
    }

    @Test
    void truncatedBeforeItsHeaders() {
        byte[] bytes = withU32(good, GoodCapsule.HEADER_SIZE, 0x1000);
        bytes = withU32(bytes, GoodCapsule.CAPSULE_IMAGE_SIZE, 0x2000);

        fails(bytes, CapsuleRule.TRUNCATED, 24, "CapsuleImageSize of at most 192 (0xC0)", "8192 (0x2000)");
    }

    @Test
    void trailingBytes() {
        fails(
                resized(good, 193),
                CapsuleRule.TRAILING_BYTES,
                24,
                "CapsuleImageSize of at least 193 (0xC1)",
                "192 (0xC0)");
        fails(
                concat(good, good),
                CapsuleRule.TRAILING_BYTES,
                24,
                "CapsuleImageSize of at least 384 (0x180)",
                "192 (0xC0)");
        fails(
                withU32(good, GoodCapsule.CAPSULE_IMAGE_SIZE, 0),
                CapsuleRule.TRAILING_BYTES,
                24,
                "CapsuleImageSize of at least 192 (0xC0)",
                "0");
    }

    @Test
    void managementHeaderVersion() {
        fails(withU32(good, GoodCapsule.MANAGEMENT_VERSION, 0), CapsuleRule.MANAGEMENT_HEADER_VERSION, 28, "1", "0");
        fails(
                withU32(good, GoodCapsule.MANAGEMENT_VERSION, 0x8000_0001L),
                CapsuleRule.MANAGEMENT_HEADER_VERSION,
                28,
                "1",
                "2147483649 (0x80000001)");
    }

    @Test
    void itemCountWithoutPayload() {
        fails(
                withU16(good, GoodCapsule.PAYLOAD_ITEM_COUNT, 0),
                CapsuleRule.ITEM_COUNT,
                34,
                "at least 1 payload",
                "0 embedded drivers and 0 payloads");
    }

    @Test
    void itemCountBeyondTheCapsule() {
        fails(
                withU32(good, GoodCapsule.EMBEDDED_DRIVER_COUNT, 0xFFFF_FFFFL),
                CapsuleRule.ITEM_COUNT,
                32,
                "a list that ends by 192 (0xC0)",
                "65535 embedded drivers and 65535 payloads: 1048596 (0x100014)");
        fails(
                withU16(good, GoodCapsule.PAYLOAD_ITEM_COUNT, 20),
                CapsuleRule.ITEM_COUNT,
                32,
                "a list that ends by 192 (0xC0)",
                "0 embedded drivers and 20 payloads: 196 (0xC4)");
    }

    @Test
    void itemCountOfSeveralPayloadsIsWarned() {
        warns(twoPayloads(), CapsuleRule.ITEM_COUNT, 34, "1 payload", "0 embedded drivers and 2 payloads");
    }

    @Test
    void itemOffsetElsewhere() {
        fails(withU64(good, GoodCapsule.ITEM_OFFSET, 0), CapsuleRule.ITEM_OFFSET, 36, "16 (0x10)", "0");
        fails(withU64(good, GoodCapsule.ITEM_OFFSET, 24), CapsuleRule.ITEM_OFFSET, 36, "16 (0x10)", "24 (0x18)");
        fails(
                withU64(good, GoodCapsule.ITEM_OFFSET, 0x1_0000_0010L),
                CapsuleRule.ITEM_OFFSET,
                36,
                "16 (0x10)",
                "4294967312 (0x100000010)");
        fails(
                withU64(good, GoodCapsule.ITEM_OFFSET, -1),
                CapsuleRule.ITEM_OFFSET,
                36,
                "16 (0x10)",
                "18446744073709551615 (0xFFFFFFFFFFFFFFFF)");
    }

    @Test
    void itemOffsetBehindEmbeddedDrivers() {
        fails(withU64(embeddedDrivers(), 52, 40), CapsuleRule.ITEM_OFFSET, 52, "32 (0x20)", "40 (0x28)");
    }

    @Test
    void itemOffsetsOfEmbeddedDriversThatCanNotBeThereAreWarned() {
        warns(
                embeddedDrivers(),
                CapsuleRule.ITEM_OFFSET,
                36,
                "offsets that ascend from 32 (0x20) within the capsule",
                "32, 32, 32");
    }

    @Test
    void itemOffsetsThatLeaveTheCapsuleAreWarned() {
        final CapsuleStructure tree = CapsuleStructure.of(file(withU64(twoPayloads(), 44, -1)));

        assertThat(tree.failures()).isEmpty();
        assertThat(tree.findings())
                .filteredOn(finding -> finding.rule() == CapsuleRule.ITEM_OFFSET)
                .extracting(Finding::verdict, Finding::actual)
                .containsExactly(tuple(Finding.Verdict.WARNING, "24, 18446744073709551615"));
    }

    @Test
    void imageHeaderOutsideTheCapsule() {
        fails(
                withU32(resized(good, 44), GoodCapsule.CAPSULE_IMAGE_SIZE, 44),
                CapsuleRule.IMAGE_HEADER,
                44,
                "32 bytes within the capsule",
                "0 bytes");
        fails(
                withU32(resized(good, 75), GoodCapsule.CAPSULE_IMAGE_SIZE, 75),
                CapsuleRule.IMAGE_HEADER,
                44,
                "32 bytes within the capsule",
                "31 bytes");
    }

    @Test
    void imageHeaderOfVersion2IsLonger() {
        fails(
                withU32(resized(version2(), 83), GoodCapsule.CAPSULE_IMAGE_SIZE, 83),
                CapsuleRule.IMAGE_HEADER,
                44,
                "40 bytes within the capsule",
                "39 bytes");
    }

    @Test
    void imageTypeUnknownToLinux() {
        fails(
                withGuid(good, GoodCapsule.IMAGE_TYPE, GoodCapsule.OTHER),
                CapsuleRule.IMAGE_TYPE,
                48,
                "B2F84B79-7B6E-4E45-885F-3FB9BB185402 or 4569DD8C-75F1-429A-A3D6-24DE8097A0DF",
                "01020304-0506-0708-090A-0B0C0D0E0F10");
    }

    @Test
    void contentOfUnknownImageTypeIsNotJudged() {
        final byte[] bytes = withGuid(good, GoodCapsule.IMAGE_TYPE, GoodCapsule.OTHER);
        Arrays.fill(bytes, 76, GoodCapsule.SIZE, (byte) 0xEE);

        fails(
                bytes,
                CapsuleRule.IMAGE_TYPE,
                48,
                "B2F84B79-7B6E-4E45-885F-3FB9BB185402 or 4569DD8C-75F1-429A-A3D6-24DE8097A0DF",
                "01020304-0506-0708-090A-0B0C0D0E0F10");
    }

    @Test
    void twoFaultsBreakTwoRules() {
        byte[] bytes = withU32(good, GoodCapsule.IMAGE_SIZE, 0xFFFF_FFFFL);
        bytes = withU32(bytes, GoodCapsule.CERTIFICATE_LENGTH, 0x20_0000);

        assertThat(CapsuleStructure.of(file(bytes)).failures())
                .extracting(Finding::rule)
                .containsExactly(CapsuleRule.IMAGE_SIZE, CapsuleRule.CERTIFICATE_LENGTH);
    }

    @Test
    void imageHeaderVersionUnknownToLinux() {
        final int at = GoodCapsule.IMAGE_VERSION;
        fails(withU32(good, at, 0), CapsuleRule.IMAGE_HEADER_VERSION, 44, "1 or 2", "0");
        fails(withU32(good, at, 3), CapsuleRule.IMAGE_HEADER_VERSION, 44, "1 or 2", "3");
        fails(
                withU32(good, at, 0xFFFF_FFFFL),
                CapsuleRule.IMAGE_HEADER_VERSION,
                44,
                "1 or 2",
                "4294967295 (0xFFFFFFFF)");
        assertThat(CapsuleStructure.of(file(withU32(good, at, 3)))
                        .failures()
                        .get(0)
                        .explanation())
                .contains("UEFI defines version 3")
                .contains("Linux's driver refuses it");
    }

    @Test
    void imageSizeBeyondTheCapsule() {
        fails(
                withU32(good, GoodCapsule.IMAGE_SIZE, 117),
                CapsuleRule.IMAGE_SIZE,
                68,
                "at most 116 (0x74) together",
                "UpdateImageSize 117 (0x75), UpdateVendorCodeSize 0");
        fails(
                withU32(good, GoodCapsule.IMAGE_SIZE, 0xFFFF_FFFFL),
                CapsuleRule.IMAGE_SIZE,
                68,
                "at most 116 (0x74) together",
                "UpdateImageSize 4294967295 (0xFFFFFFFF), UpdateVendorCodeSize 0");
    }

    @Test
    void vendorCodeBeyondTheCapsule() {
        fails(
                withU32(good, GoodCapsule.VENDOR_CODE_SIZE, 0xFFFF_FFFFL),
                CapsuleRule.IMAGE_SIZE,
                72,
                "at most 116 (0x74) together",
                "UpdateImageSize 116 (0x74), UpdateVendorCodeSize 4294967295 (0xFFFFFFFF)");
    }

    @Test
    void vendorCodeWithinTheCapsule() {
        byte[] bytes = withU32(resized(good, 200), GoodCapsule.CAPSULE_IMAGE_SIZE, 200);
        bytes = withU32(bytes, GoodCapsule.VENDOR_CODE_SIZE, 8);

        accepts(bytes);
    }

    @Test
    void bytesBehindTheLastItemAreWarned() {
        warns(
                withU32(resized(good, 200), GoodCapsule.CAPSULE_IMAGE_SIZE, 200),
                CapsuleRule.IMAGE_SIZE,
                68,
                "124 (0x7C) together",
                "UpdateImageSize 116 (0x74), UpdateVendorCodeSize 0");
    }

    @Test
    void certificateLengthOutOfRange() {
        certificateLengthFails(0, "0");
        certificateLengthFails(23, "23 (0x17)");
        certificateLengthFails(109, "109 (0x6D)");
        certificateLengthFails(0x7FFF_FFFFL, "2147483647 (0x7FFFFFFF)");
        certificateLengthFails(0x8000_0000L, "2147483648 (0x80000000)");
        certificateLengthFails(0xFFFF_FFFFL, "4294967295 (0xFFFFFFFF)");
    }

    @Test
    void certificateThatDoesNotFitIntoTheImage() {
        fails(
                withU32(good, GoodCapsule.IMAGE_SIZE, 0),
                CapsuleRule.CERTIFICATE_LENGTH,
                76,
                "32 bytes of authentication within the image",
                "0 bytes");
        fails(
                withU32(good, GoodCapsule.IMAGE_SIZE, 31),
                CapsuleRule.CERTIFICATE_LENGTH,
                76,
                "32 bytes of authentication within the image",
                "31 bytes");
        fails(
                withU32(good, GoodCapsule.IMAGE_SIZE, 51),
                CapsuleRule.CERTIFICATE_LENGTH,
                84,
                "24 to 43 (0x2B)",
                "44 (0x2C)");
    }

    @Test
    void certificateWithoutSignatureIsWarned() {
        byte[] bytes = concat(resized(good, 108), Arrays.copyOfRange(good, 128, GoodCapsule.SIZE));
        bytes = withU32(bytes, GoodCapsule.CERTIFICATE_LENGTH, 24);
        bytes = withU32(bytes, GoodCapsule.IMAGE_SIZE, 96);
        bytes = withU32(bytes, GoodCapsule.CAPSULE_IMAGE_SIZE, 172);

        warns(bytes, CapsuleRule.CERTIFICATE_LENGTH, 84, "24 to 88 (0x58)", "24 (0x18)");
    }

    @Test
    void certificateOfAnotherRevision() {
        fails(
                withU16(good, GoodCapsule.CERTIFICATE_REVISION, 0x0100),
                CapsuleRule.CERTIFICATE_TYPE,
                88,
                "wRevision 512 (0x200)",
                "256 (0x100)");
    }

    @Test
    void certificateOfAnotherType() {
        fails(
                withU16(good, GoodCapsule.CERTIFICATE_TYPE, 0x0EF0),
                CapsuleRule.CERTIFICATE_TYPE,
                90,
                "wCertificateType 3825 (0xEF1)",
                "3824 (0xEF0)");
    }

    @Test
    void certificateOtherThanPkcs7IsWarned() {
        warns(
                withGuid(good, GoodCapsule.CERTIFICATE_GUID, GoodCapsule.OTHER),
                CapsuleRule.CERTIFICATE_TYPE,
                92,
                "4AAFD29D-68DF-49EE-8AA9-347D375665A7 (PKCS#7)",
                "01020304-0506-0708-090A-0B0C0D0E0F10");
    }

    @Test
    void payloadHeaderOutsideTheImage() {
        fails(
                withU32(good, GoodCapsule.IMAGE_SIZE, 52),
                CapsuleRule.PAYLOAD_HEADER,
                128,
                "40 bytes within the image",
                "0 bytes");
        fails(
                withU32(good, GoodCapsule.IMAGE_SIZE, 91),
                CapsuleRule.PAYLOAD_HEADER,
                128,
                "40 bytes within the image",
                "39 bytes");
        fails(
                withU32(good, GoodCapsule.CERTIFICATE_LENGTH, 100),
                CapsuleRule.PAYLOAD_HEADER,
                184,
                "40 bytes within the image",
                "8 bytes");
    }

    @Test
    void payloadHeaderSizeOutOfRange() {
        payloadHeaderSizeFails(0, "0");
        payloadHeaderSizeFails(39, "39 (0x27)");
        payloadHeaderSizeFails(65, "65 (0x41)");
        payloadHeaderSizeFails(0x8000_0000L, "2147483648 (0x80000000)");
        payloadHeaderSizeFails(0xFFFF_FFFFL, "4294967295 (0xFFFFFFFF)");
    }

    @Test
    void payloadHeaderWithoutPayloadIsWarned() {
        warns(
                withU32(good, GoodCapsule.PAYLOAD_HEADER_SIZE, 64),
                CapsuleRule.PAYLOAD_HEADER_SIZE,
                136,
                "40 to 64 (0x40)",
                "64 (0x40)");
    }

    private void headerSizeFails(long value, String expected, String actual) {
        fails(withU32(good, GoodCapsule.HEADER_SIZE, value), CapsuleRule.HEADER_SIZE, 16, expected, actual);
    }

    private void certificateLengthFails(long value, String actual) {
        fails(
                withU32(good, GoodCapsule.CERTIFICATE_LENGTH, value),
                CapsuleRule.CERTIFICATE_LENGTH,
                84,
                "24 to 108 (0x6C)",
                actual);
    }

    private void payloadHeaderSizeFails(long value, String actual) {
        fails(
                withU32(good, GoodCapsule.PAYLOAD_HEADER_SIZE, value),
                CapsuleRule.PAYLOAD_HEADER_SIZE,
                136,
                "40 to 64 (0x40)",
                actual);
    }

    private static void fails(byte[] bytes, CapsuleRule rule, long offset, String expected, String actual) {
        fails(bytes, rule, OptionalLong.of(offset), expected, actual);
    }

    private static void fails(byte[] bytes, CapsuleRule rule, OptionalLong offset, String expected, String actual) {
        assertThat(CheckReport.against(file(bytes), GoodCapsule.capability()).failures())
                .extracting(Finding::rule, Finding::offset, Finding::expected, Finding::actual)
                .containsExactly(tuple(rule, offset, expected, actual));
    }

    private static void warns(byte[] bytes, CapsuleRule rule, long offset, String expected, String actual) {
        final CheckReport report = CheckReport.against(file(bytes), GoodCapsule.capability());
        assertThat(report.failures()).isEmpty();
        assertThat(report.warnings())
                .extracting(Finding::rule, Finding::offset, Finding::expected, Finding::actual)
                .containsExactly(tuple(rule, OptionalLong.of(offset), expected, actual));
    }

    private static void accepts(byte[] bytes) {
        final CheckReport report = CheckReport.against(file(bytes), GoodCapsule.capability());
        assertThat(report.failures()).isEmpty();
        assertThat(report.warnings()).isEmpty();
    }
}
