// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The pool over a kernel that answers as told, and over this machine's, which is given bytes and no credit. */
class LinuxEntropyPoolTest {

    private static final String PATH = "/dev/random";
    private static final int FD = 3;
    private static final int CAP_SYS_ADMIN = 21;
    private static final String EFFECTIVE = "CapEff:";

    private final FakeKernel kernel = new FakeKernel();
    private final LinuxEntropyPool pool = new LinuxEntropyPool(new SystemCalls(kernel), PATH);
    private final LinuxEntropyPool real =
            new LinuxEntropyPool(new SystemCalls(JnaKernel.load(new RecordingLogger())), PATH);
    private final List<String> before = Descriptors.open();

    @AfterEach
    void leavesNothingOpenAndNoMemory() {
        assertThat(kernel.descriptors()).isEmpty();
        assertThat(kernel.blocks()).isEmpty();
        Descriptors.assertOpen(before);
    }

    @Test
    void knowsItsPath() {
        assertThat(pool.path()).isEqualTo(PATH);
        assertThat(pool).hasToString(PATH);
    }

    @Test
    void opensGivesTheBytesAndCloses() throws ErrnoException {
        kernel.answer(FD);

        pool.add(new byte[32], 175);

        assertThat(kernel.asked())
                .containsExactly(
                        "open /dev/random$ 2000002",
                        "ioctl 3 40085203 at " + Long.toHexString(FakeKernel.FIRST_BLOCK),
                        "close 3");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a1b2c3d4e5,  40, 28000000 05000000 a1b2c3d4e5
            a1b2c3d4,    0,  00000000 04000000 a1b2c3d4
            ff,          1,  01000000 01000000 ff
            '',          0,  00000000 00000000
            """)
    void codesCreditInBitsSizeInBytesAndTheBytes(String bytes, int bits, String info) throws ErrnoException {
        final String expected = info.replace(" ", "");
        final AtomicReference<String> coded = new AtomicReference<>();
        kernel.answer(FD).answer(() -> {
            coded.set(HexFormat.of().formatHex(kernel.memory(kernel.address(), expected.length() / 2)));
            return 0;
        });

        pool.add(HexFormat.of().parseHex(bytes), bits);

        assertThat(coded).hasValue(expected);
    }

    @Test
    void wipesTheBytesBeforeTheMemoryIsGivenBack() throws ErrnoException {
        final byte[] bytes = HexFormat.of().parseHex("a1b2c3d4");

        kernel.answer(FD);
        pool.add(bytes, 0);
        assertThat(kernel.freed()).isEqualTo(new byte[12]);

        kernel.answer(FD, -Errno.EPERM.number());
        assertFails(() -> pool.add(bytes, 32), "ioctl RNDADDENTROPY", Errno.EPERM);
        assertThat(kernel.freed()).isEqualTo(new byte[12]);
        assertThat(bytes).as("the caller's own").containsExactly(0xa1, 0xb2, 0xc3, 0xd4);
    }

    @ParameterizedTest
    @EnumSource(names = {"EPERM", "EINVAL", "EFAULT", "ENOTTY", "EINTR"})
    void passesOnWhatTheDriverSays(Errno errno) {
        kernel.answer(FD, -errno.number());

        assertFails(() -> pool.add(new byte[4], 32), "ioctl RNDADDENTROPY", errno);
        assertThat(kernel.asked()).hasSize(3).endsWith("close 3");
    }

    @Test
    void passesOnThatThereIsNoNodeOrNoMemory() {
        kernel.answer(-2);
        assertFails(() -> pool.add(new byte[4], 32), "open", Errno.ENOENT);

        kernel.withoutMemory().answer(FD);
        assertFails(() -> pool.add(new byte[4], 32), "malloc", Errno.ENOMEM);
        assertThat(kernel.asked()).endsWith("close 3");
    }

    @ParameterizedTest
    @CsvSource({"4, -1", "4, 33", "0, 1", "32, 2147483647"})
    void refusesCreditThatCanNotBeBeforeItOpensAnything(int length, int bits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.add(new byte[length], bits))
                .withMessage(bits + " bits of entropy in " + length + " bytes");
        assertThat(kernel.asked()).isEmpty();
    }

    @Test
    void thisKernelTakesBytesWithoutCreditFromWhoeverMayAdministrateIt() throws Exception {
        if (mayAdministrate()) {
            real.add(HexFormat.of().parseHex("a1b2c3d4e5"), 0);
            real.add(new byte[0], 0);
        } else {
            assertFails(() -> real.add(new byte[5], 0), "ioctl RNDADDENTROPY", Errno.EPERM);
        }
    }

    @Test
    void thisKernelRefusesWhoeverMayNotAdministrateIt() throws Exception {
        Unprivileged.call(() -> {
            assertFails(() -> real.add(new byte[5], 0), "ioctl RNDADDENTROPY", Errno.EPERM);
            return null;
        });
    }

    /** Whether this process has {@code CAP_SYS_ADMIN} in effect (Linux include/uapi/linux/capability.h). */
    private static boolean mayAdministrate() throws IOException {
        // no channel: the first one of a JVM opens a socket and keeps it
        try (InputStream status = new FileInputStream("/proc/self/status")) {
            final String effective = new String(status.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith(EFFECTIVE))
                    .findFirst()
                    .orElseThrow()
                    .substring(EFFECTIVE.length())
                    .strip();
            return (Long.parseLong(effective, 16) >>> CAP_SYS_ADMIN & 1) == 1;
        }
    }

    private static void assertFails(ThrowingCallable code, String call, Errno errno) {
        assertThatExceptionOfType(ErrnoException.class).isThrownBy(code).satisfies(failure -> {
            assertThat(failure.call()).isEqualTo(call);
            assertThat(failure.target()).isEqualTo(PATH);
            assertThat(failure.errno()).contains(errno);
        });
    }
}
