// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.SystemError;
import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceFailuresTest {

    private final FakeDevice device = new FakeDevice();
    private final DeviceFailures failures = new DeviceFailures("fake0", "fake:list");

    @ParameterizedTest
    @CsvSource({
        "ENOENT, DEVICE_GONE,       fake:list",
        "ENODEV, DEVICE_GONE,       fake:list",
        "ENXIO,  DEVICE_GONE,       fake:list",
        "EBADF,  DEVICE_GONE,       fake:list",
        "EACCES, PERMISSION_DENIED, udev",
        "EPERM,  PERMISSION_DENIED, udev"
    })
    void sayWhatToDo(Errno errno, FailureReason reason, String advice) {
        final FirmwareException e = failures.of("open", new ErrnoException("open", "/dev/fake0", errno));

        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e).hasMessageStartingWith("fake0: open: ").hasMessageContaining("open: " + errno);
        assertThat(e.failure().nextStep()).get().asString().contains(advice);
    }

    @ParameterizedTest
    @EnumSource(Errno.class)
    void keepTheAnswerOfTheSystemWhateverItIs(Errno errno) {
        final ErrnoException cause = new ErrnoException("open", "/dev/fake0", errno);

        final FirmwareException e = failures.of("open", cause);

        assertThat(e.failure().systemError())
                .contains(new SystemError("open", errno.number(), errno.name(), errno.sentence()));
        assertThat(e).hasCause(cause);
    }

    @Test
    void liveWithANumberThatNobodyKnows() {
        final FirmwareException e = failures.of("query", new ErrnoException("ioctl", "/dev/fake0", 4711));

        assertThat(e.reason()).isEqualTo(FailureReason.IO_ERROR);
        assertThat(e).hasMessageContaining("errno 4711");
    }

    @Test
    void nameTheCallInTheDriversTerms() {
        final ErrnoException cause = new ErrnoException("ioctl 0x1", "/dev/fake0", Errno.EIO);

        final FirmwareException e =
                failures.of("query", DeviceFailures.systemError("ioctl FAKE_IOC_QUERY", cause), cause);

        assertThat(e).hasMessageContaining("ioctl FAKE_IOC_QUERY: EIO");
    }

    @Test
    void openForWhatIsAskedFor() throws Exception {
        try (CharChannel asking = failures.open(() -> device.open(Access.READ_ONLY));
                CharChannel locked = failures.openLocked(() -> device.open(Access.READ_WRITE))) {
            assertThat(asking).isNotSameAs(locked);
            assertThat(device.open()).containsExactly(Access.READ_ONLY, Access.READ_WRITE);
        }
        assertThat(device.open()).isEmpty();
    }

    @Test
    void tellThatADeviceCanNotBeOpened() {
        device.failsToOpen(Errno.ENOENT);

        assertThat(failure(() -> failures.open(() -> device.open(Access.READ_ONLY)))
                        .reason())
                .isEqualTo(FailureReason.DEVICE_GONE);
        assertThat(failure(() -> failures.openLocked(() -> device.open(Access.READ_ONLY))))
                .hasMessageStartingWith("fake0: open: ");
    }

    @Test
    void leaveNoChannelOpenWhereAnotherHoldsTheLock() {
        device.isLockedByAnother();

        final FirmwareException e = failure(() -> failures.openLocked(() -> device.open(Access.READ_WRITE)));

        assertThat(e.reason()).isEqualTo(FailureReason.DEVICE_LOCKED);
        assertThat(e.failure().deviceId()).contains("fake0");
        assertThat(e.failure().nextStep()).get().asString().contains("fuser");
        assertThat(device.open()).isEmpty();
    }

    @Test
    void leaveNoChannelOpenWhereLockingFails() {
        device.failsToLock(Errno.ENODEV);

        final FirmwareException e = failure(() -> failures.openLocked(() -> device.open(Access.READ_WRITE)));

        assertThat(e.reason()).isEqualTo(FailureReason.DEVICE_GONE);
        assertThat(e).hasMessageStartingWith("fake0: lock: ");
        assertThat(device.open()).isEmpty();
    }

    private static FirmwareException failure(OwnerThread.Task<CharChannel> opening) {
        return catchThrowableOfType(FirmwareException.class, () -> opening.run().close());
    }
}
