// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Mapping;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Memory that mmap(2) gave. Readers share a lock that {@link #close()} takes alone, so that memory is unmapped only when
 * nobody reads; a close waits for the reads that run.
 */
final class LinuxMapping implements Mapping {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Kernel kernel;
    private final long address;
    private final long size;
    private boolean closed;

    /**
     * A mapping, owned by this object.
     *
     * @param kernel copies and unmaps
     * @param address as mmap gave it
     * @param size in bytes, as mmap was given it
     */
    LinuxMapping(Kernel kernel, long address, long size) {
        this.kernel = kernel;
        this.address = address;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long offset, byte[] target) {
        Objects.checkFromIndexSize(offset, target.length, size);
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the mapping is closed");
            }
            kernel.copy(address + offset, target);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                kernel.munmap(address, size);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
