// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.KernelLogEntry;
import io.platformfirmware.device.KernelLogGap;
import io.platformfirmware.update.DriverReport;
import io.platformfirmware.update.DriverRule;
import io.platformfirmware.update.UpdatePhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver said, out of what Linux 6.1 logged and out of the texts of Linux 6.17. */
class DriverLinesTest {

    private static final int EBUSY = 16;
    private static final int EINVAL = 22;
    private static final int ENOMEM = 12;
    private static final int ENODEV = 19;

    private static final Map<String, List<KernelLogEntry>> RECORDED = KernelTexts.recorded();

    private final DriverLines old = new DriverLines(Optional.of(KernelTexts.DEVICE), KernelTexts.LINUX_6_1);
    private final DriverLines recent = new DriverLines(Optional.of(KernelTexts.DEVICE), KernelTexts.LINUX_6_17);

    @Test
    void ofLinux61TellTheStatusOfARefusal() {
        final List<KernelLogEntry> stage = RECORDED.get("fw-bad-sig").subList(0, 2);
        final List<KernelLogEntry> activate = RECORDED.get("fw-act-fail").subList(5, 7);

        assertThat(old.ofFailure(UpdatePhase.STAGE, EBUSY, stage)).isEqualTo(answer(UpdatePhase.STAGE, 6, 0x10));
        assertThat(old.ofFailure(UpdatePhase.ACTIVATE, EBUSY, activate))
                .isEqualTo(answer(UpdatePhase.ACTIVATE, 3, 0x21));
        assertThat(old.ofFailure(UpdatePhase.LOAD, EBUSY, RECORDED.get("qb 5")))
                .isEqualTo(answer(UpdatePhase.LOAD, 5, 0x77));
        assertThat(old.ofFailure(
                        UpdatePhase.STAGE, EBUSY, RECORDED.get("fw-retry").subList(0, 2)))
                .isEqualTo(answer(UpdatePhase.STAGE, 4, 0x11));
    }

    @Test
    void ofLinux61HaveNoExtendedStatusOfACapability() {
        // the driver asked for the capability twice
        assertThat(old.ofFailure(UpdatePhase.LOAD, EBUSY, RECORDED.get("qc 3")))
                .isEqualTo(report(
                        UpdatePhase.LOAD, OptionalLong.of(3), OptionalLong.empty(), Optional.empty(), false, false));
    }

    @Test
    void areUnsignedThoughTheyArePrintedSigned() {
        assertThat(old.ofFailure(UpdatePhase.STAGE, EBUSY, RECORDED.get("start 0x80000001")))
                .isEqualTo(answer(UpdatePhase.STAGE, 0x8000_0001L, 0x77));
    }

