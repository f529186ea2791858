// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.EdgeLine;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.time.Duration;

/**
 * A line that records edges. {@link #close()} from another thread returns at once; a wait that is under way goes on until an
 * edge comes or its time is over, and the line is given back when it returns, see {@link Descriptor}.
 */
final class LinuxEdgeLine implements EdgeLine {

    /** Bytes: {@code struct gpio_v2_line_event} (Linux include/uapi/linux/gpio.h); a read(2) gives whole ones only. */
    static final int EVENT_SIZE = 48;

    /**
     * The most that the kernel keeps for one request: {@code GPIO_V2_LINES_MAX * 16} (Linux drivers/gpio/gpiolib-cdev.c).
     * More than that came while it was read, and the line may never rest.
     */
    static final int MAX_EVENTS = 1024;

    /** What the kernel keeps for one line unless told otherwise (Linux include/uapi/linux/gpio.h, event_buffer_size). */
    private static final int EVENTS_PER_READ = 16;

    private static final int FAILED = SystemCalls.POLL_ERR | SystemCalls.POLL_HUP | SystemCalls.POLL_NVAL;

    private final SystemCalls calls;
    private final String path;
    private final Descriptor descriptor;

    /**
     * An open line.
     *
     * @param calls does the system calls
     * @param path of the chip
     * @param fd the line's descriptor, which never blocks; owned by this object from here on
     */
    LinuxEdgeLine(SystemCalls calls, String path, int fd) {
        this.calls = calls;
        this.path = path;
        this.descriptor = new Descriptor(calls, path, fd);
    }

    @Override
    public int drain() throws ErrnoException {
        return descriptor.use("read", this::drain);
    }

    private int drain(int fd) throws ErrnoException {
        final byte[] buffer = new byte[EVENTS_PER_READ * EVENT_SIZE];
        int events = 0;
        int count;
        do {
            count = calls.readIfAny(fd, path, buffer) / EVENT_SIZE;
            events += count;
        } while (count > 0 && events < MAX_EVENTS);
        return events;
    }

    @Override
    public boolean await(long nanos) throws ErrnoException {
        final int events = descriptor.use(
                SystemCalls.POLL, fd -> calls.poll(fd, path, SystemCalls.POLL_IN, Duration.ofNanos(nanos)));
        if ((events & FAILED) != 0) {
            // the chip has gone
            throw new ErrnoException(SystemCalls.POLL, path, Errno.ENODEV);
        }
        return events != 0;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
