// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import com.sun.jna.Pointer;

/**
 * The functions of the C library, bound by JNA direct mapping: names and parameters are those of the manual pages, in
 * types of a 64-bit Linux, where {@code long}, {@code size_t}, {@code ssize_t}, {@code off_t} and {@code nfds_t} have 64
 * bits. {@link JnaKernel} registers the class and is the only caller.
 */
// open, ioctl and fcntl are variadic in C, and direct mapping has no varargs. A declaration of fixed arity is right on
// Linux for x86-64 (System V: arguments go to the same registers; the count of vector registers in AL is always
// set by libffi), aarch64 (AAPCS64) and riscv64 (integers in registers either way). It would be wrong on macOS for
// arm64, where variadic arguments go to the stack.
final class Libc {

    native int open(Pointer path, int flags, int mode);

    native int close(int fd);

    native long read(int fd, Pointer buffer, long count);

    native long lseek(int fd, long offset, int whence);

    native long write(int fd, Pointer buffer, long count);

    native int ioctl(int fd, long request, Pointer argument);

    native int fcntl(int fd, int command, long argument);

    native long mmap(Pointer address, long length, int protection, int flags, int fd, long offset);

    native int munmap(Pointer address, long length);

    native int ppoll(Pointer descriptors, long count, Pointer timespec, Pointer signals);

    native int flock(int fd, int operation);

    native int clock_gettime(int clock, Pointer timespec);
}
