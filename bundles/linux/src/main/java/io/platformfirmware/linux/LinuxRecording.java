// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.KernelLog;
import io.platformfirmware.device.KernelLogEntry;
import io.platformfirmware.device.KernelLogGap;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An open kernel log (Linux kernel/printk/printk.c, devkmsg_read): each read(2) gives one message, EPIPE says that what came next
 * was overwritten and EINVAL that it is longer than the buffer. Either way the next read goes on behind it.
 */
final class LinuxRecording implements KernelLog.Recording {

    /** The most that {@link #entries} gives: the newest, because a driver writes just before its call returns. */
    static final int MAX_ENTRIES = 4096;

    /** The most that it reads for that: more than a log of 16 MiB has, where the messages are long. */
    static final int MAX_READS = 1 << 16;

    /** Bytes: {@code CONSOLE_EXT_LOG_MAX} (Linux include/linux/printk.h); later kernels have shorter messages. */
    static final int MESSAGE_SIZE = 8192;

    private final SystemCalls calls;
    private final String path;
    private final Descriptor log;
    private final DynamicDebug.Lines lines;

    /**
     * A recording that has begun.
     *
     * @param calls does the system calls
     * @param path of the log
     * @param fd the log's descriptor, which never blocks; owned by this object from here on
     * @param lines what was switched on; owned by this object
     */
    LinuxRecording(SystemCalls calls, String path, int fd, DynamicDebug.Lines lines) {
        this.calls = calls;
        this.path = path;
        this.log = new Descriptor(calls, path, fd);
        this.lines = lines;
    }

    @Override
    public Set<String> formats() {
        return lines.formats();
    }

    @Override
    public List<KernelLogEntry> entries() throws ErrnoException {
        return log.use("read", this::entries);
    }

    private List<KernelLogEntry> entries(int fd) throws ErrnoException {
        final Deque<KernelLogEntry> newest = new ArrayDeque<>();
        final byte[] buffer = new byte[MESSAGE_SIZE];
        for (int reads = 0; reads < MAX_READS; reads++) {
            final Optional<KernelLogEntry> next = next(fd, buffer);
            if (next.isEmpty()) {
                return List.copyOf(newest);
            }
            newest.add(next.get());
            if (newest.size() > MAX_ENTRIES) {
                newest.removeFirst();
                newest.removeFirst();
                newest.addFirst(new KernelLogGap());
            }
        }
        // somebody writes faster than this reads
        calls.seekEnd(fd, path);
        newest.removeLast();
        newest.add(new KernelLogGap());
        return List.copyOf(newest);
    }

    private Optional<KernelLogEntry> next(int fd, byte[] buffer) throws ErrnoException {
        try {
            final int length = calls.readIfAny(fd, path, buffer);
            return length == 0 ? Optional.empty() : Optional.of(KmsgRecord.parse(buffer, length));
        } catch (ErrnoException e) {
            if (e.is(Errno.EPIPE) || e.is(Errno.EINVAL)) {
                return Optional.of(new KernelLogGap());
            }
            throw e;
        }
    }

    @Override
    public void checkLines() throws IOException {
        lines.check();
    }

    @Override
    public void close() throws IOException {
        try {
            lines.close();
        } finally {
            log.close();
        }
    }
}
