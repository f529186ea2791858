// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Mapping;
import java.util.Optional;

/**
 * What a driver of Linux does with the system calls on its node. Where a driver leaves an operation out of its file operations, the
 * kernel answers for it as the methods here do. Safe for use by several threads: Linux's drivers have no lock of their own, and
 * calls of different channels interleave.
 */
abstract class SimulatedDriver {

    private final String path;

    SimulatedDriver(String path) {
        this.path = path;
    }

    /** Of the node. */
    final String path() {
        return path;
    }

    /**
     * Asked before every call.
     *
     * @throws ErrnoException when the driver can no longer answer
     */
    void checkAlive(String call) throws ErrnoException {}

    /**
     * Serves an ioctl.
     *
     * @param call for the error
     * @param request its number
     * @param argument what the caller's pointer points to, to be overwritten only on success; empty for a bad pointer
     */
    abstract void ioctl(String call, int request, Optional<byte[]> argument) throws ErrnoException;

    /**
     * Serves a write of all bytes, on a channel that was opened for it.
     *
     * @return how many it took
     */
    int write(byte[] bytes) throws ErrnoException {
        throw error("write", Errno.EINVAL);
    }

    /** Serves an mmap of 1 byte or more. */
    Mapping map(long length) throws ErrnoException {
        throw error("mmap", Errno.ENODEV);
    }

    final ErrnoException error(String call, Errno errno) {
        return new ErrnoException(call, path, errno);
    }

    /** What the caller's pointer points to. */
    final byte[] pointer(String call, Optional<byte[]> argument) throws ErrnoException {
        return argument.orElseThrow(() -> error(call, Errno.EFAULT));
    }
}
