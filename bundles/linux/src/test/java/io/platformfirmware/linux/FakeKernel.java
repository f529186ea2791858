// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Answers each call with the next of the answers that a test laid out, then with 0, and keeps what was asked. An answer may look
 * at the argument of its call and change it. Native memory is a map of blocks, in which each access has to be within one; it
 * takes no answer, and there is enough of it unless a test says otherwise.
 */
final class FakeKernel implements Kernel {

    /** Address of the first block. Each further one begins at the next multiple of this distance. */
    static final long FIRST_BLOCK = 0x7F00_0000_0000L;

    private static final long BLOCK_DISTANCE = 0x10_0000;

    private final Deque<LongSupplier> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final Set<Integer> descriptors = new TreeSet<>();
    private final TreeMap<Long, byte[]> blocks = new TreeMap<>();
    private long nextBlock = FIRST_BLOCK;
    private boolean exhausted;
    private byte[] argument = {};
    private byte[] freed = {};
    private long address;
    private int request;

    FakeKernel answer(long... results) {
        Arrays.stream(results).forEach(result -> answer(() -> result));
        return this;
    }

    synchronized FakeKernel answer(LongSupplier result) {
        answers.add(result);
        return this;
    }

    /** From here on there is no native memory. */
    synchronized FakeKernel withoutMemory() {
        exhausted = true;
        return this;
    }

    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    /** The bytes of the last ioctl, read or write, where the kernel would look at them and put its own. */
    synchronized byte[] argument() {
        return argument;
    }

    /** The address of the last ioctl that had one. */
    synchronized long address() {
        return address;
    }

    /** The request of the last ioctl. */
    synchronized int request() {
        return request;
    }

    /** What was opened, or given by a driver, and not closed. */
    synchronized Set<Integer> descriptors() {
        return Set.copyOf(descriptors);
    }

    /** A descriptor that a driver gives. */
    synchronized int opened(int fd) {
        descriptors.add(fd);
        return fd;
    }

    /** Sizes of the blocks that were not freed. */
    synchronized List<Integer> blocks() {
        return blocks.values().stream().map(block -> block.length).toList();
    }

    /** What the block that was freed last had in it then. */
    synchronized byte[] freed() {
        return freed;
    }

    /** A copy of a part of a block. */
    synchronized byte[] memory(long address, int length) {
        final Map.Entry<Long, byte[]> block = block(address, length);
        final int from = (int) (address - block.getKey());
        return Arrays.copyOfRange(block.getValue(), from, from + length);
    }

    private Map.Entry<Long, byte[]> block(long address, int length) {
        final Map.Entry<Long, byte[]> block = blocks.floorEntry(address);
        if (block == null || address + length > block.getKey() + block.getValue().length) {
            throw new AssertionError(
                    "no memory: " + length + " bytes at " + Long.toHexString(address) + " of " + blocks.keySet());
        }
        return block;
    }

    @Override
    public int open(byte[] path, int flags) {
        final int fd = (int) next("open " + new String(path, StandardCharsets.UTF_8).replace('\0', '$') + " "
                + Integer.toOctalString(flags));
        return fd > 0 ? opened(fd) : fd;
    }

    @Override
    public int close(int fd) {
        synchronized (this) {
            descriptors.remove(fd);
        }
        return (int) next("close " + fd);
    }

    @Override
    public int read(int fd, byte[] target) {
        pass(0, target, 0);
        return (int) next("read " + fd);
    }

    @Override
    public long lseek(int fd, long offset, int whence) {
        return next("lseek " + fd + " " + offset + " " + whence);
    }

    @Override
    public int write(int fd, byte[] bytes) {
        pass(0, bytes, 0);
        return (int) next("write " + fd + " " + bytes.length);
    }

    @Override
    public int ioctl(int fd, int request) {
        return (int) next("ioctl " + fd + " " + Integer.toHexString(request));
    }

    @Override
    public int ioctl(int fd, int request, byte[] argument) {
        pass(request, argument, 0);
        return (int) next("ioctl " + fd + " " + Integer.toHexString(request) + " " + argument.length);
    }

    @Override
    public int ioctl(int fd, int request, long address) {
        pass(request, new byte[0], address);
        return (int) next("ioctl " + fd + " " + Integer.toHexString(request) + " at " + Long.toHexString(address));
    }

    @Override
    public int fcntl(int fd, int command, long argument) {
        return (int) next("fcntl " + fd + " " + command + " " + Long.toOctalString(argument));
    }

    @Override
    public synchronized long allocate(long size) {
        if (exhausted) {
            return -12;
        }
        final long address = nextBlock;
        blocks.put(address, new byte[Math.toIntExact(size)]);
        nextBlock += BLOCK_DISTANCE;
        return address;
    }

    @Override
    public synchronized void free(long address) {
        freed = blocks.remove(address);
        if (freed == null) {
            throw new AssertionError("freed twice, or no block: " + Long.toHexString(address));
        }
    }

    @Override
    public synchronized void put(long address, byte[] source) {
        final Map.Entry<Long, byte[]> block = block(address, source.length);
        System.arraycopy(source, 0, block.getValue(), (int) (address - block.getKey()), source.length);
    }

    @Override
    public synchronized void copy(long address, byte[] target) {
        System.arraycopy(memory(address, target.length), 0, target, 0, target.length);
    }

    @Override
    public long mmap(int fd, long length, int protection, int flags) {
        return next("mmap " + fd + " " + length + " " + protection + " " + flags);
    }

    @Override
    public int munmap(long address, long length) {
        return (int) next("munmap " + address + " " + length);
    }

    @Override
    public int poll(int fd, int events, long timeoutNanos) {
        return (int) next("poll " + fd + " " + events + " " + timeoutNanos);
    }

    @Override
    public int flock(int fd, int operation) {
        return (int) next("flock " + fd + " " + operation);
    }

    @Override
    public long clock(int clock) {
        return next("clock " + clock);
    }

    private synchronized void pass(int newRequest, byte[] newArgument, long newAddress) {
        request = newRequest;
        argument = newArgument;
        address = newAddress;
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
