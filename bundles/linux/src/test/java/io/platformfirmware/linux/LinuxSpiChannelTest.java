// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiTransfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels over a kernel whose spidev is a fake one, and over this machine's, which has none that a test could count on. */
class LinuxSpiChannelTest {

    private static final String PATH = "/dev/spidev0.0";

    @TempDir
    private Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private final FakeSpidev spidev = new FakeSpidev(kernel);
    private final LinuxSpiDevice device = new LinuxSpiDevice(new SystemCalls(kernel), PATH);

    @Test
    void knowsItsPath() {
        assertThat(device.path()).isEqualTo(PATH);
        assertThat(device).hasToString(PATH);
        assertThat(device.clock()).isSameAs(device.clock());
    }

    @Test
    void opensForReadingAndWritingWithOneBlock() throws ErrnoException {
        final SpiChannel channel = open();

        assertThat(kernel.asked()).containsExactly("open /dev/spidev0.0$ 2000002");
        assertThat(kernel.blocks()).containsExactly(511 * 32 + 2 * 4096);
        channel.close();
        channel.close();
        assertThat(kernel.asked()).endsWith("flock 3 8", "close 3").hasSize(3);
        assertGivenBack();
    }

    @Test
    void setsModeBitsPerWordAndSpeed() throws ErrnoException {
        final List<String> values = new ArrayList<>();

        try (SpiChannel channel = open()) {
            for (int i = 0; i < 3; i++) {
                kernel.answer(() -> {
                    values.add(Integer.toHexString(kernel.request()) + " "
                            + HexFormat.of().formatHex(kernel.argument()));
                    return 0;
                });
            }
            channel.setUp(1_000_000);
        }

        assertThat(values).containsExactly("40046b05 00000000", "40016b03 08", "40046b04 40420f00");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void refusesASpeedThatIsNone(int speed) throws ErrnoException {
        try (SpiChannel channel = open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> channel.setUp(speed));
            assertThat(kernel.asked()).hasSize(1);
        }
    }

    @Test
    void namesTheSettingThatTheControllerRefuses() throws ErrnoException {
        try (SpiChannel channel = open()) {
            kernel.answer(-22, 0, -22, 0, 0, -22);

            assertFails(() -> channel.setUp(1), "ioctl SPI_IOC_WR_MODE32", Errno.EINVAL);
            assertFails(() -> channel.setUp(1), "ioctl SPI_IOC_WR_BITS_PER_WORD", Errno.EINVAL);
            assertFails(() -> channel.setUp(1), "ioctl SPI_IOC_WR_MAX_SPEED_HZ", Errno.EINVAL);
        }
        assertGivenBack();
    }

    @Test
    void sendsAndReceivesWithOneIoctl() throws ErrnoException {
        final byte[] header = new byte[4];
        final byte[] data = {9, 9};
        final byte[] read = {9, 9, 9};

        try (SpiChannel channel = open()) {
            kernel.answer(spidev::answer);
            channel.message(
                    SpiTransfer.exchange(bytes("83d40f00"), header),
                    SpiTransfer.read(read).withCsChange(),
                    SpiTransfer.write(bytes("0102")),
                    new SpiTransfer(bytes("a5ff"), data, 65535, true));
        }

        assertThat(spidev.sent())
                .containsExactly(
                        new FakeSpidev.Sent("83d40f00", true, 4, 0, 0),
                        new FakeSpidev.Sent("none", true, 3, 0, 1),
                        new FakeSpidev.Sent("0102", false, 2, 0, 0),
                        new FakeSpidev.Sent("a5ff", true, 2, 65535, 1));
        assertThat(header).isEqualTo(bytes("7c2bf0ff"));
        assertThat(read).isEqualTo(bytes("ffffff"));
        assertThat(data).isEqualTo(bytes("5a00"));
        assertThat(kernel.asked())
                .containsExactly(
                        "open /dev/spidev0.0$ 2000002", "ioctl 3 40806b00 at 7f0000000000", "flock 3 8", "close 3");
        assertGivenBack();
    }

