// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.platformfirmware.device.EdgeLine;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chips and lines over a kernel that answers as told, and lines over a pipe of this machine, into which events are written. */
class LinuxGpioChipTest {

    private static final String PATH = "/dev/gpiochip0";
    private static final int CHIP = 3;
    private static final int LINE = 9;
    private static final int EAGAIN = -11;
    private static final int EINTR = -4;

    /** A rising edge (1) of line 7, the second that was recorded. */
    private static final byte[] EVENT = HexFormat.of()
            .parseHex("15cd5b0700000000" + "01000000" + "07000000" + "02000000" + "02000000" + "00".repeat(24));

    @TempDir
    private Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private final LinuxGpioChip chip = new LinuxGpioChip(new SystemCalls(kernel), PATH);
    private final SystemCalls calls = new SystemCalls(JnaKernel.load(new RecordingLogger()));

    @AfterEach
    void leavesNothingOpen() {
        assertThat(kernel.descriptors()).isEmpty();
    }

    @Test
    void knowsItsPath() {
        assertThat(chip.path()).isEqualTo(PATH);
        assertThat(chip).hasToString(PATH);
    }

    @Test
    void takesALineAndClosesTheChip() throws ErrnoException {
        final EdgeLine line = take();

        assertThat(kernel.asked())
                .containsExactly(
                        "open /dev/gpiochip0$ 2000002",
                        "ioctl 3 c250b407 592",
                        "close 3",
                        "fcntl 9 3 0",
                        "fcntl 9 4 4000");
        assertThat(kernel.descriptors()).containsExactly(LINE);
        line.close();
        line.close();
        assertThat(kernel.asked()).endsWith("fcntl 9 4 4000", "flock 9 8", "close 9");
    }

    @Test
    void asksForTheLine() throws ErrnoException {
        final byte[][] asked = new byte[1][];
        kernel.answer(CHIP).answer(() -> {
            asked[0] = kernel.argument().clone();
            return -16;
        });

        assertFails(() -> chip.risingEdges(7, "test").close(), "ioctl GPIO_V2_GET_LINE_IOCTL", Errno.EBUSY);
        assertThat(asked[0]).isEqualTo(GpioLineRequest.risingEdges(7, "test"));
    }

