// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.nio.file.NoSuchFileException;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {

    @ParameterizedTest
    @CsvSource({
        "CAPSULE_UNREADABLE, 1",
        "CAPSULE_INVALID, 1",
        "CAPSULE_REFUSED, 1",
        "CAPSULE_CHANGED, 1",
        "DEVICE_NOT_FOUND, 3",
        "DEVICE_GONE, 4",
        "DEVICE_LOCKED, 4",
        "DEVICE_BUSY, 4",
        "PERMISSION_DENIED, 4",
        "DRIVER_REFUSED, 4",
        "FIRMWARE_REFUSED, 1",
        "WRONG_STATE, 1",
        "INVALID_VALUE, 1",
        "HISTORY_UNAVAILABLE, 1",
        "CANCELLED, 2",
        "STILL_RUNNING, 1",
        "LOG_UNAVAILABLE, 4",
        "TRANSPORT_ERROR, 4",
        "TIMED_OUT, 4",
        "SUSPENDED, 4",
        "IO_ERROR, 4"
    })
    void everyReasonHasOne(FailureReason reason, int status) {
        assertThat(ExitStatus.of(failure(reason).asException())).isEqualTo(status);
    }

    @Test
    void whatIsNamedAndNotThereIsNotFound() {
        assertThat(ExitStatus.of(
                        new FirmwareException(failure(FailureReason.CAPSULE_UNREADABLE), new NoSuchFileException("x"))))
                .isEqualTo(3);
        assertThat(ExitStatus.of(
                        new FirmwareException(failure(FailureReason.INVALID_VALUE), new NoSuchElementException("x"))))
                .isEqualTo(3);
        assertThat(ExitStatus.of(new FirmwareException(
                        failure(FailureReason.HISTORY_UNAVAILABLE), new NoSuchFileException("history"))))
                .isEqualTo(1);
    }

    private static Failure failure(FailureReason reason) {
        return Failure.of(reason, "test", "failed");
    }
}
