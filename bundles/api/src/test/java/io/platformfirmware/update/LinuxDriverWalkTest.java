// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static io.platformfirmware.update.GoodCapsule.capability;
import static io.platformfirmware.update.GoodCapsule.codeInjection;
import static io.platformfirmware.update.GoodCapsule.driverUpdate;
import static io.platformfirmware.update.GoodCapsule.embeddedDrivers;
import static io.platformfirmware.update.GoodCapsule.file;
import static io.platformfirmware.update.GoodCapsule.resized;
import static io.platformfirmware.update.GoodCapsule.version2;
import static io.platformfirmware.update.GoodCapsule.withGuid;
import static io.platformfirmware.update.GoodCapsule.withU16;
import static io.platformfirmware.update.GoodCapsule.withU32;
import static io.platformfirmware.update.LinuxVerdict.Outcome.ACCEPTS;
import static io.platformfirmware.update.LinuxVerdict.Outcome.NEEDS_DEVICE;
import static io.platformfirmware.update.LinuxVerdict.Outcome.READS_OUTSIDE;
import static io.platformfirmware.update.LinuxVerdict.Outcome.REFUSES;
import static io.platformfirmware.update.LinuxVerdict.VersionRule.RUNTIME_VERSION;
import static io.platformfirmware.update.LinuxVerdict.VersionRule.SVN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What Linux's driver would do with a file, read by read. */
final class LinuxDriverWalkTest {

    private final byte[] good = codeInjection();

    @Test
    void reportHasOneVerdictForEachVersionRule() {
        assertThat(CheckReport.offline(file(good)).linux())
                .extracting(LinuxVerdict::versionRule)
                .containsExactly(LinuxVerdict.VersionRule.values());
    }

    @Test
    void goodCapsulesAreAccepted() {
        assertThat(verdict(good, SVN)).extracting("outcome", "offset").containsExactly(ACCEPTS, OptionalLong.of(144));
        assertThat(verdict(version2(), SVN))
                .extracting("outcome", "offset")
                .containsExactly(ACCEPTS, OptionalLong.of(152));
        assertThat(verdict(embeddedDrivers(), SVN))
                .extracting("outcome", "offset")
                .containsExactly(ACCEPTS, OptionalLong.of(160));
    }

    @Test
    void driverUpdateIsJudgedByAnotherFieldSinceTheFix() {
        assertThat(verdict(driverUpdate(), RUNTIME_VERSION))
                .extracting("outcome", "offset")
                .containsExactly(ACCEPTS, OptionalLong.of(144));
        assertThat(verdict(driverUpdate(), SVN))
                .extracting("outcome", "offset")
                .containsExactly(ACCEPTS, OptionalLong.of(164));
    }

    @Test
    void withoutDeviceTheVersionIsOpen() {
        assertThat(CheckReport.offline(file(driverUpdate())).linux())
                .extracting(LinuxVerdict::versionRule, LinuxVerdict::outcome, LinuxVerdict::offset)
                .containsExactly(
                        tuple(RUNTIME_VERSION, NEEDS_DEVICE, OptionalLong.of(144)),
                        tuple(SVN, NEEDS_DEVICE, OptionalLong.of(164)));
    }

    @Test
    void olderCodeIsRefusedUnderBothRules() {
        assertThat(CheckReport.against(file(good), capability(8, 0, 0)).linux())
                .extracting(LinuxVerdict::outcome)
                .containsExactly(REFUSES, REFUSES);
    }

    @Test
    void sameVersionIsAccepted() {
        assertThat(CheckReport.against(file(good), capability(7, 0, 0)).linux())
                .extracting(LinuxVerdict::outcome)
                .containsExactly(ACCEPTS, ACCEPTS);
    }

    @Test
    void versionsAreComparedUnsigned() {
        final byte[] bytes = withU32(good, GoodCapsule.RUNTIME_VERSION, 0x8000_0000L);

        assertThat(CheckReport.against(file(bytes), capability(0x7FFF_FFFFL, 0, 0))
                        .linux())
                .extracting(LinuxVerdict::outcome)
                .containsExactly(ACCEPTS, ACCEPTS);
    }

