// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static io.platformfirmware.update.GoodCapsule.capability;
import static io.platformfirmware.update.GoodCapsule.codeInjection;
import static io.platformfirmware.update.GoodCapsule.driverUpdate;
import static io.platformfirmware.update.GoodCapsule.file;
import static io.platformfirmware.update.GoodCapsule.resized;
import static io.platformfirmware.update.GoodCapsule.withGuid;
import static io.platformfirmware.update.GoodCapsule.withU32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The rules that hold a well-formed capsule against a device. */
final class CheckAgainstDeviceTest {

    @Test
    void offlineReportHasTheRulesOfStructureOnly() {
        final CheckReport report = CheckReport.offline(file(codeInjection()));

        assertThat(report.accepted()).isTrue();
        assertThat(report.capability()).isEmpty();
        assertThat(report.findings()).isEqualTo(report.structure().findings());
    }

    @Test
    void codeInjectionIsHeldAgainstAllRulesButTheSecureVersionNumber() {
        final CheckReport report = CheckReport.against(file(codeInjection()), capability());

        assertThat(report.accepted()).isTrue();
        assertThat(report.warnings()).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::rule)
                .containsExactlyElementsOf(Arrays.stream(CapsuleRule.values())
                        .filter(rule -> rule != CapsuleRule.SVN)
                        .toList());
    }

    @Test
    void driverUpdateIsHeldAgainstAllRules() {
        final CheckReport report = CheckReport.against(file(driverUpdate()), capability());

        assertThat(report.accepted()).isTrue();
        assertThat(report.warnings()).isEmpty();
        assertThat(report.findings()).extracting(Finding::rule).containsExactly(CapsuleRule.values());
    }

    @Test
    void brokenStructureIsNotHeldAgainstTheDevice() {
        final byte[] bytes = withGuid(resized(codeInjection(), 191), GoodCapsule.PLATFORM_ID, GoodCapsule.OTHER);

        assertThat(CheckReport.against(file(bytes), capability()).findings())
                .isEqualTo(CapsuleStructure.of(file(bytes)).findings());
    }

    @Test
    void typeThatThePlatformNamesOtherwiseIsWarned() {
        final UpdateCapability swapped = new UpdateCapability(
                0, GoodCapsule.OTHER, 0, 0, GoodCapsule.PLATFORM, 0, 0, GoodCapsule.PLATFORM, GoodCapsule.OTHER, 0);

        warns(
                codeInjection(),
                swapped,
                CapsuleRule.TYPE_OF_PLATFORM,
                48,
                "01020304-0506-0708-090A-0B0C0D0E0F10",
                "B2F84B79-7B6E-4E45-885F-3FB9BB185402");
        warns(
                driverUpdate(),
                swapped,
                CapsuleRule.TYPE_OF_PLATFORM,
                48,
                "63462139-A8B1-AA4E-9024-F2BB53EA4723",
                "4569DD8C-75F1-429A-A3D6-24DE8097A0DF");
    }

    @Test
    void olderRuntimeVersionOfCodeInjectionIsRefused() {
        fails(codeInjection(), capability(8, 0, 0), CapsuleRule.RUNTIME_VERSION, 144, "at least 8", "7");
        fails(
                codeInjection(),
                capability(0xFFFF_FFFFL, 0, 0),
                CapsuleRule.RUNTIME_VERSION,
                144,
                "at least 4294967295 (0xFFFFFFFF)",
                "7");
    }

    @Test
    void versionsAreComparedUnsigned() {
        final byte[] bytes = withU32(codeInjection(), GoodCapsule.RUNTIME_VERSION, 0x8000_0000L);

        assertThat(CheckReport.against(file(bytes), capability(0x7FFF_FFFFL, 0, 0))
                        .accepted())
                .isTrue();
    }

    @Test
    void runtimeVersionThatRunsIsWarned() {
        warns(codeInjection(), capability(7, 0, 0), CapsuleRule.RUNTIME_VERSION, 144, "at least 7", "7");
        warns(driverUpdate(), capability(0, 7, 5), CapsuleRule.RUNTIME_VERSION, 144, "at least 7", "7");
    }

    @Test
    void olderRuntimeVersionOfDriverUpdateIsWarned() {
        warns(driverUpdate(), capability(0, 8, 4), CapsuleRule.RUNTIME_VERSION, 144, "at least 8", "7");
    }

    @Test
    void olderSecureVersionNumberOfDriverUpdateIsRefused() {
        fails(driverUpdate(), capability(0, 0, 6), CapsuleRule.SVN, 164, "at least 6", "5");
    }

    @Test
    void secureVersionNumberOfCodeInjectionDoesNotCount() {
        assertThat(CheckReport.against(file(codeInjection()), capability(0, 9, 9))
                        .accepted())
                .isTrue();
    }

    @Test
    void anotherPlatformIsRefused() {
        fails(
                withGuid(codeInjection(), GoodCapsule.PLATFORM_ID, GoodCapsule.OTHER),
                capability(),
                CapsuleRule.PLATFORM_ID,
                148,
                "63462139-A8B1-AA4E-9024-F2BB53EA4723",
                "01020304-0506-0708-090A-0B0C0D0E0F10");
    }

    @Test
    void whatOnlyTheFirmwareCanTellIsNotJudged() {
        assertThat(CheckReport.against(file(codeInjection()), capability()).findings())
                .filteredOn(finding -> finding.verdict() == Finding.Verdict.NOT_JUDGED)
                .extracting(Finding::rule, Finding::offset, Finding::expected, Finding::actual)
                .containsExactly(
                        tuple(
                                CapsuleRule.HARDWARE_VERSION,
                                OptionalLong.of(140),
                                "what platform firmware 65538 (0x10002) takes",
                                "65536 (0x10000)"),
                        tuple(
                                CapsuleRule.BUFFER_SIZE,
                                OptionalLong.empty(),
                                "at most the communication buffer",
                                "192 bytes"),
                        tuple(
                                CapsuleRule.SIGNATURE,
                                OptionalLong.empty(),
                                "a signature that the firmware trusts",
                                "not verified"));
    }

    private static void fails(
            byte[] bytes, UpdateCapability device, CapsuleRule rule, long offset, String expected, String actual) {
        final CheckReport report = CheckReport.against(file(bytes), device);
        assertThat(report.accepted()).isFalse();
        assertThat(report.failures())
                .extracting(Finding::rule, Finding::offset, Finding::expected, Finding::actual)
                .containsExactly(tuple(rule, OptionalLong.of(offset), expected, actual));
    }

    private static void warns(
            byte[] bytes, UpdateCapability device, CapsuleRule rule, long offset, String expected, String actual) {
        final CheckReport report = CheckReport.against(file(bytes), device);
        assertThat(report.accepted()).isTrue();
        assertThat(report.warnings())
                .extracting(Finding::rule, Finding::offset, Finding::expected, Finding::actual)
                .containsExactly(tuple(rule, OptionalLong.of(offset), expected, actual));
    }
}
