// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.Mapping;
import java.util.Objects;
import java.util.function.LongConsumer;

/** A log's memory as a program sees it: live, from the start of the log on, whatever of it is in use. */
final class SimulatedMapping implements Mapping {

    private final LogRing log;
    private final long size;
    private final LongConsumer copied;
    private final Runnable unmapped;
    private boolean closed;

    /**
     * A mapping.
     *
     * @param log what it shows
     * @param size in bytes, not more than the log has
     * @param copied is told how many bytes were read
     * @param unmapped is called once, when it is closed
     */
    SimulatedMapping(LogRing log, long size, LongConsumer copied, Runnable unmapped) {
        this.log = log;
        this.size = size;
        this.copied = copied;
        this.unmapped = unmapped;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public synchronized void read(long offset, byte[] target) {
        Objects.checkFromIndexSize(offset, target.length, size);
        if (closed) {
            throw new IllegalStateException("the mapping is closed");
        }
        log.read((int) offset, target);
        copied.accept(target.length);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            unmapped.run();
        }
    }
}
