// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.KernelLog;
import io.platformfirmware.device.KernelLogEntry;
import io.platformfirmware.device.KernelLogGap;
import io.platformfirmware.device.KernelMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings over a kernel that has a log and debug lines; each test leaves nothing open and every flag as it was. */
class LinuxKernelLogTest {

    private static final String MODULE = "pfr_update";
    private static final String OFF = "drivers/acpi/pfr_update.c:152 [pfr_update]query_capability";
    private static final String ON = "drivers/acpi/pfr_update.c:215 [pfr_update]query_buffer";
    private static final String FLAGGED = "drivers/acpi/pfr_update.c:371 [pfr_update]start_update";
    private static final String OTHER = "drivers/acpi/pfr_telemetry.c:90 [pfr_telemetry]get_pfrt_log_data_info";
    private static final String BUILT_IN = "drivers/usb/core/hub.c:12 [usbcore]hub_probe";

    private final FakeKernelLog kernel = new FakeKernelLog()
            .with(OFF, "_", "Error Status:%d\\012")
            .with(ON, "p", "Error Status:%d\\012")
            .with(FLAGGED, "mf", "Error \\042Extended\\042 Status:%d\\012")
            .with(OTHER, "_", "Error Status:%d\\012")
            .with(BUILT_IN, "p", "a \"quoted\" format");
    private final KernelLog log = new LinuxKernelLog(new SystemCalls(kernel), FakeKernelLog.KMSG);

    @AfterEach
    void leavesNothingOpenAndEveryFlagAsItWas() {
        assertThat(kernel.openFiles()).isEmpty();
        assertThat(List.of(OFF, ON, FLAGGED, OTHER, BUILT_IN))
                .extracting(kernel::flags)
                .containsExactly("_", "p", "mf", "_", "p");
    }

    @Test
    void knowsItsPath() {
        assertThat(log.path()).isEqualTo("/dev/kmsg");
        assertThat(log).hasToString("/dev/kmsg");
    }

    @Test
    void switchesOnWhatIsOffAndNothingElseForItsTime() throws IOException {
        try (KernelLog.Recording recording = log.record(MODULE)) {
            assertThat(List.of(OFF, ON, FLAGGED, OTHER, BUILT_IN))
                    .extracting(kernel::flags)
                    .containsExactly("p", "p", "pmf", "_", "p");
            assertThat(recording.formats())
                    .containsExactly("Error Status:%d\\012", "Error \\042Extended\\042 Status:%d\\012");
        }

        assertThat(kernel.commands())
                .containsExactly(
                        "module pfr_update file drivers/acpi/pfr_update.c line 152 func query_capability +p",
                        "module pfr_update file drivers/acpi/pfr_update.c line 371 func start_update +p",
                        "module pfr_update file drivers/acpi/pfr_update.c line 152 func query_capability -p",
                        "module pfr_update file drivers/acpi/pfr_update.c line 371 func start_update -p");
    }

    @Test
    void switchesOffBehindTheLastOfSeveralRecordings() throws IOException {
        final KernelLog.Recording first = log.record(MODULE);
        final KernelLog.Recording second = log.record(MODULE);
        assertThat(second.formats()).isEqualTo(first.formats()).isNotEmpty();
        first.close();
        first.close();
        assertThat(kernel.flags(OFF)).isEqualTo("p");

        final KernelLog.Recording third = log.record(MODULE);
        second.close();
        assertThat(kernel.flags(OFF)).isEqualTo("p");
        third.close();
        assertThat(kernel.flags(OFF)).isEqualTo("_");
    }

    @Test
    void isClosedOnce() throws IOException {
        final KernelLog.Recording recording = log.record(MODULE);
        recording.close();
        final int commands = kernel.commands().size();
        recording.close();

        assertThat(kernel.commands()).hasSize(commands);
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(recording::entries)
                .withMessage("/dev/kmsg: read: EBADF, Bad file descriptor");
    }

    @Test
    void findsOutThatSomebodySwitchedALineOffMeanwhile() throws IOException {
        final KernelLog.Recording recording = log.record(MODULE);
        try (recording) {
            recording.checkLines();
            kernel.switching(FLAGGED, false).switching(OTHER, false);

            assertThatIOException()
                    .isThrownBy(recording::checkLines)
                    .withMessage(
                            "/proc/dynamic_debug/control: somebody switched off drivers/acpi/pfr_update.c:371 (start_update)");
            kernel.switching(FLAGGED, true);
            recording.checkLines();
        }
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(recording::checkLines)
                .withMessage("/proc/dynamic_debug/control: read: EBADF, Bad file descriptor");
    }

