// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Ioctl;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * System calls with the policy of this bundle: descriptors are closed on exec, an error is an {@link ErrnoException} that
 * names the call and the path, and a call that a signal interrupted is made again where that is harmless: open, read,
 * ppoll, flock. Never ioctl and write: a driver may have acted before it noticed the signal.
 *
 * <p>Each method that takes {@code target} uses it for the message only. Safe for use by several threads.
 */
final class SystemCalls {

    /** {@code O_RDONLY} (Linux include/uapi/asm-generic/fcntl.h). */
    static final int READ_ONLY = 0;

    /** {@code O_RDWR} (Linux include/uapi/asm-generic/fcntl.h). */
    static final int READ_WRITE = 2;

    /** {@code POLLIN}: there is something to read (Linux include/uapi/asm-generic/poll.h). */
    static final int POLL_IN = 0x01;

    /** {@code POLLPRI}: there is something urgent to read (Linux include/uapi/asm-generic/poll.h). */
    static final int POLL_PRI = 0x02;

    /** {@code POLLERR}, reported unasked: the device failed or has gone (Linux include/uapi/asm-generic/poll.h). */
    static final int POLL_ERR = 0x08;

    /** {@code POLLHUP}, reported unasked: the other end hung up (Linux include/uapi/asm-generic/poll.h). */
    static final int POLL_HUP = 0x10;

    /** {@code POLLNVAL}, reported unasked: no such descriptor (Linux include/uapi/asm-generic/poll.h). */
    static final int POLL_NVAL = 0x20;

    /** How messages name {@link #poll}. */
    static final String POLL = "ppoll";

    /** {@code O_CLOEXEC} (Linux include/uapi/asm-generic/fcntl.h). */
    private static final int CLOSE_ON_EXEC = 0x80000;

    /** {@code F_SETFD} (Linux include/uapi/asm-generic/fcntl.h). */
    private static final int SET_DESCRIPTOR_FLAGS = 2;

    /** {@code FD_CLOEXEC} (Linux include/uapi/asm-generic/fcntl.h). */
    private static final int DESCRIPTOR_CLOSE_ON_EXEC = 1;

    /** {@code O_NONBLOCK} (Linux include/uapi/asm-generic/fcntl.h). */
    private static final int NON_BLOCKING = 0x800;

    /** {@code SEEK_SET} (Linux include/uapi/linux/fs.h). */
    private static final int FROM_START = 0;

    /** {@code SEEK_END} (Linux include/uapi/linux/fs.h). */
    private static final int FROM_END = 2;

    /** {@code F_GETFL} (Linux include/uapi/asm-generic/fcntl.h). */
    private static final int GET_STATUS_FLAGS = 3;

    /** {@code F_SETFL} (Linux include/uapi/asm-generic/fcntl.h). */
    private static final int SET_STATUS_FLAGS = 4;

    /** {@code PROT_READ} (Linux include/uapi/asm-generic/mman-common.h). */
    private static final int PROT_READ = 1;

    /** {@code MAP_SHARED} (Linux include/uapi/linux/mman.h). */
    private static final int MAP_SHARED = 1;

    /** {@code LOCK_EX | LOCK_NB} (Linux include/uapi/asm-generic/fcntl.h). */
    private static final int LOCK_EXCLUSIVE_NOW = 2 | 4;

    /** {@code LOCK_UN} (Linux include/uapi/asm-generic/fcntl.h). */
    private static final int UNLOCK = 8;

    private final Kernel kernel;

    /**
     * Policy over a kernel.
     *
     * @param kernel does the calls
     */
    SystemCalls(Kernel kernel) {
        this.kernel = kernel;
    }

    /** A clock of clock_gettime(2); numbers from Linux include/uapi/linux/time.h. */
    enum Clock {
        /** {@code CLOCK_MONOTONIC}: stands still while the machine is suspended. */
        MONOTONIC(1),
        /** {@code CLOCK_BOOTTIME}: goes on while the machine is suspended. */
        BOOTTIME(7);

        private final int number;

        Clock(int number) {
            this.number = number;
        }
    }

    /**
     * open(2) with {@code O_CLOEXEC}.
     *
     * @param path passed in UTF-8
     * @param access {@link #READ_ONLY} or {@link #READ_WRITE}
     * @return a descriptor; the caller closes it
     * @throws ErrnoException when it failed
     * @throws IllegalArgumentException when the path has a NUL in it or can not be written in UTF-8
     */
    int open(String path, int access) throws ErrnoException {
        final byte[] bytes = terminated(path);
        return check("open", path, retry(() -> kernel.open(bytes, access | CLOSE_ON_EXEC)));
    }