    @Test
    void sendsAPulseOnChipSelect() throws ErrnoException {
        try (SpiChannel channel = open()) {
            kernel.answer(spidev::answer);
            channel.message(SpiTransfer.pause(1000));
        }

        assertThat(spidev.sent()).containsExactly(new FakeSpidev.Sent("none", false, 0, 1000, 0));
    }

    /** What an earlier message left in the block is neither sent nor received. */
    @Test
    void usesTheSameBlockForEveryMessage() throws ErrnoException {
        final byte[] large = new byte[4096];
        Arrays.fill(large, (byte) 0x5A);
        final byte[] small = new byte[2];

        try (SpiChannel channel = open()) {
            for (int i = 0; i < 100; i++) {
                kernel.answer(spidev::answer).answer(spidev::answer);
                channel.message(SpiTransfer.exchange(large, new byte[4096]));
                channel.message(SpiTransfer.read(small));
                assertThat(small).containsOnly(0xFF);
                assertThat(kernel.blocks()).hasSize(1);
                assertThat(kernel.address()).isEqualTo(FakeKernel.FIRST_BLOCK);
            }
        }
        assertGivenBack();
    }

    @Test
    void takesAsMuchAsTheDriverDoesAndRefusesMoreWithoutAskingIt() throws ErrnoException {
        final SpiTransfer[] pauses = new SpiTransfer[512];
        Arrays.fill(pauses, SpiTransfer.pause(0));
        final byte[] in = new byte[4096];

        try (SpiChannel channel = open()) {
            kernel.answer(spidev::answer).answer(spidev::answer);
            channel.message(SpiTransfer.exchange(new byte[4096], in));
            channel.message(Arrays.copyOf(pauses, 511));
            assertThat(kernel.asked()).hasSize(3);

            assertFails(() -> channel.message(pauses), "ioctl SPI_IOC_MESSAGE(512)", Errno.EMSGSIZE);
            assertFails(
                    () -> channel.message(SpiTransfer.read(new byte[4096]), SpiTransfer.read(new byte[1])),
                    "ioctl SPI_IOC_MESSAGE(2)",
                    Errno.EMSGSIZE);
            assertThatIllegalArgumentException().isThrownBy(channel::message);
            assertThat(kernel.asked()).hasSize(3);
        }
        assertThat(in).containsOnly(0xFF);
        assertThat(spidev.sent()).hasSize(512);
    }

    @Test
    void failsWhenFewerBytesMovedThanAsked() throws ErrnoException {
        final byte[] in = {9, 9, 9, 9};

        try (SpiChannel channel = open()) {
            kernel.answer(() -> spidev.answer() - 1);
            assertFails(() -> channel.message(SpiTransfer.read(in)), "ioctl SPI_IOC_MESSAGE(1)", Errno.EIO);
        }
        assertThat(in).containsOnly(9);
        assertGivenBack();
    }

    @ParameterizedTest
    @EnumSource(names = {"EINTR", "EIO", "EINVAL", "EMSGSIZE", "ESHUTDOWN", "ETIMEDOUT", "ENOTTY", "EFAULT"})
    void passesOnWhatTheDriverSaysAndNeverAsksAgain(Errno errno) throws ErrnoException {
        final byte[] in = {9, 9};

        try (SpiChannel channel = open()) {
            kernel.answer(-errno.number());
            assertFails(() -> channel.message(SpiTransfer.read(in)), "ioctl SPI_IOC_MESSAGE(1)", errno);
            assertThat(kernel.asked()).hasSize(2);

            kernel.answer(spidev::answer);
            channel.message(SpiTransfer.read(new byte[1]));
        }
        assertThat(in).containsOnly(9);
        assertGivenBack();
    }

    @Test
    void givesEverythingBackWhenItCanNotBeOpened() {
        kernel.answer(-19, -2);

        assertFails(() -> device.open().close(), "open", Errno.ENODEV);
        assertFails(() -> device.open().close(), "open", Errno.ENOENT);
        assertGivenBack();
    }

