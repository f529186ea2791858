// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy, over a kernel that answers as told. */
class SystemCallsTest {

    private static final int EINTR = -4;

    private final FakeKernel kernel = new FakeKernel();
    private final SystemCalls calls = new SystemCalls(kernel);

    @Test
    void opensClosedOnExecByTheBytesOfThePath() throws ErrnoException {
        kernel.answer(7, 8);

        assertThat(calls.open("/dev/\u00fc", SystemCalls.READ_WRITE)).isEqualTo(7);
        assertThat(calls.open("/dev/x", SystemCalls.READ_ONLY)).isEqualTo(8);
        assertThat(kernel.asked()).containsExactly("open /dev/\u00fc$ 2000002", "open /dev/x$ 2000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/x\0", "\0", "/dev/\0/x", "/dev/\ud800"})
    void refusesAPathThatTheKernelWouldReadAsAnother(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> calls.open(path, SystemCalls.READ_ONLY));
        assertThat(kernel.asked()).isEmpty();
    }

    @Test
    void opensAgainAfterASignal() throws ErrnoException {
        kernel.answer(EINTR, EINTR, 7);

        assertThat(calls.open("/dev/x", SystemCalls.READ_ONLY)).isEqualTo(7);
        assertThat(kernel.asked()).hasSize(3);
    }

    @Test
    void readsAgainAfterASignal() throws ErrnoException {
        kernel.answer(EINTR, 5);

        assertThat(calls.read(3, "/dev/x", new byte[8])).isEqualTo(5);
        assertThat(kernel.asked()).hasSize(2);
    }

    @Test
    void locksAgainAfterASignal() throws ErrnoException {
        kernel.answer(EINTR, 0);

        assertThat(calls.tryLock(3, "/dev/x")).isTrue();
        assertThat(kernel.asked()).containsExactly("flock 3 6", "flock 3 6");
    }

    @Test
    void pollsAgainAfterASignalForTheTimeThatIsLeft() throws ErrnoException {
        kernel.answer(() -> {
            final long end = System.nanoTime() + 20_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return EINTR;
        });
        kernel.answer(1);

        assertThat(calls.poll(3, "/dev/x", SystemCalls.POLL_IN, Duration.ofMillis(60_000)))
                .isEqualTo(SystemCalls.POLL_IN);
        assertThat(kernel.asked()).hasSize(2).allMatch(call -> call.startsWith("poll 3 1 "));
        final long first = Long.parseLong(kernel.asked().get(0).substring(9));
        final long second = Long.parseLong(kernel.asked().get(1).substring(9));
        assertThat(first).isBetween(1L, 60_000_000_000L);
        assertThat(second).isBetween(1L, first - 19_000_000);
    }

    @Test
    void pollsAsLongAsAskedAndLooksOnlyForNothing() throws ErrnoException {
        calls.poll(3, "/dev/x", SystemCalls.POLL_IN, Duration.ZERO);
        calls.poll(3, "/dev/x", SystemCalls.POLL_IN, Duration.ofSeconds(-1));
        calls.poll(3, "/dev/x", SystemCalls.POLL_IN, Duration.ofDays(100));

        assertThat(kernel.asked()).hasSize(3).startsWith("poll 3 1 0", "poll 3 1 0");
        assertThat(Long.parseLong(kernel.asked().get(2).substring(9)))
                .isBetween(Duration.ofDays(99).toNanos(), Duration.ofDays(100).toNanos());
    }

    @Test
    void neverRepeatsAnIoctl() {
        kernel.answer(EINTR, 0);

        assertFails(() -> calls.ioctl(3, "/dev/x", 0x4004EE02), "ioctl 0x4004EE02", Errno.EINTR);
        assertThat(kernel.asked()).containsExactly("ioctl 3 4004ee02");
    }

    @Test
    void neverRepeatsAnIoctlWithAnArgument() {
        kernel.answer(EINTR, 0);

        assertFails(() -> calls.ioctl(3, "/dev/x", 0x805CEE05, new byte[92]), "ioctl 0x805CEE05", Errno.EINTR);
        assertThat(kernel.asked()).containsExactly("ioctl 3 805cee05 92");
    }

    @Test
    void neverRepeatsAnIoctlWithABlock() throws ErrnoException {
        kernel.answer(EINTR, 0);

        try (NativeBlock block = calls.allocate("/dev/x", 32)) {
            assertFails(
                    () -> calls.ioctl(3, "/dev/x", new Request("SPI_IOC_MESSAGE(1)", 0x40206B00), block),
                    "ioctl SPI_IOC_MESSAGE(1)",
                    Errno.EINTR);
        }
        assertThat(kernel.asked()).containsExactly("ioctl 3 40206b00 at 7f0000000000");
    }

    @Test
    void refusesAnArgumentOfAnotherSizeThanTheRequestCodes() {
        final Request request = new Request("SPI_IOC_WR_MODE32", 0x40046B05);

        for (final int length : new int[] {0, 3, 5}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> calls.ioctl(3, "/dev/x", request, new byte[length]))
                    .withMessage("ioctl SPI_IOC_WR_MODE32 takes 4 bytes, not " + length);
        }
        assertThat(kernel.asked()).isEmpty();
    }

    @Test
    void readsWhatIsThereAndAgainAfterASignal() throws ErrnoException {
        kernel.answer(EINTR, 48, -11, -19);

        assertThat(calls.readIfAny(3, "/dev/x", new byte[96])).isEqualTo(48);
        assertThat(calls.readIfAny(3, "/dev/x", new byte[96])).isZero();
        assertFails(() -> calls.readIfAny(3, "/dev/x", new byte[96]), "read", Errno.ENODEV);
        assertThat(kernel.asked()).hasSize(4);
    }

    @Test
    void addsToTheFlagsOfADescriptor() throws ErrnoException {
        kernel.answer(0100002, 0, -9, 2, -1);

        calls.neverBlock(3, "/dev/x");

        assertThat(kernel.asked()).containsExactly("fcntl 3 3 0", "fcntl 3 4 104002");
        assertFails(() -> calls.neverBlock(3, "/dev/x"), "fcntl F_GETFL", Errno.EBADF);
        assertFails(() -> calls.neverBlock(3, "/dev/x"), "fcntl F_SETFL", Errno.EPERM);
    }

    @Test
    void saysThatThereIsNoMemory() {
        kernel.withoutMemory();

        assertFails(() -> calls.allocate("/dev/x", 32), "malloc", Errno.ENOMEM);
    }

    @Test
    void neverRepeatsAWrite() {
        kernel.answer(EINTR, 5);

        assertFails(() -> calls.write(3, "/dev/x", new byte[5]), "write", Errno.EINTR);
        assertThat(kernel.asked()).containsExactly("write 3 5");
    }

    @Test
    void neverRepeatsAClose() {
        kernel.answer(EINTR, 0);

        calls.close(3);

        assertThat(kernel.asked()).containsExactly("close 3");
    }

    @Test
    void tellsAHeldLockFromAFailure() throws ErrnoException {
        kernel.answer(-11, -37);

        assertThat(calls.tryLock(3, "/dev/x")).isFalse();
        assertFails(() -> calls.tryLock(3, "/dev/x"), "flock", Errno.ENOLCK);
    }

    @Test
    void namesTheCallAndThePath() {
        kernel.answer(-2, -5, -19, -22);

        assertFails(() -> calls.open("/dev/x", SystemCalls.READ_ONLY), "open", Errno.ENOENT);
        assertFails(() -> calls.read(3, "/dev/x", new byte[1]), "read", Errno.EIO);
        assertFails(() -> calls.map(3, "/dev/x", 4096), "mmap", Errno.ENODEV);
        assertFails(() -> calls.poll(3, "/dev/x", 1, Duration.ZERO), "ppoll", Errno.EINVAL);
    }

    @Test
    void namesAClockThatTheKernelDoesNotHave() {
        kernel.answer(-22);

        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> calls.nanos(SystemCalls.Clock.BOOTTIME))
                .withMessage("CLOCK_BOOTTIME: clock_gettime: EINVAL, Invalid argument");
        assertThat(kernel.asked()).containsExactly("clock 7");
    }

    @Test
    void mapsSharedForReadingAndUnmapsTheSame() throws ErrnoException {
        kernel.answer(0x7000_0000_0000L);

        calls.map(3, "/dev/x", 5000).close();

        assertThat(kernel.asked()).containsExactly("mmap 3 5000 1 1", "munmap " + 0x7000_0000_0000L + " 5000");
    }

    private static void assertFails(ThrowingCallable code, String call, Errno errno) {
        assertThatExceptionOfType(ErrnoException.class).isThrownBy(code).satisfies(failure -> {
            assertThat(failure.call()).isEqualTo(call);
            assertThat(failure.target()).isEqualTo("/dev/x");
            assertThat(failure.errno()).contains(errno);
        });
    }
}
