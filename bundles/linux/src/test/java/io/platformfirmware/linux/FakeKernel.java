// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/** Answers each call with the next of the answers that a test laid out, then with 0, and keeps what was asked. */
final class FakeKernel implements Kernel {

    private final Deque<LongSupplier> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();

    FakeKernel answer(long... results) {
        Arrays.stream(results).forEach(result -> answer(() -> result));
        return this;
    }

    synchronized FakeKernel answer(LongSupplier result) {
        answers.add(result);
        return this;
    }

    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public int open(byte[] path, int flags) {
        return (int) next("open " + new String(path, StandardCharsets.UTF_8).replace('\0', '$') + " "
                + Integer.toOctalString(flags));
    }

    @Override
    public int close(int fd) {
        return (int) next("close " + fd);
    }

    @Override
    public int read(int fd, byte[] target) {
        return (int) next("read " + fd);
    }

    @Override
    public int write(int fd, byte[] bytes) {
        return (int) next("write " + fd + " " + bytes.length);
    }

    @Override
    public int ioctl(int fd, int request) {
        return (int) next("ioctl " + fd + " " + Integer.toHexString(request));
    }

    @Override
    public int ioctl(int fd, int request, byte[] argument) {
        return (int) next("ioctl " + fd + " " + Integer.toHexString(request) + " " + argument.length);
    }

    @Override
    public long mmap(int fd, long length, int protection, int flags) {
        return next("mmap " + fd + " " + length + " " + protection + " " + flags);
    }

    @Override
    public void copy(long address, byte[] target) {
        next("copy " + address + " " + target.length);
    }

    @Override
    public int munmap(long address, long length) {
        return (int) next("munmap " + address + " " + length);
    }

    @Override
    public int poll(int fd, int events, int timeoutMillis) {
        return (int) next("poll " + fd + " " + events + " " + timeoutMillis);
    }

    @Override
    public int flock(int fd, int operation) {
        return (int) next("flock " + fd + " " + operation);
    }

    @Override
    public long clock(int clock) {
        return next("clock " + clock);
    }

    // the answer is worked out without the monitor, so that a test can block one call while others go on
    private long next(String call) {
        final LongSupplier answer;
        synchronized (this) {
            asked.add(call);
            answer = answers.isEmpty() ? () -> 0 : answers.remove();
        }
        return answer.getAsLong();
    }
}
