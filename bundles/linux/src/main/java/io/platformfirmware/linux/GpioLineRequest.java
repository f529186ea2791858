// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Ioctl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * {@code struct gpio_v2_line_request} for one line, in host byte order (Linux include/uapi/linux/gpio.h): offsets u32[64],
 * consumer char[32], config (flags u64 and what is not used here), num_lines u32, event_buffer_size u32, padding u32[5], fd
 * s32. What is not used is 0: the driver refuses padding that is not.
 */
final class GpioLineRequest {

    /** Bytes. */
    static final int SIZE = 592;

    /** {@code GPIO_V2_GET_LINE_IOCTL}: {@code _IOWR(0xB4, 0x07, struct gpio_v2_line_request)}. */
    static final Request GET_LINE =
            new Request("GPIO_V2_GET_LINE_IOCTL", Ioctl.read(0xB4, 7, SIZE) | Ioctl.write(0xB4, 7, SIZE));

    /** Characters: {@code GPIO_MAX_NAME_SIZE}, less the 0 behind them. */
    static final int MAX_CONSUMER = 31;

    /** {@code GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING}. */
    private static final long INPUT_RISING = 1 << 2 | 1 << 4;

    private static final int CONSUMER = 256;
    private static final int FLAGS = 288;
    private static final int NUM_LINES = 560;
    private static final int FD = 588;

    private GpioLineRequest() {}

    /**
     * Asks for a line as an input that records rising edges.
     *
     * @param line its number on the chip, 0 or more
     * @param consumer who takes it; at most {@link #MAX_CONSUMER} characters of ASCII, others are replaced by ?
     * @return the struct
     */
    static byte[] risingEdges(int line, String consumer) {
        if (line < 0) {
            throw new IllegalArgumentException("line " + line);
        }
        if (consumer.length() > MAX_CONSUMER) {
            throw new IllegalArgumentException(
                    "consumer of " + consumer.length() + " characters, more than " + MAX_CONSUMER);
        }
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.nativeOrder())
                .putInt(0, line)
                .put(CONSUMER, consumer.getBytes(StandardCharsets.US_ASCII))
                .putLong(FLAGS, INPUT_RISING)
                .putInt(NUM_LINES, 1)
                .array();
    }

    /**
     * What the driver answered.
     *
     * @param request the struct after a success
     * @return the descriptor of the line
     */
    static int fd(byte[] request) {
        return ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).getInt(FD);
    }
}
