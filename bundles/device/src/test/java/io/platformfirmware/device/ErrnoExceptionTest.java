// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrnoExceptionTest {

    @Test
    void saysWhatFailedOnWhatAndWhy() {
        final ErrnoException failure = new ErrnoException("ioctl PFRU_IOC_STAGE", "/dev/acpi_pfr_update0", 16);

        assertThat(failure)
                .hasMessage("/dev/acpi_pfr_update0: ioctl PFRU_IOC_STAGE: EBUSY, Device or resource busy")
                .hasNoCause();
        assertThat(failure.call()).isEqualTo("ioctl PFRU_IOC_STAGE");
        assertThat(failure.target()).isEqualTo("/dev/acpi_pfr_update0");
        assertThat(failure.number()).isEqualTo(16);
        assertThat(failure.errno()).contains(Errno.EBUSY);
    }

    @Test
    void comparesByNumber() {
        final ErrnoException failure = new ErrnoException("open", "/dev/x", Errno.ENOENT);

        assertThat(failure.is(Errno.ENOENT)).isTrue();
        assertThat(failure.is(Errno.EACCES)).isFalse();
    }

    @Test
    void keepsANumberThatItDoesNotKnow() {
        final ErrnoException failure = new ErrnoException("write", "/dev/x", 4095);

        assertThat(failure).hasMessage("/dev/x: write: errno 4095, Unknown error");
        assertThat(failure.number()).isEqualTo(4095);
        assertThat(failure.errno()).isEmpty();
        assertThat(failure.is(Errno.EIO)).isFalse();
    }
}
