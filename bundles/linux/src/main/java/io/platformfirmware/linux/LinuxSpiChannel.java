// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Ioctl;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiTransfer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An open node of spidev. {@link #close()} from another thread returns at once; a message that is under way ends as the
 * driver ends it, and the descriptor and the memory go when that call returns, see {@link Descriptor}.
 *
 * <p>A message costs one copy in, one ioctl and one copy out of a block that lives as long as the channel. No request is made
 * again after a signal: the chip may have seen the clocks.
 */
final class LinuxSpiChannel implements SpiChannel {

    /** Bytes that {@code block} has. */
    static final int MEMORY = SpiMessage.MEMORY;

    // Linux include/uapi/linux/spi/spidev.h
    private static final Request WR_BITS_PER_WORD =
            new Request("SPI_IOC_WR_BITS_PER_WORD", Ioctl.write(SpiMessage.MAGIC, 3, Byte.BYTES));
    private static final Request WR_MAX_SPEED_HZ =
            new Request("SPI_IOC_WR_MAX_SPEED_HZ", Ioctl.write(SpiMessage.MAGIC, 4, Integer.BYTES));
    private static final Request WR_MODE32 =
            new Request("SPI_IOC_WR_MODE32", Ioctl.write(SpiMessage.MAGIC, 5, Integer.BYTES));

    /**
     * {@code SPI_MODE_0}, and none of the other bits: most significant bit first, chip select is active low (Linux
     * include/uapi/linux/spi/spi.h). Where chip select is a GPIO, spidev keeps the bit for itself that says so.
     */
    private static final int MODE = 0;

    private static final byte BITS_PER_WORD = 8;

    private final SystemCalls calls;
    private final String path;
    private final NativeBlock block;
    private final Descriptor descriptor;

    /**
     * An open channel.
     *
     * @param calls does the system calls
     * @param path where the node is
     * @param fd the open descriptor, owned by this object from here on
     * @param block {@link #MEMORY} bytes, owned by this object from here on
     */
    LinuxSpiChannel(SystemCalls calls, String path, int fd, NativeBlock block) {
        this.calls = calls;
        this.path = path;
        this.block = block;
        this.descriptor = new Descriptor(calls, path, fd, block::close);
    }

    @Override
    public void setUp(int speedHz) throws ErrnoException {
        if (speedHz <= 0) {
            throw new IllegalArgumentException("speed " + speedHz);
        }
        set(WR_MODE32, word(MODE));
        set(WR_BITS_PER_WORD, new byte[] {BITS_PER_WORD});
        set(WR_MAX_SPEED_HZ, word(speedHz));
    }

    private void set(Request request, byte[] value) throws ErrnoException {
        descriptor.use(request.call(), fd -> calls.ioctl(fd, path, request, value));
    }

    private static byte[] word(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    @Override
    public void message(SpiTransfer... transfers) throws ErrnoException {
        final SpiMessage message = new SpiMessage(transfers);
        descriptor.use(Request.call(message.name()), fd -> send(fd, message));
    }

    private int send(int fd, SpiMessage message) throws ErrnoException {
        if (!message.fits()) {
            // as the driver says it; more transfers could not even be coded in a request
            throw new ErrnoException(Request.call(message.name()), path, Errno.EMSGSIZE);
        }
        block.put(message.bytes(block.address()));
        final int moved = calls.ioctl(fd, path, message.request(), block);
        if (moved < message.length()) {
            throw new ErrnoException(Request.call(message.name()), path, Errno.EIO);
        }
        final byte[] received = new byte[message.inLength()];
        block.copy(message.inOffset(), received);
        message.deliver(received);
        return moved;
    }

    @Override
    public boolean tryLock() throws ErrnoException {
        return descriptor.use("flock", fd -> calls.tryLock(fd, path));
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