    @Test
    void givesWhatIsLoggedFromItsStartOn() throws IOException {
        kernel.logs("6,1,1,-;before");
        try (KernelLog.Recording recording = log.record(MODULE)) {
            assertThat(recording.entries()).isEmpty();
            kernel.logs("7,390,2788426,-;pfr_update INTC1080:00: Error Status:3\n SUBSYSTEM=platform\n"
                            + " DEVICE=+platform:INTC1080:00\n")
                    .logs("12,392,2818095,-,more=1;caf\\xc3\\xa9 a\\x5cb\\x0aline\n");

            assertThat(recording.entries())
                    .containsExactly(
                            new KernelMessage(
                                    7,
                                    390,
                                    Duration.ofNanos(2_788_426_000L),
                                    "pfr_update INTC1080:00: Error Status:3",
                                    Map.of("SUBSYSTEM", "platform", "DEVICE", "+platform:INTC1080:00")),
                            new KernelMessage(
                                    12, 392, Duration.ofNanos(2_818_095_000L), "caf\u00e9 a\\b\nline", Map.of()));
            assertThat(recording.entries()).isEmpty();
        }
    }

    @Test
    void hasAGapForWhatWasOverwrittenIsTooLongOrIsNoMessageAndGoesOn() throws IOException {
        try (KernelLog.Recording recording = log.record(MODULE)) {
            kernel.answers(Errno.EPIPE)
                    .logs("6,9,1,-;a\n")
                    .answers(Errno.EINVAL)
                    .logs("no record")
                    .answers(Errno.EINTR)
                    .logs("6,10,1,c;b\n");

            assertThat(recording.entries())
                    .extracting(LinuxKernelLogTest::text)
                    .containsExactly("gap", "a", "gap", "gap", "b");
        }
    }

    @Test
    void passesOnWhatElseTheLogSays() throws IOException {
        try (KernelLog.Recording recording = log.record(MODULE)) {
            kernel.logs("6,9,1,-;a\n").answers(Errno.EIO);

            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(recording::entries)
                    .withMessage("/dev/kmsg: read: EIO, Input/output error");
        }
    }

    @Test
    void keepsTheNewestOfMany() throws IOException {
        try (KernelLog.Recording recording = log.record(MODULE)) {
            IntStream.range(0, 5000).forEach(i -> kernel.logs("6," + i + ",1,-;line " + i + "\n"));

            assertThat(recording.entries())
                    .hasSize(4096)
                    .extracting(LinuxKernelLogTest::text)
                    .startsWith("gap", "line 905")
                    .endsWith("line 4999");
        }
    }

    @Test
    void endsWhereSomebodyWritesFasterThanItReads() throws IOException {
        try (KernelLog.Recording recording = log.record(MODULE)) {
            IntStream.range(0, 70_000).forEach(i -> kernel.logs("6," + i + ",1,-;storm\n"));

            assertThat(recording.entries())
                    .hasSize(4096)
                    .startsWith(new KernelLogGap())
                    .endsWith(new KernelLogGap());
            assertThat(kernel.waiting()).isZero();
        }
    }

