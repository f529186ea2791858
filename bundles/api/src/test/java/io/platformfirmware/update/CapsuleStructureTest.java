// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static io.platformfirmware.update.GoodCapsule.codeInjection;
import static io.platformfirmware.update.GoodCapsule.driverUpdate;
import static io.platformfirmware.update.GoodCapsule.embeddedDrivers;
import static io.platformfirmware.update.GoodCapsule.file;
import static io.platformfirmware.update.GoodCapsule.resized;
import static io.platformfirmware.update.GoodCapsule.twoPayloads;
import static io.platformfirmware.update.GoodCapsule.version2;
import static io.platformfirmware.update.GoodCapsule.withU16;
import static io.platformfirmware.update.GoodCapsule.withU32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.platformfirmware.FailureReason;
import io.platformfirmware.Guid;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The header tree, field by field, and how far it goes in a file that ends too early. */
final class CapsuleStructureTest {

    private static final List<CapsuleRule> STRUCTURE = Arrays.stream(CapsuleRule.values())
            .filter(rule -> rule.compareTo(CapsuleRule.PAYLOAD_HEADER_SIZE) <= 0)
            .toList();

    @Test
    void everyFieldOfCodeInjectionIsRead() throws CapsuleException {
        final Capsule capsule = Capsule.parse(file(codeInjection()));
        final CapsuleStructure tree = capsule.structure();

        assertThat(tree.capsuleHeader())
                .contains(new CapsuleHeader(Guid.of("6DCBD5ED-E82D-4C44-BDA1-7194199AD92A"), 28, 0x0005_0000, 192));
        assertThat(tree.managementHeader()).contains(new ManagementHeader(28, 1, 0, 1, List.of(16L)));
        assertThat(tree.imageHeader())
                .contains(new ImageHeader(
                        44, 1, Guid.of("B2F84B79-7B6E-4E45-885F-3FB9BB185402"), 1, 116, 0, OptionalLong.empty()));
        assertThat(tree.authentication())
                .contains(new ImageAuthentication(
                        76,
                        0x0102_0304_0506_0708L,
                        44,
                        0x0200,
                        0x0EF1,
                        Guid.of("4AAFD29D-68DF-49EE-8AA9-347D375665A7")));
        assertThat(tree.payloadHeader())
                .contains(new PayloadHeader(
                        128, 0x3149_4353, 2, 48, 0x0001_0000, 7, Guid.of("63462139-A8B1-AA4E-9024-F2BB53EA4723"), 5));
        assertThat(capsule.type()).isEqualTo(CapsuleType.CODE_INJECTION);
        assertThat(tree.authentication().orElseThrow().signatureLength()).isEqualTo(20);
        assertThat(tree.findings())
                .extracting(Finding::rule, Finding::verdict)
                .containsExactlyElementsOf(STRUCTURE.stream()
                        .map(rule -> tuple(rule, Finding.Verdict.PASS))
                        .toList());
    }

    @Test
    void driverUpdateIsTold() throws CapsuleException {
        assertThat(Capsule.parse(file(driverUpdate())).type()).isEqualTo(CapsuleType.DRIVER_UPDATE);
    }

    @Test
    void imageHeaderOfVersion2ShiftsWhatFollows() throws CapsuleException {
        final CapsuleStructure tree = Capsule.parse(file(version2())).structure();

        assertThat(tree.imageHeader().orElseThrow().hardwareInstance()).hasValue(0x1122_3344_5566_7788L);
        assertThat(tree.imageHeader().orElseThrow().size()).isEqualTo(40);
        assertThat(tree.authentication().orElseThrow().offset()).isEqualTo(84);
        assertThat(tree.payloadHeader().orElseThrow().offset()).isEqualTo(136);
        assertThat(tree.findings()).extracting(Finding::verdict).containsOnly(Finding.Verdict.PASS);
    }

    @Test
    void numbersAreUnsigned() throws CapsuleException {
        byte[] bytes = withU32(codeInjection(), GoodCapsule.FLAGS, 0xFFFF_FFFFL);
        bytes = withU32(bytes, GoodCapsule.RUNTIME_VERSION, 0x8000_0001L);
        bytes = withU32(bytes, GoodCapsule.SVN, 0xFFFF_FFFEL);
        bytes[GoodCapsule.IMAGE_INDEX] = (byte) 0xFF;
        final Capsule capsule = Capsule.parse(file(bytes));

        assertThat(capsule.structure().capsuleHeader().orElseThrow().flags()).isEqualTo(4_294_967_295L);
        assertThat(capsule.payload().runtimeVersion()).isEqualTo(2_147_483_649L);
        assertThat(capsule.payload().svn()).isEqualTo(4_294_967_294L);
        assertThat(capsule.structure().imageHeader().orElseThrow().imageIndex()).isEqualTo(255);
    }

