// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.Ioctl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PfrtIoctlTest {

    @ParameterizedTest
    @CsvSource({
        "SET_INFO,      0x400CEE06,  1074589190, 12",
        "GET_INFO,      0x800CEE07, -2146636281, 12",
        "GET_DATA_INFO, 0x8040EE08, -2143228408, 64"
    })
    void isTheNumberOfTheKernelHeader(PfrtIoctl ioctl, String hex, int signed, int size) {
        assertThat(Ioctl.toString(ioctl.request())).isEqualTo(hex);
        assertThat(ioctl.request()).isEqualTo(signed);
        assertThat(Ioctl.size(ioctl.request())).isEqualTo(size);
    }

    @Test
    void hasTheNameOfTheKernelHeader() {
        assertThat(PfrtIoctl.GET_DATA_INFO.symbol()).isEqualTo("PFRT_LOG_IOC_GET_DATA_INFO");
    }
}