    @Test
    void givesTheDescriptorBackWhenThereIsNoMemory() {
        kernel.withoutMemory().answer(3);

        assertFails(() -> device.open().close(), "malloc", Errno.ENOMEM);
        assertThat(kernel.asked()).containsExactly("open /dev/spidev0.0$ 2000002", "close 3");
        assertGivenBack();
    }

    @Test
    void refusesEverythingWhenClosed() throws ErrnoException {
        final SpiChannel channel = open();
        channel.close();
        final int before = kernel.asked().size();

        assertFails(() -> channel.setUp(1), "ioctl SPI_IOC_WR_MODE32", Errno.EBADF);
        assertFails(() -> channel.message(SpiTransfer.pause(0)), "ioctl SPI_IOC_MESSAGE(1)", Errno.EBADF);
        assertFails(() -> channel.message(SpiTransfer.read(new byte[5000])), "ioctl SPI_IOC_MESSAGE(1)", Errno.EBADF);
        assertFails(channel::tryLock, "flock", Errno.EBADF);
        assertThat(kernel.asked()).hasSize(before);
    }

    @Test
    void freesTheBlockOnceTheMessageThatIsUnderWayReturns() throws Exception {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);
        final byte[] in = new byte[3];
        final SpiChannel channel = open();
        kernel.answer(() -> {
            entered.countDown();
            await(leave);
            return spidev.answer();
        });
        final CompletableFuture<Void> message = CompletableFuture.runAsync(
                () -> {
                    try {
                        channel.message(SpiTransfer.read(in));
                    } catch (ErrnoException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task, "caller").start());
        await(entered);

        channel.close();

        assertThat(message).isNotDone();
        assertThat(kernel.blocks()).hasSize(1);
        assertThat(kernel.descriptors()).containsExactly(3);
        assertFails(() -> channel.message(SpiTransfer.pause(0)), "ioctl SPI_IOC_MESSAGE(1)", Errno.EBADF);
        leave.countDown();
        message.get(30, TimeUnit.SECONDS);
        assertThat(in).containsOnly(0xFF);
        assertThat(kernel.asked()).endsWith("flock 3 8", "close 3");
        assertGivenBack();
    }

    @Test
    void locksAgainstAnotherChannel() throws IOException {
        final String file = Files.createFile(folder.resolve("file")).toString();
        final LinuxSpiDevice real = real(file);

        try (SpiChannel second = real.open()) {
            try (SpiChannel first = real.open()) {
                assertThat(first.tryLock()).isTrue();
                assertThat(second.tryLock()).isFalse();
            }
            assertThat(second.tryLock()).isTrue();
        }
    }

    @Test
    void leavesNoDescriptorBehind() throws ErrnoException {
        everyPath();
        final List<String> before = Descriptors.open();

        for (int i = 0; i < 20; i++) {
            everyPath();
        }

        Descriptors.assertOpen(before);
    }

    private void everyPath() throws ErrnoException {
        try (SpiChannel channel = real("/dev/null").open()) {
            assertFails(() -> channel.setUp(1_000_000), "ioctl SPI_IOC_WR_MODE32", Errno.ENOTTY);
            assertFails(
                    () -> channel.message(
                            SpiTransfer.exchange(new byte[4], new byte[4]), SpiTransfer.read(new byte[64])),
                    "ioctl SPI_IOC_MESSAGE(2)",
                    Errno.ENOTTY);
        }
        assertFails(() -> real(folder.toString()).open().close(), "open", Errno.EISDIR);
        assertFails(() -> real(folder.resolve("x").toString()).open().close(), "open", Errno.ENOENT);
    }

    private static LinuxSpiDevice real(String path) {
        return new LinuxSpiDevice(new SystemCalls(JnaKernel.load(new RecordingLogger())), path);
    }

    private SpiChannel open() throws ErrnoException {
        kernel.answer(3);
        return device.open();
    }

    private void assertGivenBack() {
        assertThat(kernel.descriptors()).isEmpty();
        assertThat(kernel.blocks()).isEqualTo(Collections.emptyList());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
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
