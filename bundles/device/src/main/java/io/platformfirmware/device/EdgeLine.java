// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A line whose edges are recorded as events: an edge that came before somebody waits for it is not lost. Used by one thread at a time;
 * only {@link #close()} may come from another. A call on a closed line fails with {@link Errno#EBADF}.
 */
@ProviderType
public interface EdgeLine extends AutoCloseable {

    /**
     * Forgets what was recorded. Bounded: of a line that never rests it forgets what the kernel can hold at most.
     *
     * @return how many edges
     * @throws ErrnoException when the line failed
     */
    int drain() throws ErrnoException;

    /**
     * Waits until an edge is recorded, without taking it.
     *
     * @param nanos how long at most; 0 looks only
     * @return false when the time is over
     * @throws ErrnoException when the line failed
     */
    boolean await(long nanos) throws ErrnoException;

    /** Gives the line back. Safe to call twice. */
    @Override
    void close();
}
