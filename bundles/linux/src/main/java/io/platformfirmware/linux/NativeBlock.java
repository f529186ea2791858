// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.util.Objects;

/**
 * Native memory for arguments that have pointers in them. It is freed by {@link #close()} and by nothing else.
 *
 * <p>Used by one thread at a time, and not closed while in use: put it into the care of the {@link Descriptor} that it is
 * used with.
 */
final class NativeBlock implements AutoCloseable {

    private final Kernel kernel;
    private final long address;
    private final int size;
    private boolean closed;

    /**
     * A block, owned by this object.
     *
     * @param kernel copies and frees
     * @param address as {@link Kernel#allocate} gave it
     * @param size in bytes, as it was asked for
     */
    NativeBlock(Kernel kernel, long address, int size) {
        this.kernel = kernel;
        this.address = address;
        this.size = size;
    }

    /**
     * Where it is, for pointers within the block to the block.
     *
     * @return of the first byte
     * @throws IllegalStateException when it is closed
     */
    long address() {
        if (closed) {
            throw new IllegalStateException("the block is freed");
        }
        return address;
    }

    /**
     * Fills it from its start.
     *
     * @param bytes no more than it has
     * @throws IndexOutOfBoundsException when there are more
     * @throws IllegalStateException when it is closed
     */
    void put(byte[] bytes) {
        Objects.checkFromIndexSize(0, bytes.length, size);
        kernel.put(address(), bytes);
    }

    /**
     * Copies bytes out.
     *
     * @param offset first byte to copy, from the start of the block
     * @param target where to copy to, from its start to its end
     * @throws IndexOutOfBoundsException when the range is not within the block
     * @throws IllegalStateException when it is closed
     */
    void copy(int offset, byte[] target) {
        Objects.checkFromIndexSize(offset, target.length, size);
        kernel.copy(address() + offset, target);
    }

    /** Frees it. Safe to call twice. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            kernel.free(address);
        }
    }
}
