// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.Ioctl;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes and numbers as Linux's headers give them on a machine that has the least significant byte first. */
class VtpmNewDevTest {

    @Test
    void asksForATpm2() {
        assertThat(HexFormat.of().formatHex(VtpmNewDev.tpm2()))
                .isEqualTo(
                        "01000000" // flags
                                + "00".repeat(16)); // tpm_num, fd, major, minor
    }

    @Test
    void codesItsSizeInTheRequest() {
        assertThat(VtpmNewDev.NEW_DEV.number()).isEqualTo(0xC014A100);
        assertThat(Ioctl.size(VtpmNewDev.NEW_DEV.number()))
                .isEqualTo(VtpmNewDev.SIZE)
                .isEqualTo(20);
        assertThat(VtpmNewDev.NEW_DEV.call()).isEqualTo("ioctl VTPM_PROXY_IOC_NEW_DEV");
    }

    @Test
    void findsWhatTheDriverAnswered() {
        final byte[] answer = HexFormat.of().parseHex("01000000" + "02010000" + "04030000" + "0a000000" + "e0000000");

        assertThat(VtpmNewDev.number(answer)).isEqualTo(0x102);
        assertThat(VtpmNewDev.fd(answer)).isEqualTo(0x304);
    }
}
