// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Ioctl;
import io.platformfirmware.device.Mapping;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices and channels over this machine's kernel, and over a fake one where the kernel can not be made to behave so. */
class LinuxCharChannelTest {

    /** {@code RNDGETENTCNT} (Linux include/uapi/linux/random.h): answered by /dev/urandom to everybody. */
    private static final int RNDGETENTCNT = Ioctl.read('R', 0, Integer.BYTES);

    private static final int FIONREAD = 0x541B;

    @TempDir
    private Path folder;

    private final SystemCalls calls = new SystemCalls(JnaKernel.load(new RecordingLogger()));

    @Test
    void knowsItsPath() {
        assertThat(device(Path.of("/dev/null")).path()).isEqualTo("/dev/null");
        assertThat(device(Path.of("/dev/null"))).hasToString("/dev/null");
    }

    @Test
    void bringsBackWhatADriverAnswers() throws ErrnoException {
        final byte[] argument = {-1, -1, -1, -1};

        try (CharChannel channel = device(Path.of("/dev/urandom")).open(Access.READ_ONLY)) {
            assertThat(channel.ioctl(RNDGETENTCNT, argument)).isZero();
        }

        assertThat(ByteBuffer.wrap(argument).order(ByteOrder.nativeOrder()).getInt())
                .isBetween(0, 4096 * 8);
    }

    @Test
    void namesTheRequestThatADriverRefuses() throws ErrnoException {
        try (CharChannel channel = device(Path.of("/dev/null")).open(Access.READ_WRITE)) {
            assertFails(() -> channel.ioctl(0x4004EE02), "ioctl 0x4004EE02", Errno.ENOTTY);
            assertFails(() -> channel.ioctl(0x805CEE05, new byte[92]), "ioctl 0x805CEE05", Errno.ENOTTY);
        }
    }

