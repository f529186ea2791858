// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

/**
 * One transfer of an SPI message: a run of clocks, 8 bits a word, most significant bit first, in both directions at once. Chip select
 * is asserted from the beginning of a message to its end; see {@link #csChange} for what a transfer can change in that. The arrays are
 * the caller's: a message is sent from and received into them.
 *
 * @param out the bytes to shift out (MOSI); empty: zeros
 * @param in where the received bytes (MISO) go; empty: they are dropped. As long as {@code out} unless one of the two is empty
 * @param delayMicros time to let pass after the last clock, before chip select changes; 0 to 65535 microseconds
 * @param csChange on a transfer that is not the last of its message: chip select is released and asserted again behind it. On the last:
 *     chip select <em>stays asserted</em> after the message ({@code cs_change} of Linux include/uapi/linux/spi/spidev.h,
 *     {@code spi_transfer_one_message} of drivers/spi/spi.c). Some controllers ignore the latter silently
 */
public record SpiTransfer(byte[] out, byte[] in, int delayMicros, boolean csChange) {

    private static final byte[] NONE = {};
    private static final int MAX_DELAY = 0xFFFF;

    /** Checks lengths. */
    public SpiTransfer {
        if (out.length != in.length && out.length != 0 && in.length != 0) {
            throw new IllegalArgumentException("out " + out.length + ", in " + in.length + " bytes");
        }
        if (delayMicros < 0 || delayMicros > MAX_DELAY) {
            throw new IllegalArgumentException("delay " + delayMicros);
        }
    }

    /**
     * Shifts bytes out, and drops what comes in.
     *
     * @param out the bytes
     * @return the transfer
     */
    public static SpiTransfer write(byte[] out) {
        return new SpiTransfer(out, NONE, 0, false);
    }

    /**
     * Shifts zeros out.
     *
     * @param in where the received bytes go
     * @return the transfer
     */
    public static SpiTransfer read(byte[] in) {
        return new SpiTransfer(NONE, in, 0, false);
    }

    /**
     * Both at once.
     *
     * @param out the bytes
     * @param in where the received bytes go, as long as {@code out}
     * @return the transfer
     */
    public static SpiTransfer exchange(byte[] out, byte[] in) {
        return new SpiTransfer(out, in, 0, false);
    }

    /**
     * No clocks: only chip select and time. As a message of its own a pulse on chip select.
     *
     * @param delayMicros how long
     * @return the transfer
     */
    public static SpiTransfer pause(int delayMicros) {
        return new SpiTransfer(NONE, NONE, delayMicros, false);
    }

    /**
     * The same, with {@link #csChange}.
     *
     * @return a copy over the same arrays
     */
    public SpiTransfer withCsChange() {
        return new SpiTransfer(out, in, delayMicros, true);
    }

    /**
     * How many bytes are clocked.
     *
     * @return 0 or more
     */
    public int length() {
        return Math.max(out.length, in.length);
    }
}
