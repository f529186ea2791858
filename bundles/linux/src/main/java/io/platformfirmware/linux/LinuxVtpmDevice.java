// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.VtpmDevice;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * A TPM device of Linux's vtpm_proxy. {@link #close()} from another thread returns at once; a wait that is under way goes on until
 * a command comes or its time is over, and the device goes when it returns, see {@link Descriptor}.
 */
final class LinuxVtpmDevice implements VtpmDevice {

    /**
     * Bytes of the longest command: {@code TPM_BUFSIZE} (Linux drivers/char/tpm/tpm.h). The driver refuses a read(2) that has no
     * room for the whole command.
     */
    static final int MAX_COMMAND = 4096;

    private static final int FAILED = SystemCalls.POLL_ERR | SystemCalls.POLL_NVAL;

    private final SystemCalls calls;
    private final int number;
    private final String path;
    private final Descriptor descriptor;

    /**
     * A device that was made.
     *
     * @param calls does the system calls
     * @param number of the device
     * @param fd the side that answers; owned by this object from here on
     */
    LinuxVtpmDevice(SystemCalls calls, int number, int fd) {
        this.calls = calls;
        this.number = number;
        this.path = "/dev/tpm" + number;
        this.descriptor = new Descriptor(calls, path, fd);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public Optional<byte[]> readCommand(Duration timeout) throws ErrnoException {
        return descriptor.use("read", fd -> readCommand(fd, timeout));
    }

    private Optional<byte[]> readCommand(int fd, Duration timeout) throws ErrnoException {
        final int events = calls.poll(fd, path, SystemCalls.POLL_IN, timeout);
        if ((events & SystemCalls.POLL_HUP) != 0) {
            throw new ErrnoException(SystemCalls.POLL, path, Errno.EPIPE);
        }
        if ((events & FAILED) != 0) {
            throw new ErrnoException(SystemCalls.POLL, path, Errno.EIO);
        }
        if (events == 0) {
            return Optional.empty();
        }
        // read(2) of this driver waits whatever O_NONBLOCK says; there is a command, and nobody else reads
        final byte[] buffer = new byte[MAX_COMMAND];
        return Optional.of(Arrays.copyOf(buffer, calls.read(fd, path, buffer)));
    }

    @Override
    public void write(byte[] response) throws ErrnoException {
        final int written = descriptor.use("write", fd -> calls.write(fd, path, response));
        if (written != response.length) {
            throw new ErrnoException("write", path, Errno.EIO);
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return path;
    }
}