    @Test
    void summaryHasWhatTheHistoryKeeps() throws CapsuleException {
        final CapsuleFile file = file(codeInjection());

        assertThat(Capsule.parse(file).summary())
                .isEqualTo(new CapsuleSummary(
                        "test", file.sha256(), 192, CapsuleType.CODE_INJECTION, 7, 5, GoodCapsule.PLATFORM));
    }

    @Test
    void exceptionNamesFileRuleOffsetAndBothValues() {
        final CapsuleFile file = file(withU32(codeInjection(), GoodCapsule.HEADER_SIZE, 0xFFFF_F000L));

        assertThat(catchThrowableOfType(CapsuleException.class, () -> Capsule.parse(file)))
                .hasMessage(
                        "check: test is not a well-formed capsule. header-size at offset 16: expected at least 28, and 8"
                                + " more within 192 bytes, found 4294963200 (0xFFFFF000). HeaderSize, to Linux's driver -4096, points"
                                + " outside the capsule, and Linux's driver would follow it: the file is damaged.")
                .satisfies(thrown -> {
                    assertThat(thrown.reason()).isEqualTo(FailureReason.CAPSULE_INVALID);
                    assertThat(thrown.findings()).hasSize(1);
                    assertThat(thrown.failure().nextStep().orElseThrow())
                            .contains(file.sha256().hex());
                });
    }

    @Test
    void everyPrefixBreaksExactlyOneRule() {
        for (final byte[] good :
                List.of(codeInjection(), driverUpdate(), version2(), embeddedDrivers(), twoPayloads())) {
            for (int length = 0; length < good.length; length++) {
                final CapsuleRule rule = length == 0
                        ? CapsuleRule.FILE_SIZE
                        : length < 28 ? CapsuleRule.CAPSULE_HEADER : CapsuleRule.TRUNCATED;
                assertThat(CapsuleStructure.of(file(resized(good, length))).failures())
                        .as("%d of %d bytes", length, good.length)
                        .extracting(Finding::rule)
                        .containsExactly(rule);
            }
        }
    }

    @Test
    void truncatedFileShowsWhatItHas() {
        assertThat(treeOf(43)).isEqualTo("capsule");
        assertThat(treeOf(44)).isEqualTo("capsule management");
        assertThat(treeOf(75)).isEqualTo("capsule management");
        assertThat(treeOf(76)).isEqualTo("capsule management image");
        assertThat(treeOf(107)).isEqualTo("capsule management image");
        assertThat(treeOf(108)).isEqualTo("capsule management image authentication");
        assertThat(treeOf(167)).isEqualTo("capsule management image authentication");
        assertThat(treeOf(168)).isEqualTo("capsule management image authentication payload");
    }

    @Test
    void whatIsMissingInTruncatedFileIsNotJudged() {
        assertThat(CapsuleStructure.of(file(resized(codeInjection(), 30))).findings())
                .extracting(Finding::rule)
                .containsExactly(
                        CapsuleRule.FILE_SIZE,
                        CapsuleRule.CAPSULE_HEADER,
                        CapsuleRule.CAPSULE_GUID,
                        CapsuleRule.TRUNCATED,
                        CapsuleRule.TRAILING_BYTES);
        assertThat(CapsuleStructure.of(file(resized(codeInjection(), 110))).findings())
                .extracting(Finding::rule)
                .contains(CapsuleRule.CERTIFICATE_TYPE)
                .doesNotContain(
                        CapsuleRule.IMAGE_SIZE,
                        CapsuleRule.CERTIFICATE_LENGTH,
                        CapsuleRule.PAYLOAD_HEADER,
                        CapsuleRule.PAYLOAD_HEADER_SIZE);
    }

    @Test
    void countsOfUnknownManagementHeaderVersionAreShown() {
        final byte[] bytes = withU16(codeInjection(), GoodCapsule.MANAGEMENT_VERSION, 2);

        assertThat(CapsuleStructure.of(file(bytes)).managementHeader())
                .contains(new ManagementHeader(28, 2, 0, 1, List.of(16L)));
    }

    private static String treeOf(int length) {
        final CapsuleStructure tree = CapsuleStructure.of(file(resized(codeInjection(), length)));
        final StringBuilder text = new StringBuilder();
        tree.capsuleHeader().ifPresent(header -> text.append("capsule"));
        tree.managementHeader().ifPresent(header -> text.append(" management"));
        tree.imageHeader().ifPresent(header -> text.append(" image"));
        tree.authentication().ifPresent(header -> text.append(" authentication"));
        tree.payloadHeader().ifPresent(header -> text.append(" payload"));
        return text.toString();
    }
}
