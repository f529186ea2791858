// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;

/**
 * An open file descriptor that can be closed while it is in use. {@link #close()} never waits: from then on every use is
 * refused with {@link Errno#EBADF}, and the descriptor itself is closed by the last use that was under way when it
 * returns, or at once when there is none. So the number is never given to somebody else while a call runs on it, and a
 * call that blocks in a driver does not block the one who closes.
 *
 * <p>Safe for use by several threads.
 */
final class Descriptor implements AutoCloseable {

    private final SystemCalls calls;
    private final String path;
    private final int fd;
    private final Runnable release;
    private int inUse;
    private boolean closed;

    /**
     * A descriptor, owned by this object.
     *
     * @param calls closes it
     * @param path what it was opened for
     * @param fd the descriptor
     */
    Descriptor(SystemCalls calls, String path, int fd) {
        this(calls, path, fd, () -> {});
    }

    /**
     * A descriptor, owned by this object, and something that is used only with it.
     *
     * @param calls closes it
     * @param path what it was opened for
     * @param fd the descriptor
     * @param release gives the other thing back; run once, when the descriptor has been closed
     */
    Descriptor(SystemCalls calls, String path, int fd, Runnable release) {
        this.calls = calls;
        this.path = path;
        this.fd = fd;
        this.release = release;
    }

    /**
     * What is done with a descriptor.
     *
     * @param <R> what comes out
     */
    interface Use<R> {

        /**
         * Does it.
         *
         * @param fd open until this returns
         * @return what comes out
         * @throws ErrnoException when a system call failed
         */
        R on(int fd) throws ErrnoException;
    }

    /**
     * Uses the descriptor.
     *
     * @param <R> what comes out
     * @param call the system call, for the message
     * @param use what to do
     * @return what came out
     * @throws ErrnoException {@link Errno#EBADF} after {@link #close()}, else as {@code use} throws
     */
    <R> R use(String call, Use<R> use) throws ErrnoException {
        enter(call);
        try {
            return use.on(fd);
        } finally {
            leave();
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            releaseWhenUnused();
        }
    }

    private synchronized void enter(String call) throws ErrnoException {
        if (closed) {
            throw new ErrnoException(call, path, Errno.EBADF);
        }
        inUse++;
    }

    private synchronized void leave() {
        inUse--;
        if (closed) {
            releaseWhenUnused();
        }
    }

    private void releaseWhenUnused() {
        if (inUse == 0) {
            // close alone keeps the lock as long as something else refers to the open file: a mapping, a forked child
            calls.unlock(fd);
            calls.close(fd);
            release.run();
        }
    }
}
