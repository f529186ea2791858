// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A failure says what, on which device, why, and what to do next. */
class PfrtFailuresTest {

    private static final String NODE = "/dev/acpi_pfr_telemetry0";

    private final PfrtFailures failures = new PfrtFailures("pfrt0");

    @ParameterizedTest
    @CsvSource({
        "SET_INFO,      EBUSY,  FIRMWARE_REFUSED,  'a status other than success',         dmesg",
        "GET_DATA_INFO, EBUSY,  FIRMWARE_REFUSED,  'a status other than success',         'after an update'",
        "SET_INFO,      EINVAL, DRIVER_REFUSED,    'an answer that Linux does not understand', _DSM",
        "GET_DATA_INFO, EINVAL, DRIVER_REFUSED,    'an answer that Linux does not understand', _DSM",
        "GET_INFO,      ENOTTY, DRIVER_REFUSED,    'not one of this driver',     ''",
        "GET_INFO,      ENODEV, DEVICE_GONE,       'the device is no longer there',       pfrt:list",
        "GET_INFO,      EBADF,  DEVICE_GONE,       'the device is no longer there',       pfrt:list",
        "GET_INFO,      EACCES, PERMISSION_DENIED, 'may not open',                        udev",
        "SET_INFO,      EFAULT, IO_ERROR,          'not expected',                        ''",
        "SET_INFO,      EIO,    IO_ERROR,          'not expected',                        ''"
    })
    void tellTheFirmwareFromTheDriver(
            PfrtIoctl request, Errno errno, FailureReason reason, String message, String next) {
        final FirmwareException e =
                failures.ofIoctl("what was done", request, new ErrnoException("ioctl 0x0", NODE, errno));

        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e)
                .hasMessageStartingWith("pfrt0: what was done: ")
                .hasMessageContaining(message)
                .hasMessageContaining("(ioctl " + request.symbol() + ": " + errno + ", ");
        assertThat(e.failure().nextStep().orElse("")).contains(next);
        assertThat(e.getCause()).isInstanceOf(ErrnoException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "3,           'a log level that does not exist: 3; there is error (0)'",
        "99,          'a log level that does not exist: 99; there is error (0)'",
        "-2147483648, 'a log level that does not exist: 2147483648; there is error (0)'",
        "-16,         'did not tell its log level (ioctl PFRT_LOG_IOC_GET_INFO, in log_level: EBUSY'",
        "-22,         'did not tell its log level (ioctl PFRT_LOG_IOC_GET_INFO, in log_level: EINVAL'"
    })
    void findWhatTheDriverHidesInTheLevel(int level, String message) {
        final FirmwareException e = failures.hiddenInLevel("read settings", level);

        assertThat(e.reason()).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(e).hasMessageStartingWith("pfrt0: read settings: ").hasMessageContaining(message);
        assertThat(e.failure().nextStep()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "0,    4096, 'the firmware gives no address for it'",
        "4112, 4096, 'its address 0x1010 is not at the start of a page'",
        "4096, 4080, 'its capacity of 4080 bytes is not a number of whole pages'",
        "0,    4080, 'no address for it and its capacity of 4080 bytes is not'",
        "4096, 4096, 'not one of whole pages of this kernel'"
    })
    void sayWhyALogCanNotBeMapped(long address, long capacity, String why) {
        final LogInfo info =
                new LogInfo(LogType.EXECUTION, capacity, new LogChunk(0, 0), new LogChunk(address, 10), 0, 0);

        final FirmwareException e = failures.ofMap("map log", info, new ErrnoException("mmap", NODE, Errno.ENODEV));

        assertThat(e.reason()).isEqualTo(FailureReason.LOG_UNAVAILABLE);
        assertThat(e)
                .hasMessageStartingWith("pfrt0: map log: Linux can not map the log: ")
                .hasMessageContaining(why)
                .hasMessageEndingWith("(mmap: ENODEV, No such device)");
        assertThat(e.failure().nextStep()).get().asString().contains("pfrt:info");
    }

    @Test
    void sayWhoMayHaveMappedTheSameMemory() {
        final LogInfo info = new LogInfo(LogType.HISTORY, 4096, new LogChunk(0, 0), new LogChunk(4096, 10), 0, 0);

        final FirmwareException e = failures.ofMap("map log", info, new ErrnoException("mmap", NODE, Errno.EAGAIN));

        assertThat(e.failure().likelyCauses()).singleElement().asString().contains("PAT");
        assertThat(e.failure().nextStep()).get().asString().contains("nopat");
    }
}
