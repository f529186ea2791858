// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.KernelLog.Recording;
import io.platformfirmware.device.KernelLogEntry;
import io.platformfirmware.device.KernelLogGap;
import io.platformfirmware.device.KernelMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The debug lines of the simulated driver, in both generations, among lines of others. */
class SimulatedKernelLogTest {

    private static final String MODULE = "pfr_update";
    private static final int STAGE = 0x4004EE02;
    private static final int QUERY_CAP = 0x805CEE05;

    private final SimulatedKernelLog log = new SimulatedKernelLog();
    private final EmulatedFirmware firmware =
            new EmulatedFirmware(PlatformCapability.atPowerOn(), FirmwareSettings.defaults(), time -> {});
    private final SimulatedUpdateDevice device = new SimulatedUpdateDevice(3, firmware, VersionRule.SVN, log);

    @Test
    void isSilentUntilItsLinesAreOn() throws IOException {
        firmware.settings(forced(FirmwareFunction.START, 6));
        stage();
        try (Recording recording = log.record(MODULE)) {
            assertThat(recording.entries()).isEmpty();
            stage();
            assertThat(recording.entries()).isNotEmpty();
            assertThat(recording.entries()).isEmpty();
        }
        assertThat(log.printed()).isEmpty();
    }

    @Test
    void saysWhatItDoesAsLongAsSomebodyRecords() throws IOException {
        firmware.settings(forced(FirmwareFunction.START, 6));
        final Recording first = log.record(MODULE);
        try (Recording second = log.record(MODULE)) {
            first.close();
            stage();
            assertThat(second.entries()).isNotEmpty();
        }
        assertThat(log.printed()).isEmpty();
    }

    @Test
    void saysNothingWhereSomebodySwitchesItOffMeanwhile() throws IOException {
        firmware.settings(forced(FirmwareFunction.QUERY_CAPABILITY, 6));
        final Recording recording = log.record(MODULE);
        try (recording) {
            recording.checkLines();
            log.flag("Query cap Error Status:%d", false);
            call(FirmwareFunction.QUERY_CAPABILITY);

            assertThat(recording.entries()).isEmpty();
            assertThatIOException()
                    .isThrownBy(recording::checkLines)
                    .withMessageEndingWith("control: somebody switched off \"Query cap Error Status:%d\"");
            log.flag("Query cap Error Status:%d", true);
            recording.checkLines();
        }
        assertThat(log.printed()).isEmpty();
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(recording::checkLines)
                .withMessageContaining("EBADF");
    }

    @ParameterizedTest
    @CsvSource({
        "LINUX_5_17, QUERY_CAPABILITY, 'Error Status:-2147483647'",
        "LINUX_6_17, QUERY_CAPABILITY, 'Query cap Error Status:-2147483647'",
        "LINUX_5_17, QUERY_BUFFER, 'Error Status:-2147483647|Error Extended Status:119'",
        "LINUX_6_17, QUERY_BUFFER, 'Query buf failed with Error Status:-2147483647|Query buf failed with Error Extended Status:119'",
        "LINUX_5_17, START, 'Error Status:-2147483647|Error Extended Status:119'",
        "LINUX_6_17, START, 'Update failed with Error Status:-2147483647|Update failed with Error Extended Status:119'"
    })
    void saysEachStatusInItsGeneration(KernelMessages texts, FirmwareFunction function, String said)
            throws IOException {
        log.settings(texts, Optional.empty());
        firmware.settings(forced(function, 0x8000_0001L));

        assertThat(said(() -> call(function))).isEqualTo(List.of(said.split("\\|")));
    }

    @ParameterizedTest
    @CsvSource({
        "QUERY_CAPABILITY, Query cap failed with no object",
        "QUERY_BUFFER, Query buf failed with no object",
        "START, Update failed to start with no object"
    })
    void saysSince617ThatAnAnswerIsNone(FirmwareFunction function, String said) throws IOException {
        firmware.settings(FirmwareSettings.defaults().withMalformedAnswer(function));

        assertThat(said(() -> call(function))).containsExactly(said);
        log.settings(KernelMessages.LINUX_5_17, Optional.empty());
        assertThat(said(() -> call(function))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"broken-image-type.cap, Invalid image type", "broken-image-header-version-3.cap, Invalid image size"})
    void saysSince617WhatItRefuses(String sample, String said) throws IOException {
        final byte[] capsule = SampleCapsules.named(sample).bytes();

        assertThat(said(() -> write(capsule))).containsExactly(said);
        log.settings(KernelMessages.LINUX_5_17, Optional.empty());
        assertThat(said(() -> write(capsule))).isEmpty();
    }