    /**
     * close(2), once. Linux frees the descriptor whatever it answers, so there is nothing to do about an error, and a
     * second attempt would close the descriptor of somebody else.
     *
     * @param fd a descriptor that nobody uses any more
     */
    void close(int fd) {
        kernel.close(fd);
    }

    /**
     * read(2).
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @param buffer filled from its start
     * @return bytes read, fewer than asked for where there are fewer; 0 at the end
     * @throws ErrnoException when it failed
     */
    int read(int fd, String target, byte[] buffer) throws ErrnoException {
        return check("read", target, retry(() -> kernel.read(fd, buffer)));
    }

    /**
     * read(2) of what is there now.
     *
     * @param fd a descriptor that never blocks, see {@link #neverBlock}
     * @param target the path behind it
     * @param buffer filled from its start
     * @return bytes read; 0 when there is nothing to read
     * @throws ErrnoException when it failed
     */
    int readIfAny(int fd, String target, byte[] buffer) throws ErrnoException {
        final int result = retry(() -> kernel.read(fd, buffer));
        return result == -Errno.EAGAIN.number() ? 0 : check("read", target, result);
    }

    /**
     * Sets {@code O_NONBLOCK}, so that read(2) does not wait.
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @throws ErrnoException when it failed
     */
    void neverBlock(int fd, String target) throws ErrnoException {
        final int flags = check("fcntl F_GETFL", target, kernel.fcntl(fd, GET_STATUS_FLAGS, 0));
        check("fcntl F_SETFL", target, kernel.fcntl(fd, SET_STATUS_FLAGS, flags | NON_BLOCKING));
    }

    /**
     * Sets {@code FD_CLOEXEC} on a descriptor that a driver gave without it.
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @throws ErrnoException when it failed
     */
    void closeOnExec(int fd, String target) throws ErrnoException {
        check("fcntl F_SETFD", target, kernel.fcntl(fd, SET_DESCRIPTOR_FLAGS, DESCRIPTOR_CLOSE_ON_EXEC));
    }

    /**
     * lseek(2) to the start.
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @throws ErrnoException when it failed
     */
    void seekStart(int fd, String target) throws ErrnoException {
        seek(fd, target, FROM_START);
    }

    /**
     * lseek(2) to the end.
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @throws ErrnoException when it failed
     */
    void seekEnd(int fd, String target) throws ErrnoException {
        seek(fd, target, FROM_END);
    }

    private void seek(int fd, String target, int whence) throws ErrnoException {
        final long place = kernel.lseek(fd, 0, whence);
        if (place < 0) {
            throw new ErrnoException("lseek", target, (int) -place);
        }
    }

    /**
     * Exactly one write(2).
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @param bytes what to write; may be empty
     * @return bytes written, which may be fewer
     * @throws ErrnoException when it failed, also when a signal interrupted it
     */
    int write(int fd, String target, byte[] bytes) throws ErrnoException {
        return check("write", target, kernel.write(fd, bytes));
    }

    /**
     * Exactly one ioctl(2) with a null argument.
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @param request see {@link Ioctl}
     * @return what the driver returned, 0 or more
     * @throws ErrnoException when it failed, also when a signal interrupted it
     */
    int ioctl(int fd, String target, int request) throws ErrnoException {
        return check(ioctlName(request), target, kernel.ioctl(fd, request));
    }

    /**
     * Exactly one ioctl(2) with a pointer. The length is not checked here: old requests code none.
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @param request see {@link Ioctl}
     * @param argument read, and on success overwritten; at least as long as the driver takes it to be
     * @return what the driver returned, 0 or more
     * @throws ErrnoException when it failed, also when a signal interrupted it
     */
    int ioctl(int fd, String target, int request, byte[] argument) throws ErrnoException {
        return check(ioctlName(request), target, kernel.ioctl(fd, request, argument));
    }

    /**
     * Exactly one ioctl(2) with a pointer.
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @param request codes a size
     * @param argument of that size; read, and on success overwritten
     * @return what the driver returned, 0 or more
     * @throws ErrnoException when it failed, also when a signal interrupted it
     */
    int ioctl(int fd, String target, Request request, byte[] argument) throws ErrnoException {
        if (argument.length != Ioctl.size(request.number())) {
            throw new IllegalArgumentException(
                    request.call() + " takes " + Ioctl.size(request.number()) + " bytes, not " + argument.length);
        }
        return check(request.call(), target, kernel.ioctl(fd, request.number(), argument));
    }