    @ParameterizedTest
    @EnumSource(names = {"EBUSY", "ENXIO", "EINVAL", "ENODEV", "EPERM", "EINTR", "ENOTTY"})
    void passesOnWhatTheDriverSaysAndClosesTheChip(Errno errno) {
        kernel.answer(CHIP, -errno.number());

        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> chip.risingEdges(7, "test").close())
                .withMessage("/dev/gpiochip0: ioctl GPIO_V2_GET_LINE_IOCTL: " + errno + ", " + errno.sentence());
        assertThat(kernel.asked()).containsExactly("open /dev/gpiochip0$ 2000002", "ioctl 3 c250b407 592", "close 3");
    }

    @Test
    void passesOnThatThereIsNoChip() {
        kernel.answer(-2);

        assertFails(() -> chip.risingEdges(7, "test").close(), "open", Errno.ENOENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"F_GETFL", "F_SETFL"})
    void closesTheLineToo(String command) {
        kernel.answer(CHIP).answer(this::give).answer(0);
        kernel.answer("F_GETFL".equals(command) ? new long[] {-22} : new long[] {0, -22});

        assertFails(() -> chip.risingEdges(7, "test").close(), "fcntl " + command, Errno.EINVAL);
        assertThat(kernel.asked()).endsWith("close 9");
    }

    @Test
    void refusesWhatIsNoLineBeforeItOpensAnything() {
        assertThatIllegalArgumentException().isThrownBy(() -> chip.risingEdges(-1, "test"));
        assertThatIllegalArgumentException().isThrownBy(() -> chip.risingEdges(7, "x".repeat(32)));
        assertThat(kernel.asked()).isEmpty();
    }

    @Test
    void countsTheEdgesThatItForgets() throws ErrnoException {
        try (EdgeLine line = take()) {
            events(16);
            events(16);
            events(3).answer(EAGAIN);
            assertThat(line.drain()).isEqualTo(35);
            kernel.answer(EAGAIN);
            assertThat(line.drain()).isZero();
        }
        assertThat(kernel.asked()).filteredOn("read 9"::equals).hasSize(5);
    }

    @Test
    void forgetsOnAfterASignal() throws ErrnoException {
        try (EdgeLine line = take()) {
            kernel.answer(EINTR);
            events(2).answer(EINTR, EAGAIN);
            assertThat(line.drain()).isEqualTo(2);
        }
    }

    @Test
    void returnsFromALineThatNeverRests() throws ErrnoException {
        try (EdgeLine line = take()) {
            for (int i = 0; i < 1000; i++) {
                events(16);
            }
            assertThat(line.drain()).isEqualTo(1024);
            assertThat(kernel.asked()).filteredOn("read 9"::equals).hasSize(64);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 47})
    void returnsWhereThereIsNoWholeEvent(long bytes) throws ErrnoException {
        try (EdgeLine line = take()) {
            kernel.answer(bytes);
            assertThat(line.drain()).isZero();
        }
    }

    @Test
    void tellsThatTheChipHasGoneWhileItForgets() throws ErrnoException {
        try (EdgeLine line = take()) {
            events(1).answer(-19);
            assertFails(line::drain, "read", Errno.ENODEV);
        }
    }

    @Test
    void waitsInNanosecondsForSomethingToRead() throws ErrnoException {
        try (EdgeLine line = take()) {
            kernel.answer(SystemCalls.POLL_IN, 0);

            assertThat(line.await(300_000)).isTrue();
            assertThat(line.await(0)).isFalse();
        }
        assertThat(kernel.asked().get(6)).isEqualTo("poll 9 1 0");
        final String first = kernel.asked().get(5);
        assertThat(first).startsWith("poll 9 1 ");
        assertThat(Long.parseLong(first.substring(9))).isBetween(0L, 300_000L);
    }

    @Test
    void waitsOnAfterASignalForTheTimeThatIsLeft() throws ErrnoException {
        try (EdgeLine line = take()) {
            kernel.answer(EINTR, EINTR, SystemCalls.POLL_IN);

            assertThat(line.await(Duration.ofHours(1).toNanos())).isTrue();
        }
        final List<Long> waits = kernel.asked().stream()
                .filter(call -> call.startsWith("poll"))
                .map(call -> Long.valueOf(call.substring(9)))
                .toList();
        assertThat(waits).hasSize(3).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                SystemCalls.POLL_ERR,
                SystemCalls.POLL_HUP,
                SystemCalls.POLL_NVAL,
                SystemCalls.POLL_IN | SystemCalls.POLL_ERR,
                SystemCalls.POLL_ERR | SystemCalls.POLL_HUP
            })
    void tellsThatTheChipHasGoneWhileItWaits(int events) throws ErrnoException {
        try (EdgeLine line = take()) {
            kernel.answer(events);

            assertFails(() -> line.await(1), "ppoll", Errno.ENODEV);
        }
    }

    @Test
    void passesOnThatItCanNotWait() throws ErrnoException {
        try (EdgeLine line = take()) {
            kernel.answer(-12);

            assertFails(() -> line.await(1), "ppoll", Errno.ENOMEM);
        }
    }

    @Test
    void refusesEverythingWhenClosed() throws ErrnoException {
        final EdgeLine line = take();
        line.close();
        final int before = kernel.asked().size();

        assertFails(line::drain, "read", Errno.EBADF);
        assertFails(() -> line.await(1), "ppoll", Errno.EBADF);
        assertThat(kernel.asked()).hasSize(before);
    }

    @Test
    void givesTheLineBackOnceTheWaitThatIsUnderWayReturns() throws Exception {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);
        final EdgeLine line = take();
        kernel.answer(() -> {
            entered.countDown();
            await(leave);
            return 0;
        });
        final CompletableFuture<Boolean> wait = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return line.await(1);
                    } catch (ErrnoException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task, "waiter").start());
        await(entered);

        line.close();

        assertThat(wait).isNotDone();
        assertThat(kernel.descriptors()).containsExactly(LINE);
        leave.countDown();
        assertThat(wait.get(30, TimeUnit.SECONDS)).isFalse();
        assertThat(kernel.asked()).endsWith("flock 9 8", "close 9");
    }

    @Test
    void readsAndAwaitsEventsOfThisKernel() throws Exception {
        final String pipe = pipe();
        final int writer = calls.open(pipe, SystemCalls.READ_WRITE);

        try (LinuxEdgeLine line = line(pipe)) {
            assertThat(line.drain()).isZero();
            assertThat(line.await(0)).isFalse();
            calls.write(writer, pipe, EVENT);
            assertThat(line.await(Duration.ofHours(1).toNanos())).isTrue();
            assertThat(line.await(0)).isTrue();
            for (int i = 0; i < 40; i++) {
                calls.write(writer, pipe, EVENT);
            }
            assertThat(line.drain()).isEqualTo(41);
            assertThat(line.await(300_000)).isFalse();
        } finally {
            calls.close(writer);
        }
    }

    @Test
    void wakesUpForAnEdgeThatComes() throws Exception {
        final String pipe = pipe();
        final int writer = calls.open(pipe, SystemCalls.READ_WRITE);

        try (LinuxEdgeLine line = line(pipe)) {
            final Thread waiter = Thread.currentThread();
            final CompletableFuture<Void> edge = CompletableFuture.runAsync(
                    () -> {
                        Await.until(() -> isInPoll(waiter), "a wait");
                        try {
                            calls.write(writer, pipe, EVENT);
                        } catch (ErrnoException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task, "hardware").start());
            assertThat(line.await(Duration.ofHours(1).toNanos())).isTrue();
            edge.get(30, TimeUnit.SECONDS);
        } finally {
            calls.close(writer);
        }
    }

    @Test
    void tellsThatTheOtherEndOfThisKernelsPipeHungUp() throws Exception {
        final String pipe = pipe();
        final int writer = calls.open(pipe, SystemCalls.READ_WRITE);
        final int reader = calls.open(pipe, SystemCalls.READ_ONLY);
        calls.neverBlock(reader, pipe);

        try (LinuxEdgeLine line = new LinuxEdgeLine(calls, pipe, reader)) {
            calls.close(writer);
            assertFails(() -> line.await(Duration.ofHours(1).toNanos()), "ppoll", Errno.ENODEV);
        }
    }

    @Test
    void leavesNoDescriptorBehind() throws Exception {
        final String pipe = pipe();
        everyPath(pipe);
        final List<String> before = Descriptors.open();

        for (int i = 0; i < 20; i++) {
            everyPath(pipe);
        }

        Descriptors.assertOpen(before);
    }

    private void everyPath(String pipe) throws ErrnoException {
        assertFails(
                () -> real("/dev/null").risingEdges(0, "test").close(), "ioctl GPIO_V2_GET_LINE_IOCTL", Errno.ENOTTY);
        assertFails(
                () -> real(folder.resolve("x").toString())
                        .risingEdges(0, "test")
                        .close(),
                "open",
                Errno.ENOENT);
        assertFails(() -> real(folder.toString()).risingEdges(0, "test").close(), "open", Errno.EISDIR);
        try (LinuxEdgeLine line = line(pipe)) {
            assertThat(line.drain()).isZero();
        }
    }

    private LinuxGpioChip real(String path) {
        return new LinuxGpioChip(calls, path);
    }

    private LinuxEdgeLine line(String pipe) throws ErrnoException {
        final int fd = calls.open(pipe, SystemCalls.READ_WRITE);
        calls.neverBlock(fd, pipe);
        return new LinuxEdgeLine(calls, pipe, fd);
    }

    private String pipe() throws Exception {
        final String pipe = folder.resolve("pipe").toString();
        assertThat(new ProcessBuilder("mkfifo", pipe).inheritIO().start().waitFor())
                .isZero();
        return pipe;
    }

    private static boolean isInPoll(Thread thread) {
        return Arrays.stream(thread.getStackTrace()).anyMatch(frame -> "ppoll".equals(frame.getMethodName()));
    }

    private EdgeLine take() throws ErrnoException {
        kernel.answer(CHIP).answer(this::give).answer(0, 0, 0);
        return chip.risingEdges(7, "test");
    }

    /** What the driver does with a request: puts the line's descriptor at the end. */
    private long give() {
        kernel.argument()[588] = (byte) kernel.opened(LINE);
        return 0;
    }

    private FakeKernel events(int count) {
        return kernel.answer(() -> {
            final byte[] buffer = kernel.argument();
            for (int i = 0; i < count; i++) {
                System.arraycopy(EVENT, 0, buffer, i * EVENT.length, EVENT.length);
            }
            return (long) count * EVENT.length;
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertFails(ThrowingCallable code, String call, Errno errno) {
        assertThatExceptionOfType(ErrnoException.class).isThrownBy(code).satisfies(failure -> {
            assertThat(failure.call()).isEqualTo(call);
            assertThat(failure.errno()).contains(errno);
        });
    }
}