    @Test
    void olderDriverIsRefusedByTheRuleThatLooks() {
        assertThat(CheckReport.against(file(driverUpdate()), capability(0, 8, 0))
                        .linux())
                .extracting(LinuxVerdict::outcome)
                .containsExactly(REFUSES, ACCEPTS);
        assertThat(CheckReport.against(file(driverUpdate()), capability(0, 0, 6))
                        .linux())
                .extracting(LinuxVerdict::outcome)
                .containsExactly(ACCEPTS, REFUSES);
    }

    @Test
    void whatTheDriverNeverReadsDoesNotMatter() {
        byte[] bytes = withGuid(good, GoodCapsule.CAPSULE_GUID, GoodCapsule.OTHER);
        bytes = withU32(bytes, GoodCapsule.CAPSULE_IMAGE_SIZE, 0xFFFF_FFFFL);
        bytes = withU32(bytes, GoodCapsule.MANAGEMENT_VERSION, 9);
        bytes = GoodCapsule.withU64(bytes, GoodCapsule.ITEM_OFFSET, -1);
        bytes = withU32(bytes, GoodCapsule.IMAGE_SIZE, 0);
        bytes = withGuid(bytes, GoodCapsule.PLATFORM_ID, GoodCapsule.OTHER);

        assertThat(verdict(bytes, SVN).outcome()).isEqualTo(ACCEPTS);
    }

    @Test
    void unknownTypeIsRefusedBeforeTheVersionIsRead() {
        byte[] bytes = withGuid(good, GoodCapsule.IMAGE_TYPE, GoodCapsule.OTHER);
        bytes = withU32(bytes, GoodCapsule.IMAGE_VERSION, 3);
        bytes = withU32(bytes, GoodCapsule.CERTIFICATE_LENGTH, 0x20_0000);

        assertThat(verdict(bytes, SVN)).extracting("outcome", "offset").containsExactly(REFUSES, OptionalLong.of(48));
    }

    @Test
    void unknownVersionIsRefusedBeforeTheCertificateIsRead() {
        for (final long version : new long[] {0, 3, 0xFFFF_FFFFL}) {
            byte[] bytes = withU32(good, GoodCapsule.IMAGE_VERSION, version);
            bytes = withU32(bytes, GoodCapsule.CERTIFICATE_LENGTH, 0x20_0000);

            assertThat(verdict(bytes, SVN))
                    .extracting("outcome", "offset")
                    .containsExactly(REFUSES, OptionalLong.of(44));
        }
    }

    @Test
    void emptyFileIsReadOutside() {
        assertThat(verdict(new byte[0], SVN))
                .isEqualTo(new LinuxVerdict(
                        SVN,
                        READS_OUTSIDE,
                        OptionalLong.of(16),
                        "It reads HeaderSize, 4 bytes at offset 16, of which 4 lie outside the file of 0 bytes."));
    }

    @Test
    void shortFileIsReadOutsideAtTheFirstFieldThatItLacks() {
        readsOutside(resized(good, 19), "HeaderSize, 4 bytes at offset 16, of which 1 lie");
        readsOutside(resized(good, 20), "EmbeddedDriverCount, 2 bytes at offset 32, of which 2 lie");
        readsOutside(resized(good, 33), "EmbeddedDriverCount, 2 bytes at offset 32, of which 1 lie");
        readsOutside(resized(good, 34), "PayloadItemCount, 2 bytes at offset 34, of which 2 lie");
        readsOutside(resized(good, 36), "UpdateImageTypeId, 16 bytes at offset 48, of which 16 lie");
        readsOutside(resized(good, 63), "UpdateImageTypeId, 16 bytes at offset 48, of which 1 lie");
        readsOutside(resized(good, 64), "dwLength of the certificate, 4 bytes at offset 84, of which 4 lie");
        readsOutside(resized(good, 88), "the runtime version of the payload, 4 bytes at offset 144, of which 4 lie");
        readsOutside(resized(good, 147), "the runtime version of the payload, 4 bytes at offset 144, of which 1 lie");
        assertThat(verdict(resized(good, 148), SVN).outcome()).isEqualTo(ACCEPTS);
    }

    @Test
    void secureVersionNumberLiesFurtherThanTheRuntimeVersion() {
        final byte[] bytes = resized(driverUpdate(), 167);

        assertThat(verdict(bytes, RUNTIME_VERSION).outcome()).isEqualTo(ACCEPTS);
        readsOutside(bytes, "the secure version number of the payload, 4 bytes at offset 164, of which 1 lie");
    }