    @Test
    void ofLinux61TellTheTimes() {
        final List<KernelLogEntry> ok = RECORDED.get("ok");

        assertThat(old.ofSuccess(UpdatePhase.STAGE, ok.subList(0, 5))).satisfies(times(20_000_000, 0));
        assertThat(old.ofSuccess(UpdatePhase.ACTIVATE, ok.subList(5, 10))).satisfies(times(0, 20_000_000));
        assertThat(old.ofSuccess(UpdatePhase.ACTIVATE, ok.subList(10, 15))).satisfies(times(16_000_000, 20_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "ver", "big", "old", "quirk"})
    void ofLinux61SayNothingOfWhatTheDriverRefuses(String mark) {
        assertThat(RECORDED.get(mark)).isEmpty();
        assertThat(old.ofFailure(UpdatePhase.LOAD, EINVAL, RECORDED.get(mark)).isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "LOAD, Query cap Error Status:3, Query cap Error Status:3",
        "LOAD, Query buf failed with Error Status:3, Query buf failed with Error Extended Status:119",
        "STAGE, Update failed with Error Status:3, Update failed with Error Extended Status:119",
        "ACTIVATE, Update failed with Error Status:3, Update failed with Error Extended Status:119",
        "VERIFY, Query cap Error Status:3, Query cap Error Status:3"
    })
    void ofLinux617TellTheStatusOfTheCallOfThePhase(UpdatePhase phase, String first, String second) {
        final DriverReport report = recent.ofFailure(phase, EBUSY, KernelTexts.said(first, second));

        assertThat(report.status()).hasValue(3);
        assertThat(report.extendedStatus().isPresent()).isEqualTo(second.contains("Extended"));
        assertThat(report.ambiguous()).isFalse();
    }

    @Test
    void ofAnotherCallBelongToAnotherProgram() {
        final List<KernelLogEntry> said = new ArrayList<>(KernelTexts.said("Query cap Error Status:2"));
        said.addAll(KernelTexts.said(
                "Update failed with Error Status:6",
                "Update failed with Error Extended Status:16",
                "Query cap Error Status:5"));

        assertThat(recent.ofFailure(UpdatePhase.STAGE, EBUSY, said)).isEqualTo(answer(UpdatePhase.STAGE, 6, 0x10));
        assertThat(recent.ofFailure(UpdatePhase.VERIFY, EBUSY, KernelTexts.said("Update failed with Error Status:6"))
                        .isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "22, Invalid image type, IMAGE_TYPE",
        "22, Invalid image size, IMAGE_HEADER_VERSION",
        "22, Capsule image size too large, CAPSULE_SIZE",
        "22, Failed to copy the data from the user space buffer, BUFFER_COPY",
        "12, Failed to remap the buffer, BUFFER_MAPPING",
        "22, Query buf failed with no object, MALFORMED_ANSWER",
        "22, Query cap failed with invalid package count/type, MALFORMED_ANSWER"
    })
    void ofLinux617TellWhatTheDriverRefuses(int errno, String body, DriverRule rule) {
        assertThat(recent.ofFailure(UpdatePhase.LOAD, errno, KernelTexts.said(body))
                        .refusedBy())
                .contains(rule);
        // the same line does not explain another error, or a phase in which the driver can not say it
        assertThat(recent.ofFailure(UpdatePhase.LOAD, EBUSY, KernelTexts.said(body))
                        .refusedBy())
                .isEmpty();
        assertThat(recent.ofFailure(UpdatePhase.STAGE, errno, KernelTexts.said(body))
                        .refusedBy())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Update failed to start with no object", "Update failed with invalid package count/type"})
    void ofLinux617TellOfAnAnswerThatIsNone(String body) {
        assertThat(recent.ofFailure(UpdatePhase.STAGE, EINVAL, KernelTexts.said(body))
                        .refusedBy())
                .contains(DriverRule.MALFORMED_ANSWER);
        assertThat(recent.ofFailure(UpdatePhase.LOAD, EINVAL, KernelTexts.said(body))
                        .refusedBy())
                .isEmpty();
    }

    @Test
    void areTheVersionRuleWhereTheDriverIsSilentThoughItSpeaksOfAllElse() {
        assertThat(recent.ofFailure(UpdatePhase.LOAD, EINVAL, List.of()).refusedBy())
                .contains(DriverRule.VERSION);

        assertThat(recent.ofFailure(UpdatePhase.LOAD, EINVAL, List.of(new KernelLogGap())))
                .as("something was lost")
                .isEqualTo(report(
                        UpdatePhase.LOAD, OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), true, false));
        assertThat(recent.ofFailure(UpdatePhase.LOAD, EINVAL, KernelTexts.said("Invalid im"))
                        .isEmpty())
                .as("something was said")
                .isTrue();
        assertThat(recent.ofFailure(UpdatePhase.LOAD, ENOMEM, List.of()).isEmpty())
                .isTrue();
        assertThat(recent.ofFailure(UpdatePhase.STAGE, EINVAL, List.of()).isEmpty())
                .isTrue();
        assertThat(old.ofFailure(UpdatePhase.LOAD, EINVAL, List.of()).isEmpty())
                .as("this driver says nothing of its rules")
                .isTrue();
    }

    @Test
    void thatContradictEachOtherAreNotBelieved() {
        final List<KernelLogEntry> two = new ArrayList<>(RECORDED.get("fw-bad-sig"));

        final DriverReport refused = old.ofFailure(UpdatePhase.STAGE, EBUSY, two);
        assertThat(refused)
                .isEqualTo(report(
                        UpdatePhase.STAGE, OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), false, true));
        final DriverReport times = old.ofSuccess(UpdatePhase.STAGE, RECORDED.get("ok"));
        assertThat(times.ambiguous()).isTrue();
        assertThat(times.authenticationTime()).isEmpty();
        assertThat(times.executionTime()).isEmpty();
        final DriverReport rules = recent.ofFailure(
                UpdatePhase.LOAD, EINVAL, KernelTexts.said("Invalid image type", "Invalid image size"));
        assertThat(rules.refusedBy()).isEmpty();
        assertThat(rules.ambiguous()).isTrue();
    }