    /**
     * Exactly one ioctl(2) with a block of memory, which is not copied.
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @param request codes a size
     * @param argument holds as much, and whatever follows that or its pointers point to
     * @return what the driver returned, 0 or more
     * @throws ErrnoException when it failed, also when a signal interrupted it
     */
    int ioctl(int fd, String target, Request request, NativeBlock argument) throws ErrnoException {
        return check(request.call(), target, kernel.ioctl(fd, request.number(), argument.address()));
    }

    /**
     * Native memory, filled with zeros.
     *
     * @param target the path that it is for
     * @param size bytes, more than 0
     * @return the memory; the caller closes it
     * @throws ErrnoException {@link Errno#ENOMEM} when there is none
     */
    NativeBlock allocate(String target, int size) throws ErrnoException {
        final long address = kernel.allocate(size);
        if (address < 0) {
            throw new ErrnoException("malloc", target, (int) -address);
        }
        return new NativeBlock(kernel, address, size);
    }

    /**
     * mmap(2), shared and read-only, from offset 0.
     *
     * @param fd a descriptor; may be closed afterwards
     * @param target the path behind it
     * @param length bytes, more than 0
     * @return the mapping; the caller closes it
     * @throws ErrnoException when it failed
     */
    LinuxMapping map(int fd, String target, long length) throws ErrnoException {
        final long address = kernel.mmap(fd, length, PROT_READ, MAP_SHARED);
        if (address < 0) {
            throw new ErrnoException("mmap", target, (int) -address);
        }
        return new LinuxMapping(kernel, address, length);
    }

    /**
     * ppoll(2) for one descriptor.
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @param events any of {@link #POLL_IN}, {@link #POLL_PRI}
     * @param timeout how long to wait, at most 292 years; an interruption by a signal does not prolong it
     * @return the events that came, those that are reported unasked among them; 0 when the time is over
     * @throws ErrnoException when it failed
     */
    int poll(int fd, String target, int events, Duration timeout) throws ErrnoException {
        final long nanos = timeout.toNanos();
        final long start = System.nanoTime();
        return check(
                POLL, target, retry(() -> kernel.poll(fd, events, Math.max(0, nanos - (System.nanoTime() - start)))));
    }

    /**
     * flock(2) with {@code LOCK_EX | LOCK_NB}.
     *
     * @param fd a descriptor
     * @param target the path behind it
     * @return false when somebody else holds the lock
     * @throws ErrnoException when it failed for another reason
     */
    boolean tryLock(int fd, String target) throws ErrnoException {
        final int result = retry(() -> kernel.flock(fd, LOCK_EXCLUSIVE_NOW));
        // EWOULDBLOCK, which is what flock(2) speaks of, is the same number
        return result != -Errno.EAGAIN.number() && check("flock", target, result) == 0;
    }

    /**
     * flock(2) with {@code LOCK_UN}; without effect where there is no lock.
     *
     * @param fd a descriptor
     */
    void unlock(int fd) {
        kernel.flock(fd, UNLOCK);
    }

    /**
     * clock_gettime(2).
     *
     * @param clock which
     * @return nanoseconds since a fixed point of this boot
     * @throws ErrnoException when the kernel has no such clock
     */
    long nanos(Clock clock) throws ErrnoException {
        final long nanos = kernel.clock(clock.number);
        if (nanos < 0) {
            throw new ErrnoException("clock_gettime", "CLOCK_" + clock, (int) -nanos);
        }
        return nanos;
    }

    /**
     * How messages name an ioctl.
     *
     * @param request see {@link Ioctl}
     * @return for example {@code ioctl 0x4004EE02}
     */
    static String ioctlName(int request) {
        return "ioctl " + Ioctl.toString(request);
    }

    private static int retry(IntSupplier call) {
        int result = call.getAsInt();
        while (result == -Errno.EINTR.number()) {
            result = call.getAsInt();
        }
        return result;
    }

    private static int check(String call, String target, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, target, -result);
        }
        return result;
    }

    private static byte[] terminated(String path) {
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL in path: " + path.replace('\0', '?'));
        }
        try {
            // an encoder of its own reports what getBytes would replace, and another file would be opened
            final ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(path));
            final byte[] bytes = new byte[encoded.limit() + 1];
            encoded.get(bytes, 0, encoded.limit());
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not a path: " + path, e);
        }
    }
}