    @Test
    void saysSince617ThatACapsuleIsTooLargeAndNothingOfItsVersion() throws IOException {
        assertThat(said(() -> write(new byte[FirmwareSettings.DEFAULT_BUFFER_SIZE + 1])))
                .containsExactly("Capsule image size too large");
        assertThat(said(() ->
                        write(SampleCapsules.named("broken-older-runtime.cap").bytes())))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(KernelMessages.class)
    void saysTheTimesOfAStartInTwoHalves(KernelMessages texts) throws IOException {
        log.settings(texts, Optional.empty());
        firmware.settings(FirmwareSettings.defaults().withStartTime(Duration.ofSeconds(5)));
        write(SampleCapsules.named("good-code-injection-v1.cap").bytes());

        assertThat(said(this::stage))
                .containsExactly(
                        "Update result:",
                        "Authentication Time Low:705032704",
                        "Authentication Time High:1",
                        "Execution Time Low:0",
                        "Execution Time High:0");
    }

    @Test
    void standsAmongLinesThatLookLikeItsOwn() throws IOException {
        firmware.settings(forced(FirmwareFunction.START, 6));
        try (Recording recording = log.record(MODULE)) {
            stage();
            final List<KernelLogEntry> entries = recording.entries();

            assertThat(entries)
                    .extracting(SimulatedKernelLogTest::text)
                    .filteredOn(text -> text.contains("Status"))
                    .hasSize(8)
                    .anyMatch(text -> text.startsWith("usb "))
                    .anyMatch(text -> text.startsWith("pfr_update INTC1080:63: "));
            assertThat(entries)
                    .map(KernelMessage.class::cast)
                    .anyMatch(message -> message.facility() != KernelMessage.FACILITY_KERNEL
                            && message.text().startsWith("pfr_update INTC1080:03: "));
        }
    }

    @Test
    void losesAllButTheLastMessageWhenItIsWrapped() throws IOException {
        firmware.settings(forced(FirmwareFunction.START, 6));
        log.settings(KernelMessages.LINUX_6_17, Optional.of(KernelLogFault.WRAPPED));
        try (Recording recording = log.record(MODULE)) {
            assertThat(recording.entries()).isEmpty();
            stage();

            assertThat(recording.entries()).hasSize(2).startsWith(new KernelLogGap());
        }
    }

    @Test
    void hasAGapWhereMoreWasLoggedThanItKeeps() throws IOException {
        firmware.settings(forced(FirmwareFunction.QUERY_CAPABILITY, 3));
        try (Recording recording = log.record(MODULE)) {
            for (int i = 0; i < 1100; i++) {
                call(FirmwareFunction.QUERY_CAPABILITY);
            }

            assertThat(recording.entries()).hasSize(4097).startsWith(new KernelLogGap());
        }
    }

    @Test
    void isOfNoUseForAnotherDriverOrWhenItIsClosed() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> log.record("pfr_telemetry"))
                .withMessageContaining("pfr_telemetry has no debug lines");
        final Recording recording = log.record(MODULE);
        assertThat(log.openRecordings()).isOne();
        recording.close();
        recording.close();
        assertThat(log.openRecordings()).isZero();
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(recording::entries)
                .withMessageContaining("EBADF");
    }

    /** What the driver said of this device, without what stands in front. */
    private List<String> said(Call call) throws IOException {
        try (Recording recording = log.record(MODULE)) {
            call.run();
            final String lead = "pfr_update INTC1080:03: ";
            return new ArrayList<>(recording.entries())
                    .stream()
                            .map(KernelMessage.class::cast)
                            .filter(message -> message.facility() == KernelMessage.FACILITY_KERNEL)
                            .map(KernelMessage::text)
                            .filter(text -> text.startsWith(lead))
                            .map(text -> text.substring(lead.length()))
                            .toList();
        }
    }

    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    private void call(FirmwareFunction function) throws IOException {
        switch (function) {
            case QUERY_CAPABILITY -> ioctl(QUERY_CAP, new byte[92]);
            case QUERY_BUFFER ->
                write(SampleCapsules.named("good-code-injection-v1.cap").bytes());
            case START -> stage();
        }
    }

    private void stage() throws IOException {
        try (CharChannel channel = device.open(Access.READ_WRITE)) {
            channel.ioctl(STAGE);
        } catch (final ErrnoException e) {
            assertThat(firmware.settings())
                    .as("a refusal that was asked for")
                    .isNotEqualTo(FirmwareSettings.defaults());
        }
    }

    private void ioctl(int request, byte[] argument) throws IOException {
        try (CharChannel channel = device.open(Access.READ_WRITE)) {
            assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> channel.ioctl(request, argument));
        }
    }

    private void write(byte[] bytes) throws IOException {
        try (CharChannel channel = device.open(Access.READ_WRITE)) {
            channel.write(bytes);
        } catch (final ErrnoException e) {
            assertThat(e.call()).isEqualTo("write");
        }
    }

    private static FirmwareSettings forced(FirmwareFunction function, long status) {
        return FirmwareSettings.defaults().withForced(function, new FirmwareStatus(status, 0x77));
    }

    private static String text(KernelLogEntry entry) {
        return ((KernelMessage) entry).text();
    }
}