    @Test
    void thatAreRepeatedAreBelieved() {
        final List<KernelLogEntry> twice =
                new ArrayList<>(RECORDED.get("fw-bad-sig").subList(0, 2));
        twice.addAll(RECORDED.get("fw-bad-sig").subList(0, 2));

        assertThat(old.ofFailure(UpdatePhase.STAGE, EBUSY, twice)).isEqualTo(answer(UpdatePhase.STAGE, 6, 0x10));
    }

    @Test
    void ofARefusalAreNotThoseOfASuccessAndTheOtherWayRound() {
        final List<KernelLogEntry> refused = RECORDED.get("fw-bad-sig");
        final List<KernelLogEntry> done = RECORDED.get("ok").subList(0, 5);

        assertThat(old.ofSuccess(UpdatePhase.STAGE, refused).isEmpty()).isTrue();
        assertThat(old.ofFailure(UpdatePhase.STAGE, EBUSY, done).isEmpty()).isTrue();
        assertThat(old.ofFailure(UpdatePhase.STAGE, ENODEV, refused).isEmpty()).isTrue();
        assertThat(old.ofSuccess(UpdatePhase.LOAD, done).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 13, 14, 15, 16, 25})
    void thatAreCutSayNothing(int length) {
        final List<KernelLogEntry> cut = KernelTexts.said(
                "Error Extended Status:16".substring(0, Math.min(length, "Error Extended Status:".length())),
                "Error Status:6".substring(0, Math.min(length, "Error Status:".length())));

        assertThat(old.ofFailure(UpdatePhase.STAGE, EBUSY, cut).isEmpty()).isTrue();
    }

