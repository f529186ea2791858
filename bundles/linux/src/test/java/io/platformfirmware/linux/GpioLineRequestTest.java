// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.platformfirmware.device.Ioctl;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes and numbers as Linux's headers give them on a machine that has the least significant byte first. */
class GpioLineRequestTest {

    @Test
    void asksForOneInputThatRecordsRisingEdges() {
        final byte[] request = GpioLineRequest.risingEdges(0x01020304, "cr50-ready");

        assertThat(HexFormat.of().formatHex(request))
                .isEqualTo("04030201" + zeros(63 * 4) // offsets
                        + "637235302d7265616479" + zeros(22) // consumer
                        + "1400000000000000" + zeros(4 + 20 + 240) // flags; number, padding and room of attributes
                        + "01000000" // num_lines
                        + zeros(4) // event_buffer_size
                        + zeros(20) // padding
                        + zeros(4)); // fd
        assertThat(request).hasSize(592);
    }

    @Test
    void codesItsSizeInTheRequest() {
        assertThat(GpioLineRequest.GET_LINE.number()).isEqualTo(0xC250B407);
        assertThat(Ioctl.size(GpioLineRequest.GET_LINE.number()))
                .isEqualTo(GpioLineRequest.SIZE)
                .isEqualTo(592);
        assertThat(GpioLineRequest.GET_LINE.call()).isEqualTo("ioctl GPIO_V2_GET_LINE_IOCTL");
    }

    @Test
    void findsTheDescriptorAtTheEnd() {
        final byte[] answer = new byte[592];
        Arrays.fill(answer, 0, 588, (byte) 0x55);
        answer[588] = 0x2A;
        answer[589] = 1;

        assertThat(GpioLineRequest.fd(answer)).isEqualTo(0x12A);
    }

    @Test
    void leavesAZeroBehindTheLongestConsumer() {
        final byte[] request = GpioLineRequest.risingEdges(0, "x".repeat(31));

        assertThat(Arrays.copyOfRange(request, 256, 287)).containsOnly('x');
        assertThat(request[287]).isZero();
        assertThat(GpioLineRequest.risingEdges(0, "\u00fc\u20ac")).containsSequence('?', '?', 0);
    }

    @Test
    void refusesWhatIsNoLineOrTooLong() {
        assertThatIllegalArgumentException().isThrownBy(() -> GpioLineRequest.risingEdges(-1, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> GpioLineRequest.risingEdges(0, "x".repeat(32)));
    }

    private static String zeros(int bytes) {
        return "00".repeat(bytes);
    }
}
