// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** System calls against objects that every Linux has. Each test also leaves as many descriptors as it found. */
class JnaKernelTest {

    /** No size bits; answered by every pipe (Linux include/uapi/asm-generic/ioctls.h). */
    private static final int FIONREAD = 0x541B;

    /** Null argument; answered by every descriptor (Linux include/uapi/asm-generic/ioctls.h). */
    private static final int FIOCLEX = 0x5451;

    private static final int TCGETS = 0x5401;

    /** {@code O_WRONLY} (Linux include/uapi/asm-generic/fcntl.h). */
    private static final int WRITE_ONLY = 1;

    /** Linux include/uapi/asm-generic/mman-common.h. */
    private static final int PROT_READ = 1;

    /** Linux include/uapi/linux/mman.h. */
    private static final int MAP_SHARED = 1;

    @TempDir
    private Path folder;

    private final RecordingLogger log = new RecordingLogger();
    private final SystemCalls calls = new SystemCalls(JnaKernel.load(log));
    private final List<String> before = Descriptors.open();

    @AfterEach
    void leavesAsManyDescriptorsAsItFound() {
        Descriptors.assertOpen(before);
    }

    @Test
    void saysWhichJnaItIs() {
        assertThat(log.lines())
                .hasSize(1)
                .allMatch(line -> line.matches("INFO Native calls by JNA 5\\.\\d+\\.\\d+ .*"));
    }

    @Test
    void readsZeros() throws ErrnoException {
        final byte[] bytes = new byte[100_000];
        Arrays.fill(bytes, (byte) 1);

        with(
                "/dev/zero",
                SystemCalls.READ_ONLY,
                fd -> assertThat(calls.read(fd, "/dev/zero", bytes)).isEqualTo(100_000));

        assertThat(bytes).containsOnly(0);
    }

    @Test
    void readsToTheEnd() throws ErrnoException {
        with(
                "/dev/null",
                SystemCalls.READ_ONLY,
                fd -> assertThat(calls.read(fd, "/dev/null", new byte[8])).isZero());
    }

    @Test
    void leavesTheRestOfTheBufferAloneWhenItReadsLess() throws IOException {
        final String file =
                Files.write(folder.resolve("file"), new byte[] {1, 2, 3}).toString();
        final byte[] bytes = {9, 9, 9, 9, 9};

        with(
                file,
                SystemCalls.READ_ONLY,
                fd -> assertThat(calls.read(fd, file, bytes)).isEqualTo(3));

        assertThat(bytes).containsExactly(1, 2, 3, 9, 9);
    }

    @Test
    void readsIntoNothing() throws ErrnoException {
        with(
                "/dev/zero",
                SystemCalls.READ_ONLY,
                fd -> assertThat(calls.read(fd, "/dev/zero", new byte[0])).isZero());
    }

    @Test
    void writesAllAndTellsHowMuch() throws IOException {
        final Path file = Files.createFile(folder.resolve("file"));
        final byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);

        with(file.toString(), SystemCalls.READ_WRITE, fd -> {
            assertThat(calls.write(fd, file.toString(), bytes)).isEqualTo(3_000_000);
            assertThat(calls.write(fd, file.toString(), new byte[0])).isZero();
        });

