// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Guid;
import io.platformfirmware.Sha256;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.simulator.Sample.RefusedBy;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.CapsuleRule;
import io.platformfirmware.update.CheckReport;
import io.platformfirmware.update.Finding;
import io.platformfirmware.update.LinuxVerdict;
import io.platformfirmware.update.UpdateCapability;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleCapsulesTest {

    private static final int MAX_FILE_NAME = 40;

    static List<Sample> all() {
        return SampleCapsules.all();
    }

    static Stream<Sample> refusedBy(RefusedBy who) {
        return SampleCapsules.all().stream().filter(sample -> sample.refusedBy() == who);
    }

    static Stream<Sample> refusedByCheck() {
        return refusedBy(RefusedBy.CHECK);
    }

    static Stream<Sample> refusedByNobody() {
        return refusedBy(RefusedBy.NOBODY);
    }

    static Stream<Sample> notRefusedByCheck() {
        return SampleCapsules.all().stream().filter(sample -> sample.refusedBy() != RefusedBy.CHECK);
    }

    @ParameterizedTest
    @MethodSource("refusedByCheck")
    void brokenSampleFailsExactlyItsRule(Sample sample) {
        assertThat(check(sample).failures())
                .extracting(finding -> finding.rule().id())
                .containsExactly(sample.rule().orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("notRefusedByCheck")
    void checkLetsTheOthersPass(Sample sample) {
        assertThat(check(sample).failures()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("refusedByNobody")
    void sampleThatInstallsIsWarnedOfByItsRuleAtMost(Sample sample) {
        assertThat(check(sample).warnings())
                .extracting(finding -> finding.rule().id())
                .isEqualTo(sample.rule().stream().toList());
    }

    @Test
    void whatCanNotBeJudgedBeforehandHasASampleThatIsRefusedLater() {
        final Set<String> notJudged = check(SampleCapsules.named("good-driver-update-v1.cap")).findings().stream()
                .filter(finding -> finding.verdict() == Finding.Verdict.NOT_JUDGED)
                .map(finding -> finding.rule().id())
                .collect(Collectors.toSet());

        assertThat(Stream.of(RefusedBy.DRIVER, RefusedBy.STAGE)
                        .flatMap(SampleCapsulesTest::refusedBy)
                        .flatMap(sample -> sample.rule().stream())
                        .collect(Collectors.toSet()))
                .isEqualTo(notJudged);
    }

    @Test
    void everyRuleThatACapsuleCanBreakHasASample() {
        final Set<CapsuleRule> rules = EnumSet.allOf(CapsuleRule.class);
        // it depends on the platform alone, and is only ever warned of
        rules.remove(CapsuleRule.TYPE_OF_PLATFORM);

        assertThat(all().stream().flatMap(sample -> sample.rule().stream()).collect(Collectors.toSet()))
                .isEqualTo(rules.stream().map(CapsuleRule::id).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void simulatedDriverDoesWhatTheReportSaysOfLinux(Sample sample) throws ErrnoException {
        for (final LinuxVerdict verdict : check(sample).linux()) {
            final SimulatedUpdateDevice device = SimulatedUpdateDevice.atPowerOn(0);
            device.versionRule(VersionRule.valueOf(verdict.versionRule().name()));
            try (Calls calls = Calls.on(device)) {
                final String write = calls.write(sample.bytes());
                switch (verdict.outcome()) {
                    case ACCEPTS ->
                        assertThat(write).isEqualTo(sample.refusedBy() == RefusedBy.DRIVER ? "EINVAL" : "length");
                    case REFUSES -> assertThat(write).isEqualTo("EINVAL");
                    // behind the file there may be zeros of the buffer, or no buffer any more
                    case READS_OUTSIDE -> assertThat(write).isIn("EINVAL", "EIO");
                    case NEEDS_DEVICE -> throw new AssertionError("a device is given");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("notRefusedByCheck")
    void simulatedPlatformRefusesWhereTheSampleSays(Sample sample) throws ErrnoException {
        try (Calls calls = Calls.on(SimulatedUpdateDevice.atPowerOn(0))) {
            final String write = calls.write(sample.bytes());
            final String stage = calls.stage();
            final String activate = calls.activate();
            final List<String> outcomes = Stream.of(write, stage, activate)
                    .map(outcome -> outcome.split(" ")[0])
                    .toList();
            assertThat(outcomes)
                    .isEqualTo(
                            switch (sample.refusedBy()) {
                                case NOBODY -> List.of("length", "0", "0");
                                case DRIVER -> List.of("EINVAL", "EBUSY", "EBUSY");
                                case STAGE -> List.of("length", "EBUSY", "EBUSY");
                                case ACTIVATE -> List.of("length", "0", "EBUSY");
                                case CHECK -> throw new AssertionError(sample);
                            });
        }
    }

    @Test
    void wildSamplesWouldStopTheKernel() throws ErrnoException {
        for (final String name : List.of(
                "broken-header-size-negative.cap",
                "broken-header-size-huge.cap",
                "broken-item-count-overflow.cap",
                "broken-certificate-length-outside.cap")) {
            final SimulatedUpdateDevice device = SimulatedUpdateDevice.atPowerOn(0);
            try (Calls calls = Calls.on(device)) {
                calls.write(SampleCapsules.named(name).bytes());
            }
            assertThat(device.oopses()).as(name).hasSize(1);
        }
    }

    @Test
    void namesAndPurposesFitATable() {
        assertThat(all())
                .extracting(Sample::fileName)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name)
                        .matches("(good|warn|broken|refused)-[a-z0-9-]+\\.cap")
                        .hasSizeLessThanOrEqualTo(MAX_FILE_NAME));
        assertThat(all())
                .extracting(Sample::purpose)
                .allSatisfy(purpose -> assertThat(purpose).matches("[^.\\t\\n]([^\\t\\n]+[^.\\t\\n])"));
    }

    @Test
    void bytesAreAlwaysTheSame() {
        assertThat(all())
                .extracting(sample -> Sha256.of(sample.bytes()))
                .isEqualTo(
                        all().stream().map(sample -> Sha256.of(sample.bytes())).toList());
        assertThat(Sha256.of(SampleCapsules.named("good-code-injection-v1.cap").bytes()))
                .hasToString("41cdd7b7e120ff557165528bc8663af50fe3cc58315be3f298a7a687847866c6");
    }

    @Test
    void samplesCanNotBeChanged() {
        final Sample sample = SampleCapsules.named("good-driver-update-v2.cap");
        Arrays.fill(sample.bytes(), (byte) 0);

        assertThat(sample.bytes())
                .isEqualTo(SampleCapsules.named("good-driver-update-v2.cap").bytes());
    }

    private static CheckReport check(Sample sample) {
        final PlatformCapability platform = PlatformCapability.atPowerOn();
        return CheckReport.against(
                CapsuleFile.of(sample.fileName(), sample.bytes()),
                new UpdateCapability(
                        platform.featureBits(),
                        new Guid(platform.codeType()),
                        platform.firmwareVersion(),
                        platform.codeRuntimeVersion(),
                        new Guid(platform.driverType()),
                        platform.driverRuntimeVersion(),
                        platform.driverSvn(),
                        new Guid(platform.platformId()),
                        new Guid(platform.oemId()),
                        platform.oemInfoLength()));
    }
}
