// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.ErrnoException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PlatformCapabilityTest {

    private static final byte[] AT_POWER_ON = HexFormat.of()
            .parseHex(String.join(
                    "",
                    "00000000", // status
                    "0c000000", // update_cap
                    "794bf8b26e7b454e885f3fb9bb185402", // code_type
                    "00000100", // fw_version
                    "01000000", // code_rt_version
                    "8cdd6945f1759a42a3d624de8097a0df", // drv_type
                    "01000000", // drv_rt_version
                    "01000000", // drv_svn
                    "862a0c5f1e3d7a4b9c6421e8d7b35a10", // platform_id
                    "621b4d0e957a384cb1f06a2c93d8e574", // oem_id
                    "08000000")); // oem_info_len

    @Test
    void structHasTheBytesOfTheHeader() {
        assertThat(AT_POWER_ON).hasSize(92);
        assertThat(PlatformCapability.atPowerOn().toBytes()).containsExactly(AT_POWER_ON);
    }

    @Test
    void queryFillsTheCallersBytes() throws ErrnoException {
        final byte[] argument = new byte[92];
        Arrays.fill(argument, (byte) 0xEE);

        try (CharChannel channel = SimulatedUpdateDevice.atPowerOn(0).open(Access.READ_ONLY)) {
            assertThat(channel.ioctl(0x805CEE05, argument)).isZero();
        }

        assertThat(argument).containsExactly(AT_POWER_ON);
    }

    @Test
    void numbersAreUnsigned() {
        final PlatformCapability highest = PlatformCapability.atPowerOn().driverUpdated(0xFFFF_FFFEL, 0xFFFF_FFFFL);

        assertThat(Arrays.copyOfRange(highest.toBytes(), 48, 56))
                .containsExactly(HexFormat.of().parseHex("feffffffffffffff"));
    }
}
