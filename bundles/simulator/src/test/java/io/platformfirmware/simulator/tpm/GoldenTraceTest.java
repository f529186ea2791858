// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.ErrnoException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TPM2_Startup(CLEAR) as it goes over the wire, every byte of it. */
class GoldenTraceTest {

    private Host host;

    @BeforeEach
    void powerOn() throws ErrnoException {
        host = Host.healthy();
    }

    @Test
    void readsTellChipAndState() throws ErrnoException {
        assertThat(host.frame("83 D4 0F 00 00 00 00 00 00 00")).isEqualTo("00 00 00 00 00 01 E0 1A 28 00");
        assertThat(host.frame("80 D4 0F 04 00 00 00")).isEqualTo("00 00 00 00 00 01 00");
        assertThat(host.frame("83 D4 00 14 00 00 00 00 00 00")).isEqualTo("00 00 00 00 00 01 15 06 00 30");
        assertThat(host.frame("80 D4 00 00 00 00 00")).isEqualTo("00 00 00 00 00 01 80");
        assertThat(host.frame("83 D4 00 18 00 00 00 00 00 00")).isEqualTo("00 00 00 00 00 01 80 3F 00 04");
    }

    @Test
    void startupClear() throws ErrnoException {
        assertThat(host.frame("80 D4 00 00 00 00 00")).endsWith("01 80");
        assertThat(host.frame("00 D4 00 00 00 00 02")).isEqualTo("00 00 00 00 00 01 01");
        assertThat(host.frame("80 D4 00 00 00 00 00")).endsWith("01 A0");
        assertThat(host.frame("80 D4 00 18 00 00 00")).endsWith("01 80");
        host.frame("00 D4 00 18 00 00 40");
        assertThat(host.frame("83 D4 00 18 00 00 00 00 00 00")).endsWith("01 C0 3F 00 04");
        host.frame("0A D4 00 24 00 00 80 01 00 00 00 0C 00 00 01 44 00");
        assertThat(host.frame("80 D4 00 18 00 00 00")).endsWith("01 C8");
        host.frame("00 D4 00 24 00 00 00");
        assertThat(host.frame("80 D4 00 18 00 00 00")).endsWith("01 C0");
        host.frame("00 D4 00 18 00 00 20");
        assertThat(host.frame("80 D4 00 18 00 00 00")).endsWith("01 C0");
        host.cr50().clock().advance(Duration.ofMillis(1));
        assertThat(host.frame("80 D4 00 18 00 00 00")).endsWith("01 D0");
        assertThat(host.frame("83 D4 00 18 00 00 00 00 00 00")).endsWith("01 D0 0A 00 04");
        assertThat(host.frame("89 D4 00 24 00 00 00 00 00 00 00 00 00 00 00 00"))
                .endsWith("01 80 01 00 00 00 0A 00 00 00 00");
        assertThat(host.frame("80 D4 00 18 00 00 00")).endsWith("01 80");
        host.frame("00 D4 00 18 00 00 40");
        assertThat(host.frame("80 D4 00 18 00 00 00")).endsWith("01 80");
        host.frame("00 D4 00 00 00 00 20");
        assertThat(host.frame("80 D4 00 00 00 00 00")).endsWith("01 80");
    }

    @Test
    void heldChipSelectGivesTheSameBytesInOneFrame() throws ErrnoException {
        host.readHex(Host.DID_VID, 4);
        host.write(Host.ACCESS, "02");

        assertThat(host.cr50().wire().frames())
                .extracting(Object::toString)
                .containsExactly(
                        "83 D4 0F 00 00 00 00 00 00 00 -> 00 00 00 00 00 01 E0 1A 28 00",
                        "00 D4 00 00 00 00 02 -> 00 00 00 00 00 01 01");
    }

    @Test
    void reservedBitOfTheHeaderIsIgnored() throws ErrnoException {
        assertThat(host.frame("C3 D4 0F 00 00 00 00 00 00 00")).endsWith("01 E0 1A 28 00");
        host.frame("40 D4 00 00 00 00 02");
        assertThat(host.readHex(Host.ACCESS, 1)).isEqualTo("A0");
    }

    @Test
    void wholeCommandsOneAfterTheOther() throws ErrnoException {
        assertThat(host.commandHex(Host.STARTUP_CLEAR)).isEqualTo(Host.SUCCESS);
        assertThat(host.commandHex("80 01 00 00 00 0C 00 00 01 44 00 00")).endsWith("00 00 01 00");
        assertThat(host.commandHex("80 01 00 00 00 16 00 00 01 7A 00 00 00 06 00 00 01 00 00 00 00 01"))
                .isEqualTo("80 01 00 00 00 1B 00 00 00 00 01 00 00 00 06 00 00 00 01 00 00 01 00 32 2E 30 00");
    }
}