    @Test
    void thatAreHalfLostTellTheOtherHalf() {
        final List<KernelLogEntry> wrapped =
                new ArrayList<>(RECORDED.get("fw-bad-sig").subList(1, 2));
        wrapped.add(0, new KernelLogGap());

        assertThat(old.ofFailure(UpdatePhase.STAGE, EBUSY, wrapped))
                .isEqualTo(report(
                        UpdatePhase.STAGE, OptionalLong.empty(), OptionalLong.of(16), Optional.empty(), true, false));
        final DriverReport times =
                old.ofSuccess(UpdatePhase.STAGE, RECORDED.get("ok").subList(2, 5));
        assertThat(times.authenticationTime()).as("without its low half").isEmpty();
        assertThat(times.executionTime()).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error Status:2147483648",
                "Error Status:-2147483649",
                "Error Status:99999999999",
                "Error Status: 6",
                "Error Status:6 ",
                "error status:6",
                "Update failed with Error Status:0x6",
                "Query tmp failed with Error Status:6"
            })
    void thatTheDriverDoesNotWriteSayNothing(String body) {
        assertThat(recent.ofFailure(UpdatePhase.STAGE, EBUSY, KernelTexts.said(body))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void haveTimesInTwoHalves() {
        final DriverReport report = recent.ofSuccess(
                UpdatePhase.STAGE,
                KernelTexts.said(
                        "Update result:",
                        "Authentication Time Low:4294967295",
                        "Authentication Time High:1",
                        "Execution Time Low:4294967296",
                        "Execution Time High:0"));

        assertThat(report.authenticationTime()).contains(Duration.ofNanos(0x1_FFFF_FFFFL));
        assertThat(report.executionTime())
                .as("a half that has more than 32 bits")
                .isEmpty();
        assertThat(recent.ofSuccess(
                                UpdatePhase.STAGE,
                                KernelTexts.said("Execution Time Low:0", "Execution Time High:2147483648"))
                        .executionTime())
                .as("more than 292 years")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"STAGE", "ACTIVATE"})
    void ofTwoDevicesOfWhichNoneIsKnownToBeThisOneAreNotBelieved(UpdatePhase phase) {
        final DriverLines anybody = new DriverLines(Optional.empty(), KernelTexts.LINUX_6_1);
        final List<KernelLogEntry> refused =
                new ArrayList<>(RECORDED.get("fw-bad-sig").subList(0, 2));

        assertThat(anybody.ofFailure(phase, EBUSY, refused)).isEqualTo(answer(phase, 6, 0x10));
        refused.add(ofAnotherDevice());
        assertThat(anybody.ofFailure(phase, EBUSY, refused))
                .isEqualTo(report(phase, OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), false, true));
        assertThat(old.ofFailure(phase, EBUSY, refused)).isEqualTo(answer(phase, 6, 0x10));
    }

    @Property(tries = 200)
    void areFoundAmongThoseOfOthers(@ForAll("strangers") List<KernelLogEntry> strangers, @ForAll long seed) {
        final List<KernelLogEntry> mixed =
                new ArrayList<>(RECORDED.get("fw-bad-sig").subList(0, 2));
        final Random random = new Random(seed);
        strangers.forEach(stranger -> mixed.add(random.nextInt(mixed.size() + 1), stranger));

        assertThat(old.ofFailure(UpdatePhase.STAGE, EBUSY, mixed)).isEqualTo(answer(UpdatePhase.STAGE, 6, 0x10));
        assertThat(recent.ofFailure(UpdatePhase.LOAD, EINVAL, strangers).refusedBy())
                .contains(DriverRule.VERSION);
        assertThat(old.ofSuccess(UpdatePhase.STAGE, strangers).isEmpty()).isTrue();
    }

    @Provide
    Arbitrary<List<KernelLogEntry>> strangers() {
        final Map<String, String> ours = Map.of("SUBSYSTEM", "platform", "DEVICE", "+platform:" + KernelTexts.DEVICE);
        return Arbitraries.of(
                        ofAnotherDevice(),
                        KernelTexts.message(KernelTexts.KERNEL_DEBUG, "Error Status:2", Map.of()),
                        KernelTexts.message(KernelTexts.KERNEL_DEBUG, "usb 1-1: Error Status:2", Map.of()),
                        KernelTexts.message(
                                KernelTexts.KERNEL_DEBUG, "pfr_telemetry INTC1081:00: Error Status:2", Map.of()),
                        // by the name of the device it is ours, by its dictionary it is not
                        KernelTexts.message(
                                KernelTexts.KERNEL_DEBUG,
                                "pfr_update INTC1080:00: Error Status:2",
                                Map.of("DEVICE", "+platform:INTC1080:01")),
                        KernelTexts.message(KernelTexts.KERNEL_DEBUG, "pfr_update INTC1080:01: Error Status:2", ours),
                        // a process wrote it
                        KernelTexts.message(KernelTexts.USER_WARNING, "pfr_update INTC1080:00: Error Status:2", ours),
                        KernelTexts.message(
                                KernelTexts.KERNEL_DEBUG, "x: pfr_update INTC1080:00 said: Error Status:2", Map.of()))
                .map(KernelLogEntry.class::cast)
                .list()
                .ofMaxSize(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pfr_update:start_update:371: ",
                "[1234] pfr_update:start_update: ",
                "[1234] ",
                "<intr> start_update:371: ",
                "371: "
            })
    void mayHaveWhatOtherFlagsPutInFront(String decoration) {
        final List<KernelLogEntry> said = List.of(KernelTexts.message(
                KernelTexts.KERNEL_DEBUG, decoration + "pfr_update INTC1080:00: Error Status:6", Map.of()));

        assertThat(old.ofFailure(UpdatePhase.STAGE, EBUSY, said).status()).hasValue(6);
    }

    private static KernelLogEntry ofAnotherDevice() {
        return KernelTexts.message(
                KernelTexts.KERNEL_DEBUG,
                "pfr_update INTC1080:01: Error Status:2",
                Map.of("SUBSYSTEM", "platform", "DEVICE", "+platform:INTC1080:01"));
    }

    private static Consumer<DriverReport> times(long authentication, long execution) {
        return report -> {
            assertThat(report.authenticationTime()).contains(Duration.ofNanos(authentication));
            assertThat(report.executionTime()).contains(Duration.ofNanos(execution));
            assertThat(report.gap()).isFalse();
            assertThat(report.ambiguous()).isFalse();
        };
    }

    private static DriverReport answer(UpdatePhase phase, long status, long extended) {
        return report(phase, OptionalLong.of(status), OptionalLong.of(extended), Optional.empty(), false, false);
    }

    private static DriverReport report(
            UpdatePhase phase,
            OptionalLong status,
            OptionalLong extended,
            Optional<DriverRule> rule,
            boolean gap,
            boolean ambiguous) {
        return new DriverReport(phase, status, extended, Optional.empty(), Optional.empty(), rule, gap, ambiguous);
    }
}
