// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PfruFailuresTest {

    private static final String NODE = "/dev/acpi_pfr_update0";
    private static final PfruFailures FAILURES = new PfruFailures("pfru0");

    @ParameterizedTest
    @CsvSource({
        "QUERY_CAP, EBUSY,  FIRMWARE_REFUSED",
        "STAGE,     EBUSY,  FIRMWARE_REFUSED",
        "ACTIVATE,  EBUSY,  FIRMWARE_REFUSED",
        "STAGE,     EINVAL, DRIVER_REFUSED",
        "SET_REV,   EINVAL, DRIVER_REFUSED",
        "QUERY_CAP, ENOTTY, DRIVER_REFUSED",
        "QUERY_CAP, ENODEV, DEVICE_GONE",
        "STAGE,     EBADF,  DEVICE_GONE",
        "QUERY_CAP, EPERM,  PERMISSION_DENIED",
        "STAGE,     EFAULT, IO_ERROR",
        "STAGE,     EIO,    IO_ERROR"
    })
    void tellTheFirmwareFromTheDriver(PfruIoctl request, Errno errno, FailureReason reason) {
        final FirmwareException e = FAILURES.ofIoctl("op", request, new ErrnoException("ioctl 0x0", NODE, errno));

        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e)
                .hasMessageStartingWith("pfru0: op: ")
                .hasMessageContaining("ioctl " + request.symbol() + ": " + errno);
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"ENOENT", "EACCES", "EBUSY", "EINVAL", "ENOMEM", "ENOSPC", "EINTR"})
    void keepTheAnswerOfTheSystemWhateverItIs(Errno errno) {
        final FirmwareException write = FAILURES.ofWrite(
                new ErrnoException("write", NODE, errno),
                Bench.capsule("good-code-injection-v1.cap"),
                Samples.capability(1));

        assertThat(write.failure().systemError().orElseThrow().errno()).isEqualTo(errno.number());
        assertThat(write.failure().systemError().orElseThrow().symbol()).isEqualTo(errno.name());
        assertThat(write.getCause()).isInstanceOf(ErrnoException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "STAGE,     EACCES, udev",
        "STAGE,     EBUSY,  The firmware that runs is unchanged",
        "ACTIVATE,  EBUSY,  pfru:info",
        "QUERY_CAP, EBUSY,  Nothing was changed",
        "STAGE,     ENODEV, pfru:list"
    })
    void adviseWhatToDoNext(PfruIoctl request, Errno errno, String advice) {
        final FirmwareException e = FAILURES.ofIoctl("op", request, new ErrnoException("ioctl", NODE, errno));

        assertThat(e.failure().nextStep()).get().asString().contains(advice);
    }
}
