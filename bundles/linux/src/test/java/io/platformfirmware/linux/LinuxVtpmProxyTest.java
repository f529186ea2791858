// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.VtpmDevice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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

/** The proxy and its devices over a kernel that answers as told, and what nodes of this machine that are none say. */
class LinuxVtpmProxyTest {

    private static final String PATH = "/dev/vtpmx";
    private static final int NODE = 3;
    private static final int DEVICE = 9;
    private static final int EINTR = -4;
    private static final Duration SOON = Duration.ofNanos(300_000);
    private static final byte[] GET_RANDOM = HexFormat.of().parseHex("80010000000c0000017b0008");
    private static final byte[] RESPONSE = HexFormat.of().parseHex("80010000000a00000101");

    @TempDir
    private Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private final LinuxVtpmProxy proxy = new LinuxVtpmProxy(new SystemCalls(kernel), PATH);
    private final SystemCalls calls = new SystemCalls(JnaKernel.load(new RecordingLogger()));

    @AfterEach
    void leavesNothingOpen() {
        assertThat(kernel.descriptors()).isEmpty();
    }

    @Test
    void knowsItsPath() {
        assertThat(proxy.path()).isEqualTo(PATH);
        assertThat(proxy).hasToString(PATH);
    }

    @Test
    void makesADeviceAndClosesTheNode() throws ErrnoException {
        final VtpmDevice device = make();

        assertThat(kernel.asked())
                .containsExactly("open /dev/vtpmx$ 2000002", "ioctl 3 c014a100 20", "close 3", "fcntl 9 2 1");
        assertThat(kernel.descriptors()).containsExactly(DEVICE);
        assertThat(device.number()).isEqualTo(2);
        assertThat(device).hasToString("/dev/tpm2");
        device.close();
        device.close();
        assertThat(kernel.asked()).endsWith("fcntl 9 2 1", "flock 9 8", "close 9");
    }

    @Test
    void asksForATpm2() {
        final byte[][] asked = new byte[1][];
        kernel.answer(NODE).answer(() -> {
            asked[0] = kernel.argument().clone();
            return -1;
        });

        assertFails(() -> proxy.newTpm2().close(), "ioctl VTPM_PROXY_IOC_NEW_DEV", Errno.EPERM);
        assertThat(asked[0]).isEqualTo(VtpmNewDev.tpm2());
    }