    @Test
    void hugeHeaderSizeIsFollowed() {
        readsOutside(
                withU32(good, GoodCapsule.HEADER_SIZE, 0x20_0000), "EmbeddedDriverCount, 2 bytes at offset 2097156");
        readsOutside(
                withU32(good, GoodCapsule.HEADER_SIZE, 0x7FFF_FFFFL),
                "EmbeddedDriverCount, 2 bytes at offset 2147483651");
    }

    @Test
    void headerSizeIsSigned() {
        readsOutside(
                withU32(good, GoodCapsule.HEADER_SIZE, 0xFFFF_F000L), "EmbeddedDriverCount, 2 bytes at offset -4092");
        readsOutside(
                withU32(good, GoodCapsule.HEADER_SIZE, 0x8000_0000L),
                "EmbeddedDriverCount, 2 bytes at offset -2147483644");
        readsOutside(
                withU32(good, GoodCapsule.HEADER_SIZE, 0xFFFF_FFFBL),
                "EmbeddedDriverCount, 2 bytes at offset -1, of which 1 lie");
    }

    @Test
    void negativeHeaderSizeThatReadsOnlyTheFileIsJudgedLikeAnyOther() {
        // -4: the counts are the first two numbers of CapsuleGuid, and wanted to be 0 and 1
        byte[] bytes = withU32(good, GoodCapsule.HEADER_SIZE, 0xFFFF_FFFCL);
        bytes = withU16(withU16(bytes, 0, 0), 2, 1);

        // position -4 + 8 + 8 * 1 = 12, so the type is at 16
        assertThat(verdict(bytes, SVN)).extracting("outcome", "offset").containsExactly(REFUSES, OptionalLong.of(16));
    }

    @Test
    void countsAreFollowed() {
        readsOutside(
                withU32(good, GoodCapsule.EMBEDDED_DRIVER_COUNT, 0xFFFF_FFFFL),
                "UpdateImageTypeId, 16 bytes at offset 1048600, of which 16 lie");
    }

    @Test
    void certificateLengthIsFollowed() {
        readsOutside(
                withU32(good, GoodCapsule.CERTIFICATE_LENGTH, 0x20_0000),
                "the runtime version of the payload, 4 bytes at offset 2097252");
    }

    @Test
    void certificateLengthWrapsTheSignedPosition() {
        // 76 + 8 + 0xFFFFFF00 = -172
        readsOutside(
                withU32(good, GoodCapsule.CERTIFICATE_LENGTH, 0xFFFF_FF00L),
                "the runtime version of the payload, 4 bytes at offset -156");
        // 76 + 8 + 0x7FFFFFFF wraps to -2147483565
        readsOutside(
                withU32(good, GoodCapsule.CERTIFICATE_LENGTH, 0x7FFF_FFFFL),
                "the runtime version of the payload, 4 bytes at offset -2147483549");
    }

    @Test
    void certificateLengthThatPointsBackIntoTheFileIsJudgedByWhatIsThere() {
        // 76 + 8 - 84 = 0: the runtime version is HeaderSize, 28
        final byte[] bytes = withU32(good, GoodCapsule.CERTIFICATE_LENGTH, -84);

        assertThat(verdict(bytes, SVN)).extracting("outcome", "offset").containsExactly(ACCEPTS, OptionalLong.of(16));
        assertThat(CheckReport.against(file(bytes), capability()).accepted()).isFalse();
    }

    private static void readsOutside(byte[] bytes, String what) {
        assertThat(verdict(bytes, SVN)).satisfies(verdict -> {
            assertThat(verdict.outcome()).isEqualTo(READS_OUTSIDE);
            assertThat(verdict.explanation()).startsWith("It reads " + what);
            assertThat(verdict.explanation())
                    .contains("at offset " + verdict.offset().orElseThrow());
        });
        assertThat(CheckReport.against(file(bytes), capability()).accepted()).isFalse();
    }

    private static LinuxVerdict verdict(byte[] bytes, LinuxVerdict.VersionRule rule) {
        return new LinuxDriverWalk(file(bytes), Optional.of(capability())).under(rule);
    }
}