    @Test
    void takesDebugfsWhereProcfsHasNoControlFile() throws IOException {
        kernel.refusing(FakeKernelLog.PROC, Errno.ENOENT);
        try (KernelLog.Recording recording = log.record(MODULE)) {
            assertThat(kernel.openFiles()).containsExactly(FakeKernelLog.KMSG, FakeKernelLog.DEBUGFS);
            assertThat(recording.formats()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"record", "check"})
    void saysWhyTheLinesCanNotBeSwitchedOn(String call) {
        kernel.refusing(FakeKernelLog.PROC, Errno.EROFS).refusing(FakeKernelLog.DEBUGFS, Errno.EPERM);

        assertThatIOException()
                .isThrownBy(() -> call(call))
                .withMessage(
                        "the debug lines of pfr_update can not be switched on: /proc/dynamic_debug/control: open: EROFS,"
                                + " Read-only file system; /sys/kernel/debug/dynamic_debug/control: open: EPERM, Operation not"
                                + " permitted (the kernel is locked down, or this process may not)");
        kernel.refusing(FakeKernelLog.PROC, Errno.ENOENT).refusing(FakeKernelLog.DEBUGFS, Errno.EACCES);
        assertThatIOException()
                .isThrownBy(() -> call(call))
                .withMessageContaining(
                        "ENOENT, No such file or directory (not mounted, or a kernel without CONFIG_DYNAMIC_DEBUG)")
                .withMessageContaining("EACCES, Permission denied (this needs root)");
        kernel.refusing(FakeKernelLog.KMSG, Errno.EPERM);
        assertThatIOException()
                .isThrownBy(() -> call(call))
                .withMessage(
                        "/dev/kmsg: open: EPERM, Operation not permitted (where kernel.dmesg_restrict is 1, this needs"
                                + " CAP_SYSLOG)");
        kernel.refusing(FakeKernelLog.KMSG, Errno.EACCES);
        assertThatIOException().isThrownBy(() -> call(call)).withMessage("/dev/kmsg: open: EACCES, Permission denied");
        assertThat(kernel.commands()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"record", "check"})
    void saysThatTheDriverHasNoLines(String call) {
        assertThatIOException()
                .isThrownBy(() -> {
                    if ("record".equals(call)) {
                        log.record("pfr").close();
                    } else {
                        log.check("pfr");
                    }
                })
                .withMessage(
                        "/proc/dynamic_debug/control: pfr has no debug lines: it is not loaded, or the kernel was built"
                                + " without CONFIG_DYNAMIC_DEBUG");
    }

    @Test
    void checksWithoutChangingAnything() throws IOException {
        log.check(MODULE);

        assertThat(kernel.commands()).isEmpty();
    }

    @Test
    void takesBackWhatItDidWhereOneLineCanNotBeSwitchedOn() {
        kernel.refusingCommands(1);

        assertThatIOException()
                .isThrownBy(() -> log.record(MODULE).close())
                .withMessage("/proc/dynamic_debug/control: write: EPERM, Operation not permitted")
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
        assertThat(kernel.commands()).last().asString().endsWith("func start_update -p");
    }

    @Test
    void takesBackWhatItDidWhereTheNativeCodeFails() {
        kernel.breakingAtCommands(1);

        assertThatIllegalStateException()
                .isThrownBy(() -> log.record(MODULE).close())
                .withMessage("broken")
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
        assertThat(kernel.commands()).last().asString().endsWith("func start_update -p");
    }

    @Test
    void saysThatItCouldNotTakeItBack() {
        for (final FakeKernelLog failing :
                List.of(new FakeKernelLog().refusingCommands(1, 2), new FakeKernelLog().breakingAtCommands(1, 2))) {
            failing.with(OFF, "_", "a").with(FLAGGED, "_", "b");

            assertThatException()
                    .isThrownBy(() -> new LinuxKernelLog(new SystemCalls(failing), FakeKernelLog.KMSG)
                            .record(MODULE)
                            .close())
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .singleElement()
                            .asString()
                            .contains("1 of 2 debug lines could not be switched off again"));
            assertThat(failing.openFiles()).isEmpty();
        }
    }

    @Test
    void findsOutThatACommandHadNoEffect() {
        kernel.deaf();

        assertThatIOException()
                .isThrownBy(() -> log.record(MODULE).close())
                .withMessageMatching(
                        "/proc/dynamic_debug/control: the kernel did not switch on \\S+:\\d+ \\(query_capability\\)");
    }

    @Test
    void saysWhatCouldNotBeSwitchedOffAndClosesAllTheSame() throws IOException {
        final FakeKernelLog refusing =
                new FakeKernelLog().with(OFF, "_", "a").with(FLAGGED, "_", "b").refusingCommands(3);
        final KernelLog.Recording recording =
                new LinuxKernelLog(new SystemCalls(refusing), FakeKernelLog.KMSG).record(MODULE);

        assertThatIOException()
                .isThrownBy(recording::close)
                .withMessageContaining("1 of 2 debug lines could not be switched off again");
        assertThat(refusing.openFiles()).isEmpty();
        assertThat(refusing.flags(OFF)).isEqualTo("_");
        assertThat(refusing.flags(FLAGGED)).isEqualTo("p");
    }

    private void call(String call) throws IOException {
        if ("record".equals(call)) {
            log.record(MODULE).close();
        } else {
            log.check(MODULE);
        }
    }

    private static String text(KernelLogEntry entry) {
        return entry instanceof KernelMessage message ? message.text() : "gap";
    }
}