        assertThat(file).hasBinaryContent(bytes);
    }

    @Test
    void closesOnExec() throws IOException {
        final String file = Files.createFile(folder.resolve("file")).toString();

        with(
                file,
                SystemCalls.READ_ONLY,
                fd -> assertThat(Path.of("/proc/self/fdinfo/" + fd))
                        .content()
                        .containsPattern("flags:\\s+02[0-9]{6}\\n"));
    }

    @Test
    void tellsThatANodeIsNoTerminal() throws ErrnoException {
        final byte[] argument = {1, 2, 3, 4};

        with("/dev/null", SystemCalls.READ_WRITE, fd -> {
            assertFails(() -> calls.ioctl(fd, "/dev/null", TCGETS), "ioctl 0x00005401", Errno.ENOTTY);
            assertFails(() -> calls.ioctl(fd, "/dev/null", TCGETS, argument), "ioctl 0x00005401", Errno.ENOTTY);
            assertFails(() -> calls.ioctl(fd, "/dev/null", 0x805CEE05, argument), "ioctl 0x805CEE05", Errno.ENOTTY);
        });

        assertThat(argument).containsExactly(1, 2, 3, 4);
    }

    @Test
    void doesAnIoctlWithoutAnArgument() throws ErrnoException {
        with(
                "/dev/null",
                SystemCalls.READ_WRITE,
                fd -> assertThat(calls.ioctl(fd, "/dev/null", FIOCLEX)).isZero());
    }

    @Test
    void bringsBackWhatAnIoctlAnswers() throws Exception {
        final String pipe = pipe();
        final ByteBuffer count = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());

        with(pipe, SystemCalls.READ_WRITE, fd -> {
            calls.write(fd, pipe, new byte[777]);
            assertThat(calls.ioctl(fd, pipe, FIONREAD, count.array())).isZero();
        });

        assertThat(count.getInt()).isEqualTo(777);
    }

    @Test
    void pollsAnEmptyPipeUntilTheTimeIsOver() throws Exception {
        final String pipe = pipe();

        with(pipe, SystemCalls.READ_WRITE, fd -> {
            final long start = calls.nanos(SystemCalls.Clock.MONOTONIC);
            assertThat(calls.poll(fd, pipe, SystemCalls.POLL_IN, Duration.ofMillis(50)))
                    .isZero();
            assertThat(calls.nanos(SystemCalls.Clock.MONOTONIC) - start).isGreaterThanOrEqualTo(50_000_000);
        });
    }

    /** Milliseconds would make each of these waits three times as long; of so many, one is left alone by the scheduler. */
    @Test
    void pollsInNanoseconds() throws Exception {
        final String pipe = pipe();

        with(pipe, SystemCalls.READ_WRITE, fd -> {
            long shortest = Long.MAX_VALUE;
            for (int i = 0; i < 200; i++) {
                final long start = System.nanoTime();
                assertThat(calls.poll(fd, pipe, SystemCalls.POLL_IN, Duration.ofNanos(300_000)))
                        .isZero();
                shortest = Math.min(shortest, System.nanoTime() - start);
            }
            assertThat(shortest).isBetween(300_000L, 999_999L);
        });
    }

    @Test
    void passesAnAddressToAnIoctl() throws Exception {
        final String pipe = pipe();
        final ByteBuffer count = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());

        try (NativeBlock block = calls.allocate(pipe, 4)) {
            with(pipe, SystemCalls.READ_WRITE, fd -> {
                calls.write(fd, pipe, new byte[777]);
                assertThat(calls.ioctl(fd, pipe, new Request("FIONREAD", FIONREAD), block))
                        .isZero();
                block.copy(0, count.array());
                assertFails(
                        () -> calls.ioctl(fd, pipe, new Request("TCGETS", TCGETS), block),
                        "ioctl TCGETS",
                        Errno.ENOTTY);
            });
        }

        assertThat(count.getInt()).isEqualTo(777);
    }

    @Test
    void allocatesZerosAndTellsWhenThereIsNoMoreMemory() {
        final Kernel kernel = JnaKernel.load(log);
        final byte[] bytes = new byte[70_000];

        for (int i = 0; i < 10; i++) {
            final long address = kernel.allocate(bytes.length);
            kernel.copy(address, bytes);
            assertThat(bytes).containsOnly(0);
            Arrays.fill(bytes, (byte) 1);
            kernel.put(address, bytes);
            kernel.free(address);
        }
        assertThat(kernel.allocate(Long.MAX_VALUE)).isEqualTo(-Errno.ENOMEM.number());
    }

    @Test
    void readsWithoutWaitingWhereToldTo() throws Exception {
        final String pipe = pipe();

        with(pipe, SystemCalls.READ_WRITE, fd -> {
            calls.neverBlock(fd, pipe);
            assertThat(calls.readIfAny(fd, pipe, new byte[9])).isZero();
            calls.write(fd, pipe, new byte[] {4, 5});
            assertThat(calls.readIfAny(fd, pipe, new byte[9])).isEqualTo(2);
        });
        assertFails(() -> calls.neverBlock(1_000_000, "none"), "fcntl F_GETFL", Errno.EBADF);
    }

    @Test
    void pollsAPipeThatHasSomething() throws Exception {
        final String pipe = pipe();

        with(pipe, SystemCalls.READ_WRITE, fd -> {
            assertThat(calls.write(fd, pipe, new byte[] {4, 5})).isEqualTo(2);
            assertThat(calls.poll(fd, pipe, SystemCalls.POLL_IN | SystemCalls.POLL_PRI, Duration.ofHours(1)))
                    .isEqualTo(SystemCalls.POLL_IN);
            assertThat(calls.read(fd, pipe, new byte[9])).isEqualTo(2);
            assertThat(calls.poll(fd, pipe, SystemCalls.POLL_IN, Duration.ZERO)).isZero();
        });
    }

    @Test
    void pollsAPipeWhoseOtherEndHungUp() throws Exception {
        final String pipe = pipe();

        final int both = calls.open(pipe, SystemCalls.READ_WRITE);

        with(pipe, SystemCalls.READ_ONLY, reader -> {
            assertThat(calls.poll(reader, pipe, SystemCalls.POLL_IN, Duration.ZERO))
                    .isZero();
            calls.close(both);
            assertThat(calls.poll(reader, pipe, SystemCalls.POLL_IN, Duration.ofHours(1)))
                    .isEqualTo(SystemCalls.POLL_HUP);
        });
    }

    @Test
    void pollsADescriptorThatIsNone() throws ErrnoException {
        assertThat(calls.poll(1_000_000, "none", SystemCalls.POLL_IN, Duration.ofHours(1)))
                .isEqualTo(SystemCalls.POLL_NVAL);
    }

    @Test
    void countsTheTimeOfASuspendedMachineToo() throws ErrnoException {
        final long monotonic = calls.nanos(SystemCalls.Clock.MONOTONIC);
        final long boottime = calls.nanos(SystemCalls.Clock.BOOTTIME);

        assertThat(monotonic).isPositive();
        assertThat(boottime).isGreaterThanOrEqualTo(monotonic);
        assertThat(calls.nanos(SystemCalls.Clock.BOOTTIME)).isGreaterThanOrEqualTo(boottime);
    }

    @Test
    void readsTheClockThatTheKernelShows() throws IOException {
        final double before = uptimeSeconds();
        final double boottime = calls.nanos(SystemCalls.Clock.BOOTTIME) / 1e9;

        assertThat(boottime).isBetween(before - 0.01, uptimeSeconds() + 0.02);
    }

    @Test
    void refusesWhatIsNotThere() {
        assertOpenFails(folder.resolve("missing").toString(), Errno.ENOENT);
        assertOpenFails("", Errno.ENOENT);
    }

    @Test
    void refusesAFolderForWriting() {
        assertOpenFails(folder.toString(), Errno.EISDIR);
    }

    @Test
    void refusesAFileAsAFolder() {
        assertOpenFails("/dev/null/x", Errno.ENOTDIR);
    }

    @Test
    void refusesALinkToItself() throws IOException {
        assertOpenFails(
                Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"))
                        .toString(),
                Errno.ELOOP);
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertOpenFails("/dev/" + "x".repeat(256), Errno.ENAMETOOLONG);
    }

    @Test
    void refusesANodeWithoutPermission() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        final Path file = Files.createFile(folder.resolve("file"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));

        Unprivileged.call(() -> {
            assertOpenFails(file.toString(), Errno.EACCES);
            return null;
        });
    }

    @Test
    void tellsThatADeviceIsFull() throws ErrnoException {
        with(
                "/dev/full",
                SystemCalls.READ_WRITE,
                fd -> assertFails(() -> calls.write(fd, "/dev/full", new byte[1]), "write", Errno.ENOSPC));
    }

    @Test
    void tellsThatADescriptorIsNotForWriting() throws ErrnoException {
        with(
                "/dev/null",
                SystemCalls.READ_ONLY,
                fd -> assertFails(() -> calls.write(fd, "/dev/null", new byte[1]), "write", Errno.EBADF));
    }

    @Test
    void tellsThatADeviceCanNotBeMapped() throws ErrnoException {
        with(
                "/dev/null",
                SystemCalls.READ_ONLY,
                fd -> assertFails(() -> calls.map(fd, "/dev/null", 4096), "mmap", Errno.ENODEV));
    }

    @Test
    void tellsThatAPipeCanNotBeMapped() throws Exception {
        final String pipe = pipe();

        with(pipe, SystemCalls.READ_WRITE, fd -> assertFails(() -> calls.map(fd, pipe, 4096), "mmap", Errno.ENODEV));
    }

    /** No channel is opened so; the kernel says it of a node whose mode lets this process write only. */
    @Test
    void tellsThatADescriptorForWritingCanNotBeMapped() throws IOException {
        final String file =
                Files.write(folder.resolve("file"), new byte[] {1, 2, 3}).toString();

        with(file, WRITE_ONLY, fd -> assertFails(() -> calls.map(fd, file, 3), "mmap", Errno.EACCES));
        assertThat(Descriptors.mappings(Path.of(file))).isZero();
    }

    @Test
    void tellsThatADescriptorThatIsNoneCanNotBeMapped() {
        assertFails(() -> calls.map(1_000_000, "none", 4096), "mmap", Errno.EBADF);
    }

    @Test
    void mapsUnmapsAndTellsWhatCanNotBeUnmapped() throws ErrnoException {
        final Kernel kernel = JnaKernel.load(log);

        with("/dev/zero", SystemCalls.READ_ONLY, fd -> {
            final long address = kernel.mmap(fd, 5000, PROT_READ, MAP_SHARED);
            assertThat(address).isPositive();
            assertThat(kernel.munmap(address + 1, 5000)).isEqualTo(-Errno.EINVAL.number());
            assertThat(kernel.munmap(address, 5000)).isZero();
            assertThat(kernel.mmap(fd, 0, PROT_READ, MAP_SHARED)).isEqualTo(-Errno.EINVAL.number());
        });
    }

    @Test
    void copiesToAllOfTheTarget() throws IOException {
        final Kernel kernel = JnaKernel.load(log);
        final byte[] content = new byte[70_000];
        new Random(1).nextBytes(content);
        final String file = Files.write(folder.resolve("file"), content).toString();
        final byte[] bytes = new byte[66_001];

        with(file, SystemCalls.READ_ONLY, fd -> {
            final long address = kernel.mmap(fd, content.length, PROT_READ, MAP_SHARED);
            kernel.copy(address + 3999, bytes);
            kernel.copy(address, new byte[0]);
            assertThat(kernel.munmap(address, content.length)).isZero();
        });

        assertThat(bytes).isEqualTo(Arrays.copyOfRange(content, 3999, 70_000));
    }

    @Test
    void tellsThatAMappingIsTooLarge() throws ErrnoException {
        with(
                "/dev/zero",
                SystemCalls.READ_ONLY,
                fd -> assertFails(() -> calls.map(fd, "/dev/zero", Long.MAX_VALUE), "mmap", Errno.ENOMEM));
    }

    @Test
    void keepsErrnoApartFromWhatCameBefore() throws ErrnoException {
        with("/dev/null", SystemCalls.READ_ONLY, fd -> {
            for (int i = 0; i < 1000; i++) {
                assertOpenFails("/dev/null/x", Errno.ENOTDIR);
                assertFails(() -> calls.ioctl(fd, "/dev/null", TCGETS), "ioctl 0x00005401", Errno.ENOTTY);
                assertThat(calls.read(fd, "/dev/null", new byte[1])).isZero();
            }
        });
    }

    private interface Use {
        void on(int fd) throws ErrnoException;
    }

    private void with(String path, int access, Use use) throws ErrnoException {
        final int fd = calls.open(path, access);
        try {
            use.on(fd);
        } finally {
            calls.close(fd);
        }
    }

    private String pipe() throws IOException, InterruptedException {
        final String pipe = folder.resolve("pipe").toString();
        final Process process = new ProcessBuilder("mkfifo", pipe).inheritIO().start();
        assertThat(process.waitFor()).isZero();
        return pipe;
    }

    private static double uptimeSeconds() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
    }

    private void assertOpenFails(String path, Errno errno) {
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> calls.open(path, SystemCalls.READ_WRITE))
                .satisfies(failure -> {
                    assertThat(failure.call()).isEqualTo("open");
                    assertThat(failure.target()).isEqualTo(path);
                    assertThat(failure.errno()).contains(errno);
                });
    }

    private static void assertFails(ThrowingCallable code, String call, Errno errno) {
        assertThatExceptionOfType(ErrnoException.class).isThrownBy(code).satisfies(failure -> {
            assertThat(failure.call()).isEqualTo(call);
            assertThat(failure.errno()).contains(errno);
        });
    }
}