    @Test
    void refusesAnArgumentOfAnotherSizeBeforeTheKernelSeesIt() {
        final FakeKernel kernel = new FakeKernel();
        final LinuxCharChannel channel = new LinuxCharChannel(new SystemCalls(kernel), "/dev/x", 3);

        for (final int length : new int[] {0, 91, 93}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> channel.ioctl(0x805CEE05, new byte[length]))
                    .withMessage("ioctl 0x805CEE05 takes 92 bytes, not " + length);
        }
        assertThat(kernel.asked()).isEmpty();
    }

    @Test
    void opensForReadingOnly() throws IOException {
        final Path file = Files.createFile(folder.resolve("file"));

        try (CharChannel channel = device(file).open(Access.READ_ONLY)) {
            assertFails(() -> channel.write(new byte[1]), "write", Errno.EBADF);
        }
        assertThat(file).isEmptyFile();
    }

    @Test
    void writesWithOneCall() throws IOException {
        final Path file = Files.createFile(folder.resolve("file"));

        try (CharChannel channel = device(file).open(Access.READ_WRITE)) {
            assertThat(channel.write(new byte[1_234_567])).isEqualTo(1_234_567);
            assertThat(channel.write(new byte[0])).isZero();
        }
        assertThat(file).hasSize(1_234_567);
    }

    @Test
    void writesNothingByACallOfLengthNothing() throws ErrnoException {
        final FakeKernel kernel = new FakeKernel();

        assertThat(new LinuxCharChannel(new SystemCalls(kernel), "/dev/x", 3).write(new byte[0]))
                .isZero();
        assertThat(kernel.asked()).containsExactly("write 3 0");
    }

    @Test
    void refusesADeviceThatHasGone() {
        final Path missing = folder.resolve("missing");

        assertFails(() -> device(missing).open(Access.READ_ONLY).close(), "open", Errno.ENOENT);
    }

    @Test
    void mapsASparseFile() throws IOException {
        final Path file = folder.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1 << 20);
            sparse.seek(700_000);
            sparse.write(new byte[] {1, 2, 3});
        }
        final byte[] bytes = new byte[5];

        try (CharChannel channel = device(file).open(Access.READ_ONLY);
                Mapping mapping = channel.map(1 << 20)) {
            mapping.read(699_999, bytes);
            assertThat(mapping.size()).isEqualTo(1 << 20);
        }

        assertThat(bytes).containsExactly(0, 1, 2, 3, 0);
    }

    @Test
    void mapsSharedSoThatLaterChangesShow() throws IOException {
        final Path file = Files.write(folder.resolve("file"), new byte[4096]);
        final byte[] bytes = new byte[3];

        try (CharChannel channel = device(file).open(Access.READ_WRITE);
                Mapping mapping = channel.map(4096)) {
            channel.write(new byte[] {7, 8, 9});
            mapping.read(0, bytes);
        }

        assertThat(bytes).containsExactly(7, 8, 9);
    }

    @Test
    void keepsAMappingWhenTheChannelIsClosed() throws IOException {
        final Path file = Files.write(folder.resolve("file"), new byte[] {1, 2, 3});
        final byte[] bytes = new byte[3];
        final CharChannel channel = device(file).open(Access.READ_ONLY);

        try (Mapping mapping = channel.map(3)) {
            channel.close();
            assertThat(Descriptors.count(file)).isZero();
            assertThat(Descriptors.permissions(file)).containsExactly("r--s");
            mapping.read(0, bytes);
        }

        assertThat(bytes).containsExactly(1, 2, 3);
        assertThat(Descriptors.mappings(file)).isZero();
    }

    @Test
    void keepsAMappingThatWasUnderWayWhenTheChannelWasClosed() throws Exception {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);
        final FakeKernel kernel = new FakeKernel();
        kernel.answer(() -> {
            entered.countDown();
            await(leave);
            return 0x7000_0000_0000L;
        });
        final LinuxCharChannel channel = new LinuxCharChannel(new SystemCalls(kernel), "/dev/x", 3);
        final AtomicReference<Mapping> mapping = new AtomicReference<>();
        final CompletableFuture<Integer> map = async(() -> {
            mapping.set(channel.map(5000));
            return 0;
        });
        await(entered);

        channel.close();
        leave.countDown();
        map.get(30, TimeUnit.SECONDS);
        mapping.get().close();

        assertThat(kernel.asked())
                .containsExactly("mmap 3 5000 1 1", "flock 3 8", "close 3", "munmap " + 0x7000_0000_0000L + " 5000");
    }

    @Test
    void namesTheNodeThatCanNotBeMapped() throws ErrnoException {
        try (CharChannel channel = device(Path.of("/dev/null")).open(Access.READ_ONLY)) {
            assertThatExceptionOfType(ErrnoException.class)
                    .isThrownBy(() -> channel.map(4096).close())
                    .withMessage("/dev/null: mmap: ENODEV, No such device");
        }
    }

    @Test
    void doesAllButWritingOnAChannelForReading() throws IOException {
        final Path file = Files.write(folder.resolve("file"), new byte[] {1, 2, 3});
        final byte[] bytes = new byte[3];

        try (CharChannel channel = device(file).open(Access.READ_ONLY)) {
            assertThat(channel.tryLock()).isTrue();
            assertFails(() -> channel.ioctl(0x400CEE06, new byte[12]), "ioctl 0x400CEE06", Errno.ENOTTY);
            assertFails(() -> channel.write(new byte[1]), "write", Errno.EBADF);
            try (Mapping mapping = channel.map(3)) {
                mapping.read(0, bytes);
            }
        }

        assertThat(bytes).containsExactly(1, 2, 3);
    }

    @Test
    void refusesALengthThatIsNone() throws ErrnoException {
        try (CharChannel channel = device(Path.of("/dev/zero")).open(Access.READ_ONLY)) {
            assertThatIllegalArgumentException().isThrownBy(() -> channel.map(0));
            assertThatIllegalArgumentException().isThrownBy(() -> channel.map(-1));
        }
    }

    @Test
    void locksAgainstAnotherChannelOfThisProcess() throws IOException {
        final Path file = Files.createFile(folder.resolve("file"));

        try (CharChannel second = device(file).open(Access.READ_ONLY)) {
            try (CharChannel first = device(file).open(Access.READ_WRITE)) {
                assertThat(first.tryLock()).isTrue();
                assertThat(first.tryLock()).isTrue();
                assertThat(second.tryLock()).isFalse();
            }
            assertThat(second.tryLock()).isTrue();
        }
    }

    @Test
    void givesTheLockBackWhileAMappingIsAlive() throws IOException {
        final Path file = Files.write(folder.resolve("file"), new byte[1]);
        final CharChannel first = device(file).open(Access.READ_WRITE);
        assertThat(first.tryLock()).isTrue();

        try (Mapping mapping = first.map(1);
                CharChannel second = device(file).open(Access.READ_WRITE)) {
            first.close();
            assertThat(second.tryLock()).isTrue();
            mapping.read(0, new byte[1]);
        }
    }

    @Test
    void locksAgainstAnotherProcess() throws Exception {
        final Path file = Files.createFile(folder.resolve("file"));

        try (CharChannel channel = device(file).open(Access.READ_WRITE)) {
            assertThat(channel.tryLock()).isTrue();
            assertThat(flock(file).waitFor()).isEqualTo(1);
        }
        assertThat(flock(file).waitFor()).isZero();
    }

    @Test
    void isRefusedTheLockThatAnotherProcessHolds() throws Exception {
        final Path file = Files.createFile(folder.resolve("file"));
        final Process holder = new ProcessBuilder("flock", file.toString(), "sh", "-c", "echo held; read line")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        try (CharChannel channel = device(file).open(Access.READ_WRITE);
                BufferedReader said =
                        new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("held");
            assertThat(channel.tryLock()).isFalse();
            holder.getOutputStream().close();
            holder.waitFor();
            assertThat(channel.tryLock()).isTrue();
        } finally {
            holder.destroy();
        }
    }

    @Test
    void leavesADescriptorAloneThatHasItsOldNumber() throws IOException {
        final Path file = Files.createFile(folder.resolve("file"));
        final Path other = Files.write(folder.resolve("other"), new byte[] {1, 2, 3});
        final int fd = calls.open(file.toString(), SystemCalls.READ_WRITE);
        final CharChannel channel = new LinuxCharChannel(calls, file.toString(), fd);
        channel.close();
        final int recycled = calls.open(other.toString(), SystemCalls.READ_WRITE);

        try {
            assertThat(recycled).isEqualTo(fd);
            assertFails(() -> channel.write(new byte[1]), "write", Errno.EBADF);
            assertFails(() -> channel.ioctl(0x4004EE02), "ioctl 0x4004EE02", Errno.EBADF);
            assertFails(() -> channel.ioctl(RNDGETENTCNT, new byte[4]), "ioctl 0x80045200", Errno.EBADF);
            assertFails(() -> channel.map(3).close(), "mmap", Errno.EBADF);
            assertFails(channel::tryLock, "flock", Errno.EBADF);
            channel.close();
            assertThat(calls.read(recycled, other.toString(), new byte[9])).isEqualTo(3);
        } finally {
            calls.close(recycled);
        }
        assertThat(other).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void closesOnceTheCallThatIsUnderWayReturns() throws Exception {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);
        final FakeKernel kernel = new FakeKernel();
        kernel.answer(() -> {
            entered.countDown();
            await(leave);
            return 0;
        });
        final LinuxCharChannel channel = new LinuxCharChannel(new SystemCalls(kernel), "/dev/x", 3);
        final CompletableFuture<Integer> ioctl = async(() -> channel.ioctl(0x4004EE02));
        await(entered);

        channel.close();
        channel.close();

        assertThat(ioctl).isNotDone();
        assertThat(kernel.asked()).containsExactly("ioctl 3 4004ee02");
        assertFails(() -> channel.ioctl(0x4004EE03), "ioctl 0x4004EE03", Errno.EBADF);
        leave.countDown();
        assertThat(ioctl.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(kernel.asked()).containsExactly("ioctl 3 4004ee02", "flock 3 8", "close 3");
    }

    @Test
    void closesOnceAWriteThatBlocksInTheKernelReturns() throws Exception {
        final Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        final int reader = calls.open(pipe.toString(), SystemCalls.READ_WRITE);
        try {
            final CharChannel channel = device(pipe).open(Access.READ_WRITE);
            final CompletableFuture<Integer> write = async(() -> channel.write(new byte[200_000]));
            Await.until(() -> waiting(reader, pipe) > 0, "a write under way");

            channel.close();

            assertThat(write).isNotDone();
            assertThat(Descriptors.count(pipe)).isEqualTo(2);
            final byte[] buffer = new byte[10_000];
            for (int taken = 0; taken < 200_000; ) {
                taken += calls.read(reader, pipe.toString(), buffer);
            }
            assertThat(write.get(30, TimeUnit.SECONDS)).isEqualTo(200_000);
            assertThat(Descriptors.count(pipe)).isEqualTo(1);
        } finally {
            calls.close(reader);
        }
    }

    @Test
    void leavesNoDescriptorBehind() throws IOException {
        final Path file = Files.write(folder.resolve("file"), new byte[100]);
        everyPath(file);
        final List<String> before = Descriptors.open();

        for (int i = 0; i < 20; i++) {
            everyPath(file);
        }

        Descriptors.assertOpen(before);
        assertThat(Descriptors.mappings(file)).isZero();
    }

    private void everyPath(Path file) throws ErrnoException {
        final LinuxCharDevice device = device(file);
        try (CharChannel channel = device.open(Access.READ_WRITE);
                CharChannel other = device.open(Access.READ_ONLY);
                Mapping mapping = channel.map(100)) {
            channel.write(new byte[10]);
            mapping.read(0, new byte[100]);
            assertThat(channel.tryLock()).isTrue();
            assertThat(other.tryLock()).isFalse();
            assertFails(() -> channel.ioctl(0x4004EE02), "ioctl 0x4004EE02", Errno.ENOTTY);
            assertFails(() -> channel.map(Long.MAX_VALUE).close(), "mmap", Errno.ENOMEM);
            assertFails(() -> other.write(new byte[1]), "write", Errno.EBADF);
        }
        assertFails(() -> device(folder).open(Access.READ_WRITE).close(), "open", Errno.EISDIR);
        assertFails(() -> device(folder.resolve("x")).open(Access.READ_ONLY).close(), "open", Errno.ENOENT);
    }

    private int waiting(int fd, Path pipe) {
        final ByteBuffer count = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
        try {
            calls.ioctl(fd, pipe.toString(), FIONREAD, count.array());
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
        return count.getInt();
    }

    private static Process flock(Path file) throws IOException {
        return new ProcessBuilder("flock", "--nonblock", file.toString(), "true")
                .inheritIO()
                .start();
    }

    private LinuxCharDevice device(Path path) {
        return new LinuxCharDevice(calls, path.toString());
    }

    private interface Call {
        int run() throws ErrnoException;
    }

    private static CompletableFuture<Integer> async(Call call) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return call.run();
                    } catch (ErrnoException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task, "caller").start());
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