    @ParameterizedTest
    @EnumSource(names = {"EPERM", "EOPNOTSUPP", "ENOMEM", "EMFILE", "EINTR", "ENOTTY"})
    void passesOnWhatTheDriverSaysAndClosesTheNode(Errno errno) {
        kernel.answer(NODE, -errno.number());

        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> proxy.newTpm2().close())
                .withMessage("/dev/vtpmx: ioctl VTPM_PROXY_IOC_NEW_DEV: " + errno + ", " + errno.sentence());
        assertThat(kernel.asked()).containsExactly("open /dev/vtpmx$ 2000002", "ioctl 3 c014a100 20", "close 3");
    }

    @ParameterizedTest
    @EnumSource(names = {"ENOENT", "EACCES"})
    void passesOnThatTheNodeCanNotBeOpened(Errno errno) {
        kernel.answer(-errno.number());

        assertFails(() -> proxy.newTpm2().close(), "open", errno);
    }

    @Test
    void closesTheDeviceThatCanNotBeKeptFromChildren() {
        kernel.answer(NODE).answer(this::give).answer(0, -22);

        assertFails(() -> proxy.newTpm2().close(), "fcntl F_SETFD", Errno.EINVAL);
        assertThat(kernel.asked()).endsWith("close 9");
    }

    @Test
    void readsAWholeCommand() throws ErrnoException {
        try (VtpmDevice device = make()) {
            kernel.answer(SystemCalls.POLL_IN).answer(() -> {
                assertThat(kernel.argument()).hasSize(4096);
                System.arraycopy(GET_RANDOM, 0, kernel.argument(), 0, GET_RANDOM.length);
                return GET_RANDOM.length;
            });

            assertThat(device.readCommand(SOON).orElseThrow()).isEqualTo(GET_RANDOM);
        }
        final String poll = kernel.asked().get(4);
        assertThat(poll).startsWith("poll 9 1 ");
        assertThat(Long.parseLong(poll.substring(9))).isBetween(0L, SOON.toNanos());
        assertThat(kernel.asked()).contains("read 9");
    }

    @Test
    void neverReadsWhereThereIsNothing() throws ErrnoException {
        try (VtpmDevice device = make()) {
            kernel.answer(0);

            assertThat(device.readCommand(Duration.ZERO)).isEmpty();
        }
        assertThat(kernel.asked()).contains("poll 9 1 0").doesNotContain("read 9");
    }

    @Test
    void goesOnAfterASignal() throws ErrnoException {
        try (VtpmDevice device = make()) {
            kernel.answer(EINTR, SystemCalls.POLL_IN, EINTR, 10);

            assertThat(device.readCommand(Duration.ofHours(1)).orElseThrow()).hasSize(10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SystemCalls.POLL_HUP, SystemCalls.POLL_IN | SystemCalls.POLL_HUP})
    void tellsThatTheKernelHasGivenItUp(int events) throws ErrnoException {
        try (VtpmDevice device = make()) {
            kernel.answer(events);

            assertFails(() -> device.readCommand(SOON), "ppoll", Errno.EPIPE);
        }
        assertThat(kernel.asked()).doesNotContain("read 9");
    }

    @ParameterizedTest
    @ValueSource(ints = {SystemCalls.POLL_ERR, SystemCalls.POLL_NVAL})
    void tellsThatItFailed(int events) throws ErrnoException {
        try (VtpmDevice device = make()) {
            kernel.answer(events);

            assertFails(() -> device.readCommand(SOON), "ppoll", Errno.EIO);
        }
    }

    @Test
    void tellsThatTheKernelGivesItUpBeforeItIsRead() throws ErrnoException {
        try (VtpmDevice device = make()) {
            kernel.answer(SystemCalls.POLL_IN, -32);

            assertFails(() -> device.readCommand(SOON), "read", Errno.EPIPE);
        }
    }

    @Test
    void writesTheWholeResponseAtOnce() throws ErrnoException {
        try (VtpmDevice device = make()) {
            kernel.answer(RESPONSE.length);

            device.write(RESPONSE);

            assertThat(kernel.argument()).isEqualTo(RESPONSE);
        }
        assertThat(kernel.asked()).contains("write 9 10");
    }

    @ParameterizedTest
    @EnumSource(names = {"EIO", "EPIPE", "EINTR"})
    void passesOnThatTheResponseIsNotTaken(Errno errno) throws ErrnoException {
        try (VtpmDevice device = make()) {
            kernel.answer(-errno.number());

            assertFails(() -> device.write(RESPONSE), "write", errno);
        }
        assertThat(kernel.asked()).filteredOn("write 9 10"::equals).hasSize(1);
    }

    @Test
    void tellsThatAPartWasTaken() throws ErrnoException {
        try (VtpmDevice device = make()) {
            kernel.answer(9);

            assertFails(() -> device.write(RESPONSE), "write", Errno.EIO);
        }
    }

    @Test
    void refusesEverythingWhenClosed() throws ErrnoException {
        final VtpmDevice device = make();
        device.close();
        final int before = kernel.asked().size();

        assertFails(() -> device.readCommand(SOON), "read", Errno.EBADF);
        assertFails(() -> device.write(RESPONSE), "write", Errno.EBADF);
        assertThat(kernel.asked()).hasSize(before);
    }

    @Test
    void takesTheDeviceFromTheKernelOnceTheWaitThatIsUnderWayReturns() throws Exception {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);
        final VtpmDevice device = make();
        kernel.answer(() -> {
            entered.countDown();
            await(leave);
            return 0;
        });
        final CompletableFuture<Optional<byte[]>> wait = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return device.readCommand(SOON);
                    } catch (ErrnoException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task, "waiter").start());
        await(entered);

        device.close();

        assertThat(wait).isNotDone();
        assertThat(kernel.descriptors()).containsExactly(DEVICE);
        leave.countDown();
        assertThat(wait.get(30, TimeUnit.SECONDS)).isEmpty();
        assertThat(kernel.asked()).endsWith("flock 9 8", "close 9");
    }

    @Test
    void leavesNoDescriptorBehindWhereThisMachineHasNoSuchNode() {
        everyPath();
        final List<String> before = Descriptors.open();

        for (int i = 0; i < 20; i++) {
            everyPath();
        }

        Descriptors.assertOpen(before);
    }

    private void everyPath() {
        assertFails(() -> real("/dev/null").newTpm2().close(), "ioctl VTPM_PROXY_IOC_NEW_DEV", Errno.ENOTTY);
        assertFails(() -> real(folder.resolve("x").toString()).newTpm2().close(), "open", Errno.ENOENT);
    }

    private LinuxVtpmProxy real(String path) {
        return new LinuxVtpmProxy(calls, path);
    }

    private VtpmDevice make() throws ErrnoException {
        kernel.answer(NODE).answer(this::give).answer(0, 0);
        return proxy.newTpm2();
    }

    /** What the driver does with a request: puts number and descriptor behind the flags. */
    private long give() {
        kernel.argument()[4] = 2;
        kernel.argument()[8] = (byte) kernel.opened(DEVICE);
        return 0;
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
