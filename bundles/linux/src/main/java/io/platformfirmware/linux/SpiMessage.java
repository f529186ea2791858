// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Ioctl;
import io.platformfirmware.device.SpiTransfer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An SPI message as it lies in one run of memory for {@code SPI_IOC_MESSAGE}: the structs of all transfers, behind them the
 * bytes to send, behind them room for what is received.
 *
 * <p>{@code struct spi_ioc_transfer} in host byte order (Linux include/uapi/linux/spi/spidev.h): tx_buf u64, rx_buf u64,
 * len u32, speed_hz u32, delay_usecs u16, bits_per_word u8, cs_change u8, tx_nbits u8, rx_nbits u8, word_delay_usecs u8, pad
 * u8. Where a pointer is 0, zeros are sent, or what is received is dropped; where speed_hz and bits_per_word are 0, the
 * device's are taken (drivers/spi/spidev.c).
 */
final class SpiMessage {

    /** Type of all requests: {@code SPI_IOC_MAGIC} (Linux include/uapi/linux/spi/spidev.h). */
    static final int MAGIC = 'k';

    /** Size of the struct in bytes. */
    static final int TRANSFER_SIZE = 32;

    /** The size of a request has 14 bits: {@code SPI_MSGSIZE} (Linux include/uapi/linux/spi/spidev.h). */
    static final int MAX_TRANSFERS = 511;

    /** Bytes; {@code bufsiz}, where the administrator did not change it (Linux drivers/spi/spidev.c). */
    static final int MAX_LENGTH = 4096;

    /** Bytes that are enough for every message that {@link #fits}. */
    static final int MEMORY = MAX_TRANSFERS * TRANSFER_SIZE + 2 * MAX_LENGTH;

    private static final int RX_BUF = 8;
    private static final int LEN = 16;
    private static final int DELAY_USECS = 24;
    private static final int CS_CHANGE = 27;

    private final SpiTransfer[] transfers;

    /**
     * A message.
     *
     * @param transfers one or more
     */
    SpiMessage(SpiTransfer... transfers) {
        if (transfers.length == 0) {
            throw new IllegalArgumentException("a message without a transfer");
        }
        this.transfers = transfers.clone();
    }

    /**
     * The name of the request, also of one that does not exist because the message does not fit.
     *
     * @return as in Linux's header
     */
    String name() {
        return "SPI_IOC_MESSAGE(" + transfers.length + ")";
    }

    /**
     * Whether the driver can be asked at all. It counts each transfer up to what DMA needs, and may refuse a message that is
     * near the limit.
     *
     * @return false for too many transfers, or too many bytes
     */
    boolean fits() {
        return transfers.length <= MAX_TRANSFERS
                && Arrays.stream(transfers).mapToLong(SpiTransfer::length).sum() <= MAX_LENGTH;
    }

    /**
     * The request for a message that {@link #fits}.
     *
     * @return it codes the size of the structs
     */
    Request request() {
        return new Request(name(), Ioctl.write(MAGIC, 0, structs()));
    }

    /**
     * How many bytes are clocked.
     *
     * @return what the driver returns after a success
     */
    int length() {
        return Arrays.stream(transfers).mapToInt(SpiTransfer::length).sum();
    }

    /**
     * The structs and what is to be sent.
     *
     * @param address where they will lie
     * @return {@link #inOffset} bytes
     */
    byte[] bytes(long address) {
        final ByteBuffer memory = ByteBuffer.allocate(inOffset()).order(ByteOrder.nativeOrder());
        int struct = 0;
        int out = structs();
        int in = inOffset();
        for (final SpiTransfer transfer : transfers) {
            memory.putLong(struct, transfer.out().length == 0 ? 0 : address + out);
            memory.putLong(struct + RX_BUF, transfer.in().length == 0 ? 0 : address + in);
            memory.putInt(struct + LEN, transfer.length());
            memory.putShort(struct + DELAY_USECS, (short) transfer.delayMicros());
            memory.put(struct + CS_CHANGE, (byte) (transfer.csChange() ? 1 : 0));
            memory.put(out, transfer.out());
            struct += TRANSFER_SIZE;
            out += transfer.out().length;
            in += transfer.in().length;
        }
        return memory.array();
    }

    /**
     * Where the received bytes will lie.
     *
     * @return offset of the first, behind all that is sent
     */
    int inOffset() {
        return structs()
                + Arrays.stream(transfers)
                        .mapToInt(transfer -> transfer.out().length)
                        .sum();
    }

    /**
     * How many bytes are received and not dropped.
     *
     * @return 0 or more
     */
    int inLength() {
        return Arrays.stream(transfers)
                .mapToInt(transfer -> transfer.in().length)
                .sum();
    }

    /**
     * Gives each transfer what it received.
     *
     * @param received {@link #inLength} bytes, as they lay in memory
     */
    void deliver(byte[] received) {
        int offset = 0;
        for (final SpiTransfer transfer : transfers) {
            System.arraycopy(received, offset, transfer.in(), 0, transfer.in().length);
            offset += transfer.in().length;
        }
    }

    private int structs() {
        return transfers.length * TRANSFER_SIZE;
    }
}
