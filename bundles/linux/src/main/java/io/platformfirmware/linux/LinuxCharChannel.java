// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Ioctl;
import io.platformfirmware.device.Mapping;

/**
 * An open node of the kernel. {@link #close()} from another thread returns at once; a call that is under way ends as the
 * driver ends it, and the descriptor (with it the lock) goes when that call returns, see {@link Descriptor}.
 */
final class LinuxCharChannel implements CharChannel {

    private final SystemCalls calls;
    private final String path;
    private final Descriptor descriptor;

    /**
     * An open channel.
     *
     * @param calls does the system calls
     * @param path where the node is
     * @param fd the open descriptor, owned by this object from here on
     */
    LinuxCharChannel(SystemCalls calls, String path, int fd) {
        this.calls = calls;
        this.path = path;
        this.descriptor = new Descriptor(calls, path, fd);
    }

    @Override
    public int ioctl(int request) throws ErrnoException {
        return descriptor.use(SystemCalls.ioctlName(request), fd -> calls.ioctl(fd, path, request));
    }

    @Override
    public int ioctl(int request, byte[] argument) throws ErrnoException {
        if (argument.length != Ioctl.size(request)) {
            throw new IllegalArgumentException(SystemCalls.ioctlName(request) + " takes " + Ioctl.size(request)
                    + " bytes, not " + argument.length);
        }
        return descriptor.use(SystemCalls.ioctlName(request), fd -> calls.ioctl(fd, path, request, argument));
    }

    @Override
    public int write(byte[] bytes) throws ErrnoException {
        return descriptor.use("write", fd -> calls.write(fd, path, bytes));
    }

    @Override
    public Mapping map(long length) throws ErrnoException {
        if (length <= 0) {
            throw new IllegalArgumentException("length " + length);
        }
        return descriptor.use("mmap", fd -> calls.map(fd, path, length));
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
