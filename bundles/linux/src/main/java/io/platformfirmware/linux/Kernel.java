// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

/**
 * The system calls as the kernel answers them: a result of 0 or more, or the error number with a minus sign. No policy,
 * no exception, no retry; {@link SystemCalls} adds those. Memory for arguments is allocated and freed within each call,
 * unless the caller allocated it.
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
     * lseek(2).
     *
     * @param fd a descriptor
     * @param offset bytes
     * @param whence as the kernel defines it
     * @return the new place, or minus the error number
     */
    long lseek(int fd, long offset, int whence);

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
     * ioctl(2) with an address.
     *
     * @param fd a descriptor
     * @param request an unsigned 32-bit request number
     * @param address of memory that {@link #allocate} gave; the caller vouches that it is as much as the driver takes it to be
     * @return what the driver returned, or minus the error number
     */
    int ioctl(int fd, int request, long address);

    /**
     * fcntl(2) with a number.
     *
     * @param fd a descriptor
     * @param command as the kernel defines it
     * @param argument of the command; 0 where it has none
     * @return what the command gives, or minus the error number
     */
    int fcntl(int fd, int command, long argument);

    /**
     * Native memory, filled with zeros.
     *
     * @param size bytes, more than 0
     * @return the address, or minus the error number
     */
    long allocate(long size);

    /**
     * Gives native memory back.
     *
     * @param address as {@link #allocate} gave it, once
     */
    void free(long address);

    /**
     * Copies to native memory. The caller vouches for the range.
     *
     * @param address of the first byte that is overwritten
     * @param source from its start to its end
     */
    void put(long address, byte[] source);

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
     * Copies mapped or native memory out. The caller vouches for the range: an address that is not mapped ends the process.
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
     * ppoll(2) for one descriptor, without a signal mask.
     *
     * @param fd a descriptor
     * @param events what to wait for, as the kernel defines it
     * @param timeoutNanos nanoseconds, 0 or more
     * @return the events that came, 0 when the time is over, or minus the error number
     */
    int poll(int fd, int events, long timeoutNanos);

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
