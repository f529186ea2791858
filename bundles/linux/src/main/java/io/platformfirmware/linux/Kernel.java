// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

/**
 * The system calls as the kernel answers them: a result of 0 or more, or the error number with a minus sign. No policy,
 * no exception, no retry; {@link SystemCalls} adds those. Memory for arguments is allocated and freed within each call.
 *
 * <p>Implementations are safe for use by several threads.
 */
interface Kernel {

    /**
     * open(2) with mode 0.
     *
     * @param path the bytes of the path, the last of them 0
     * @param flags as the kernel defines them
     * @return a descriptor, or minus the error number
     */
    int open(byte[] path, int flags);

    /**
     * close(2).
     *
     * @param fd a descriptor
     * @return 0, or minus the error number
     */
    int close(int fd);

    /**
     * read(2).
     *
     * @param fd a descriptor
     * @param target filled from its start
     * @return bytes read, 0 at the end, or minus the error number
     */
    int read(int fd, byte[] target);

    /**
     * One write(2) of all bytes; of length 0 when there are none.
     *
     * @param fd a descriptor
     * @param bytes what to write
     * @return bytes written, or minus the error number
     */
    int write(int fd, byte[] bytes);

    /**
     * ioctl(2) with a null argument.
     *
     * @param fd a descriptor
     * @param request an unsigned 32-bit request number
     * @return what the driver returned, or minus the error number
     */
    int ioctl(int fd, int request);

    /**
     * ioctl(2) with a pointer to a copy of {@code argument}.
     *
     * @param fd a descriptor
     * @param request an unsigned 32-bit request number
     * @param argument overwritten with what the copy holds afterwards when the call succeeds, else unchanged
     * @return what the driver returned, or minus the error number
     */
    int ioctl(int fd, int request, byte[] argument);

    /**
     * mmap(2) at an address that the kernel chooses, from offset 0.
     *
     * @param fd a descriptor
     * @param length bytes
     * @param protection as the kernel defines it
     * @param flags as the kernel defines them
     * @return the address, or minus the error number (-4095..-1, where no mapping can be)
     */
    long mmap(int fd, long length, int protection, int flags);

    /**
     * Copies mapped memory out. The caller vouches for the range: an address that is not mapped ends the process.
     *
     * @param address first byte
     * @param target filled from its start to its end
     */
    void copy(long address, byte[] target);

    /**
     * munmap(2).
     *
     * @param address as mmap gave it
     * @param length as mmap was given it, in bytes
     * @return 0, or minus the error number
     */
    int munmap(long address, long length);

    /**
     * poll(2) for one descriptor.
     *
     * @param fd a descriptor
     * @param events what to wait for, as the kernel defines it
     * @param timeoutMillis milliseconds; negative waits for ever
     * @return the events that came, 0 when the time is over, or minus the error number
     */
    int poll(int fd, int events, int timeoutMillis);

    /**
     * flock(2).
     *
     * @param fd a descriptor
     * @param operation as the kernel defines it
     * @return 0, or minus the error number
     */
    int flock(int fd, int operation);

    /**
     * clock_gettime(2).
     *
     * @param clock as the kernel defines it
     * @return nanoseconds, or minus the error number
     */
    long clock(int clock);
}
