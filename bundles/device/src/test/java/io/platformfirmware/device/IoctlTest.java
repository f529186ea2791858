// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden numbers come from compiled C, include/uapi/linux/pfrut.h and random.h. */
class IoctlTest {

    @ParameterizedTest
    @CsvSource({"1, 1074064897", "2, 1074064898", "3, 1074064899", "4, 1074064900"})
    void codesWriteRequests(int number, int golden) {
        assertThat(Ioctl.write(0xEE, number, 4)).isEqualTo(golden);
    }

    @Test
    void codesReadRequestsWhichAreNegative() {
        assertThat(Ioctl.read(0xEE, 5, 92)).isEqualTo(0x805CEE05).isEqualTo(-2141393403);
        assertThat(Ioctl.read(0xEE, 8, 64)).isEqualTo(0x8040EE08).isEqualTo(-2143228408);
        assertThat(Ioctl.read('R', 0, 4)).isEqualTo(0x80045200);
    }

    @ParameterizedTest
    @CsvSource({"0x805CEE05, 92", "0x4004EE01, 4", "0x8040EE08, 64", "0x5401, 0", "0xFFFFFFFF, 16383"})
    void tellsTheSizeThatARequestCodes(String request, int size) {
        assertThat(Ioctl.size(Integer.parseUnsignedInt(request.substring(2), 16)))
                .isEqualTo(size);
    }

    @Test
    void acceptsTheLargestOfEach() {
        assertThat(Ioctl.write(0xFF, 0xFF, 0x3FFF)).isEqualTo(0x7FFFFFFF);
        assertThat(Ioctl.read(0, 0, 0)).isEqualTo(0x80000000);
    }

    @ParameterizedTest
    @CsvSource({"256, 0, 0", "-1, 0, 0", "0, 256, 0", "0, -1, 0", "0, 0, 16384", "0, 0, -1"})
    void refusesWhatDoesNotFit(int type, int number, int size) {
        assertThatIllegalArgumentException().isThrownBy(() -> Ioctl.write(type, number, size));
        assertThatIllegalArgumentException().isThrownBy(() -> Ioctl.read(type, number, size));
    }

    @Test
    void printsEightDigits() {
        assertThat(Ioctl.toString(0x805CEE05)).isEqualTo("0x805CEE05");
        assertThat(Ioctl.toString(0x5401)).isEqualTo("0x00005401");
    }
}
