// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.Ioctl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PfruIoctlTest {

    @ParameterizedTest
    @CsvSource({
        "SET_REV,        0x4004EE01,  1074064897",
        "STAGE,          0x4004EE02,  1074064898",
        "ACTIVATE,       0x4004EE03,  1074064899",
        "STAGE_ACTIVATE, 0x4004EE04,  1074064900",
        "QUERY_CAP,      0x805CEE05, -2141393403"
    })
    void isTheNumberOfTheKernelHeader(PfruIoctl ioctl, String hex, int signed) {
        assertThat(Ioctl.toString(ioctl.request())).isEqualTo(hex);
        assertThat(ioctl.request()).isEqualTo(signed);
    }

    @ParameterizedTest
    @EnumSource(PfruIoctl.class)
    void codesTheSizeOfItsArgument(PfruIoctl ioctl) {
        assertThat(Ioctl.size(ioctl.request()))
                .isEqualTo(ioctl == PfruIoctl.QUERY_CAP ? CapabilityStruct.SIZE : Integer.BYTES);
    }

    @Test
    void hasTheNameOfTheKernelHeader() {
        assertThat(PfruIoctl.STAGE_ACTIVATE.symbol()).isEqualTo("PFRU_IOC_STAGE_ACTIVATE");
    }
}
