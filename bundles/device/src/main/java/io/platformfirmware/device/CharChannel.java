// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/**
 * An open character device. Calls block for as long as the driver blocks and can not be interrupted: run them on a
 * thread that nobody interrupts.
 *
 * <p>A channel is used by one thread at a time; only {@link #close()} may come from another thread. A call on a closed
 * channel fails with {@link Errno#EBADF} and never reaches a descriptor that the system has given to somebody else.
 */
@ProviderType
public interface CharChannel extends LockableChannel {

    /**
     * ioctl(2) with a null argument.
     *
     * @param request the request number, see {@link Ioctl}
     * @return what the driver returned, 0 or more
     * @throws ErrnoException when the driver refused; the call names {@code ioctl} and the request
     */
    int ioctl(int request) throws ErrnoException;

    /**
     * ioctl(2) with a pointer to {@code argument}, which the driver may read and write.
     *
     * @param request the request number, see {@link Ioctl}
     * @param argument in host byte order as the driver defines it; its length equals the size coded in the request;
     *     overwritten in place when the call succeeds, unchanged when it fails
     * @return what the driver returned, 0 or more
     * @throws ErrnoException when the driver refused
     * @throws IllegalArgumentException when the length is not the one that the request codes
     */
    int ioctl(int request, byte[] argument) throws ErrnoException;

    /**
     * Exactly one write(2) of all bytes.
     *
     * @param bytes what to write; may be empty, then a call of length 0 is made
     * @return how many bytes the driver took
     * @throws ErrnoException when the driver refused
     */
    int write(byte[] bytes) throws ErrnoException;

    /**
     * mmap(2) from offset 0, shared and read-only.
     *
     * @param length bytes to map, more than 0
     * @return the mapping, owned by the caller; it stays valid when this channel is closed
     * @throws ErrnoException when the driver refused
     */
    Mapping map(long length) throws ErrnoException;
}
