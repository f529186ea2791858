// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import io.platformfirmware.device.Errno;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.slf4j.Logger;

/** The kernel of this machine, through the C library and JNA. */
// errno: Native.getLastError(), asked at once on the same thread and only when the result says that the call
// failed. JNA keeps a copy per thread that it takes directly after each native call, so nothing that the JVM does
// in between can spoil it. The alternative, "throws LastErrorException", decides by errno alone whether the call
// failed, although errno means nothing after a success, and builds an exception with its stack trace where a
// driver's "not now" is an ordinary answer.
final class JnaKernel implements Kernel {

    private static final long REQUEST_MASK = 0xFFFF_FFFFL;

    /** {@code struct pollfd}: int fd, short events, short revents (Linux include/uapi/asm-generic/poll.h). */
    private static final long POLLFD_SIZE = 8;

    private static final long POLLFD_EVENTS = 4;
    private static final long POLLFD_REVENTS = 6;

    /** {@code struct timespec} of a 64-bit Linux: seconds, nanoseconds, eight bytes each (include/uapi/linux/time.h). */
    private static final long TIMESPEC_SIZE = 16;

    private static final long TIMESPEC_NANOS = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Libc libc;

    private JnaKernel(Libc libc) {
        this.libc = libc;
    }

    /**
     * Loads JNA's native part and binds the C library. May be called again, then it binds anew.
     *
     * @param log says which JNA was loaded
     * @return the kernel of this machine
     * @throws UnsatisfiedLinkError where native code can not be loaded, a function is missing, or the JVM is a 32-bit one
     * @throws LinkageError where JNA failed to load before, or is not there
     */
    static JnaKernel load(Logger log) {
        if (Native.POINTER_SIZE != Long.BYTES) {
            throw new UnsatisfiedLinkError("a 64-bit JVM is needed, this one has " + Native.POINTER_SIZE * Byte.SIZE);
        }
        Native.register(Libc.class, NativeLibrary.getInstance(Platform.C_LIBRARY_NAME));
        log.info("Native calls by JNA {}", version());
        return new JnaKernel(new Libc());
    }

    private static String version() {
        // with its origin, because an operator can put a JNA on the boot class path that hides the bundle's; and not
        // Native.VERSION: javac copies that constant into this class, and it would name the JNA of the build
        final Bundle bundle = FrameworkUtil.getBundle(Native.class);
        return bundle == null
                ? Native.class.getPackage().getImplementationVersion() + " from the class path"
                : bundle.getVersion() + " from bundle " + bundle.getSymbolicName();
    }

    @Override
    public int open(byte[] path, int flags) {
        try (Memory memory = copyOf(path)) {
            return result(libc.open(memory, flags, 0));
        }
    }

    @Override
    public int close(int fd) {
        return result(libc.close(fd));
    }

    @Override
    public int read(int fd, byte[] target) {
        try (Memory memory = memory(target.length)) {
            final int count = (int) result(libc.read(fd, memory, target.length));
            if (count > 0) {
                memory.read(0, target, 0, count);
            }
            return count;
        }
    }

    @Override
    public long lseek(int fd, long offset, int whence) {
        return result(libc.lseek(fd, offset, whence));
    }

    @Override
    public int write(int fd, byte[] bytes) {
        try (Memory memory = copyOf(bytes)) {
            return (int) result(libc.write(fd, memory, bytes.length));
        }
    }

    @Override
    public int ioctl(int fd, int request) {
        return result(libc.ioctl(fd, request & REQUEST_MASK, Pointer.NULL));
    }

    @Override
    public int ioctl(int fd, int request, byte[] argument) {
        try (Memory memory = copyOf(argument)) {
            final int result = result(libc.ioctl(fd, request & REQUEST_MASK, memory));
            if (result >= 0) {
                memory.read(0, argument, 0, argument.length);
            }
            return result;
        }
    }

    @Override
    public int ioctl(int fd, int request, long address) {
        return result(libc.ioctl(fd, request & REQUEST_MASK, new Pointer(address)));
    }

    @Override
    public int fcntl(int fd, int command, long argument) {
        return result(libc.fcntl(fd, command, argument));
    }

    @Override
    public long allocate(long size) {
        final long address = Native.malloc(size);
        if (address == 0) {
            return -Errno.ENOMEM.number();
        }
        new Pointer(address).clear(size);
        return address;
    }

    @Override
    public void free(long address) {
        Native.free(address);
    }

    @Override
    public void put(long address, byte[] source) {
        new Pointer(address).write(0, source, 0, source.length);
    }

    @Override
    public long mmap(int fd, long length, int protection, int flags) {
        return result(libc.mmap(Pointer.NULL, length, protection, flags, fd, 0));
    }

    @Override
    public void copy(long address, byte[] target) {
        new Pointer(address).read(0, target, 0, target.length);
    }

    @Override
    public int munmap(long address, long length) {
        return result(libc.munmap(new Pointer(address), length));
    }

    @Override
    public int poll(int fd, int events, long timeoutNanos) {
        try (Memory memory = memory(POLLFD_SIZE + TIMESPEC_SIZE)) {
            memory.setInt(0, fd);
            memory.setShort(POLLFD_EVENTS, (short) events);
            memory.setShort(POLLFD_REVENTS, (short) 0);
            final Pointer timespec = memory.share(POLLFD_SIZE);
            timespec.setLong(0, timeoutNanos / NANOS_PER_SECOND);
            timespec.setLong(TIMESPEC_NANOS, timeoutNanos % NANOS_PER_SECOND);
            final int result = result(libc.ppoll(memory, 1, timespec, Pointer.NULL));
            return result > 0 ? Short.toUnsignedInt(memory.getShort(POLLFD_REVENTS)) : result;
        }
    }

    @Override
    public int flock(int fd, int operation) {
        return result(libc.flock(fd, operation));
    }

    @Override
    public long clock(int clock) {
        try (Memory memory = memory(TIMESPEC_SIZE)) {
            final int result = result(libc.clock_gettime(clock, memory));
            return result < 0 ? result : memory.getLong(0) * NANOS_PER_SECOND + memory.getLong(TIMESPEC_NANOS);
        }
    }

    private static int result(int returned) {
        return returned == -1 ? -Native.getLastError() : returned;
    }

    private static long result(long returned) {
        return returned == -1 ? -Native.getLastError() : returned;
    }

    private static Memory copyOf(byte[] bytes) {
        final Memory memory = memory(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }

    private static Memory memory(long size) {
        // JNA has no memory of size 0
        return new Memory(Math.max(1, size));
    }
}
