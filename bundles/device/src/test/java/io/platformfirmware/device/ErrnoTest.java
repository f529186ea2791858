// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrnoTest {

    @ParameterizedTest
    @CsvSource({
        "1, EPERM, Operation not permitted",
        "2, ENOENT, No such file or directory",
        "4, EINTR, Interrupted system call",
        "9, EBADF, Bad file descriptor",
        "11, EAGAIN, Resource temporarily unavailable",
        "12, ENOMEM, Cannot allocate memory",
        "13, EACCES, Permission denied",
        "14, EFAULT, Bad address",
        "16, EBUSY, Device or resource busy",
        "19, ENODEV, No such device",
        "22, EINVAL, Invalid argument",
        "25, ENOTTY, Inappropriate ioctl for device",
        "30, EROFS, Read-only file system",
        "42, ENOMSG, No message of desired type",
        "59, EBFONT, Bad font file format",
        "95, EOPNOTSUPP, Operation not supported",
        "110, ETIMEDOUT, Connection timed out",
        "132, ERFKILL, Operation not possible due to RF-kill",
    })
    void namesAndExplains(int number, Errno errno, String sentence) {
        assertThat(Errno.of(number)).contains(errno);
        assertThat(errno.number()).isEqualTo(number);
        assertThat(errno.sentence()).isEqualTo(sentence);
        assertThat(Errno.symbol(number)).isEqualTo(errno.name());
        assertThat(Errno.sentence(number)).isEqualTo(sentence);
    }

    @Test
    void numbersAscendWithoutDuplicates() {
        assertThat(Arrays.stream(Errno.values()).map(Errno::number)).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 41, 58, 134, 512, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void givesAnUnknownNumberAsItIs(int number) {
        assertThat(Errno.of(number)).isEmpty();
        assertThat(Errno.symbol(number)).isEqualTo("errno " + number);
        assertThat(Errno.sentence(number)).isEqualTo("Unknown error");
    }
}
