// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.platformfirmware.device.Ioctl;
import io.platformfirmware.device.SpiTransfer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes and numbers as Linux's headers give them on a machine that has the least significant byte first. */
class SpiMessageTest {

    private static final long ADDRESS = 0x7FAB_CDEF_1000L;

    @Test
    void laysStructsOutAndIntoOneRun() {
        final SpiMessage message = new SpiMessage(
                SpiTransfer.exchange(bytes("83d40f00"), new byte[4]).withCsChange(),
                SpiTransfer.read(new byte[3]),
                SpiTransfer.write(bytes("aabb")),
                SpiTransfer.pause(1000));

        // behind four structs (0x80) 4 and 2 bytes to send, behind those (0x86) room for 4 and 3
        assertThat(HexFormat.of().formatHex(message.bytes(ADDRESS)))
                .isEqualTo("8010efcdab7f0000" + "8610efcdab7f0000" + "04000000" + "00000000" + "0000" + "00" + "01"
                        + "00000000"
                        + "0000000000000000" + "8a10efcdab7f0000" + "03000000" + "00000000" + "0000" + "00" + "00"
                        + "00000000"
                        + "8410efcdab7f0000" + "0000000000000000" + "02000000" + "00000000" + "0000" + "00" + "00"
                        + "00000000"
                        + "0000000000000000" + "0000000000000000" + "00000000" + "00000000" + "e803" + "00" + "00"
                        + "00000000"
                        + "83d40f00" + "aabb");
        assertThat(message.inOffset()).isEqualTo(0x86);
        assertThat(message.inLength()).isEqualTo(7);
        assertThat(message.length()).isEqualTo(9);
    }

    @Test
    void putsTheLongestDelayIntoSixteenBits() {
        assertThat(HexFormat.of().formatHex(new SpiMessage(SpiTransfer.pause(65535)).bytes(ADDRESS)))
                .isEqualTo("00".repeat(24) + "ffff" + "00".repeat(6));
    }

    @Test
    void givesEachTransferWhatItReceived() {
        final byte[] first = new byte[4];
        final byte[] second = new byte[3];

        new SpiMessage(
                        SpiTransfer.read(first),
                        SpiTransfer.write(new byte[5]),
                        SpiTransfer.pause(1),
                        SpiTransfer.exchange(new byte[3], second))
                .deliver(new byte[] {1, 2, 3, 4, 5, 6, 7});

        assertThat(first).containsExactly(1, 2, 3, 4);
        assertThat(second).containsExactly(5, 6, 7);
    }

    @ParameterizedTest
    @CsvSource({"1, 0x40206B00", "2, 0x40406B00", "3, 0x40606B00", "4, 0x40806B00", "16, 0x42006B00", "511, 0x7FE06B00"
    })
    void codesTheSizeOfTheStructsInTheRequest(int transfers, String number) {
        final SpiMessage message = pauses(transfers);

        assertThat(message.request().number()).isEqualTo(Integer.decode(number));
        assertThat(message.request().call()).isEqualTo("ioctl SPI_IOC_MESSAGE(" + transfers + ")");
        assertThat(Ioctl.size(message.request().number()))
                .isEqualTo(transfers * SpiMessage.TRANSFER_SIZE)
                .isEqualTo(message.bytes(ADDRESS).length);
    }

    @Test
    void knowsWhatIsTooMuch() {
        assertThat(pauses(511).fits()).isTrue();
        assertThat(pauses(512).fits()).isFalse();
        assertThat(new SpiMessage(SpiTransfer.read(new byte[4096])).fits()).isTrue();
        assertThat(new SpiMessage(SpiTransfer.read(new byte[4097])).fits()).isFalse();
        assertThat(new SpiMessage(SpiTransfer.read(new byte[4000]), SpiTransfer.write(new byte[96])).fits())
                .isTrue();
        assertThat(new SpiMessage(SpiTransfer.read(new byte[4000]), SpiTransfer.write(new byte[97])).fits())
                .isFalse();
    }

    @Test
    void fitsIntoItsMemory() {
        final SpiTransfer[] transfers = new SpiTransfer[511];
        Arrays.fill(transfers, SpiTransfer.exchange(new byte[8], new byte[8]));
        transfers[510] = SpiTransfer.exchange(new byte[16], new byte[16]);
        final SpiMessage most = new SpiMessage(transfers);

        assertThat(most.length()).isEqualTo(4096);
        assertThat(most.fits()).isTrue();
        assertThat(most.inOffset() + most.inLength()).isEqualTo(SpiMessage.MEMORY);
    }

    @Test
    void needsATransfer() {
        assertThatIllegalArgumentException().isThrownBy(SpiMessage::new);
    }

    private static SpiMessage pauses(int count) {
        final SpiTransfer[] transfers = new SpiTransfer[count];
        Arrays.fill(transfers, SpiTransfer.pause(0));
        return new SpiMessage(transfers);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
