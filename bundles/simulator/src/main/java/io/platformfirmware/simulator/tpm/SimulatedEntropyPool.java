// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of randomness of the kernel that the simulated chips belong to ({@code drivers/char/random.c} of Linux). It counts what it
 * gets and keeps none of it. Safe for use by several threads.
 */
public final class SimulatedEntropyPool implements EntropyPool {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedEntropyPool.class);

    private static final String ADD = "ioctl RNDADDENTROPY";

    private long bytes;
    private long bits;
    private Optional<Errno> refusal = Optional.empty();
    private boolean removed;

    /** An empty pool. */
    public SimulatedEntropyPool() {}

    @Override
    public String path() {
        return "simulated:/dev/random";
    }

    /**
     * What its service carries.
     *
     * @return the service properties
     */
    public Map<String, Object> properties() {
        return Map.of(PATH, path(), KIND, KIND_RANDOM, ID, "random-sim", SIMULATED, true);
    }

    @Override
    public synchronized void add(byte[] added, int credit) throws ErrnoException {
        EntropyPool.checkCredit(added, credit);
        if (removed) {
            throw new ErrnoException("open", path(), Errno.ENOENT);
        }
        if (refusal.isPresent()) {
            throw new ErrnoException(ADD, path(), refusal.get());
        }
        bytes += added.length;
        bits += credit;
        LOG.debug("{} bytes, {} bits of entropy: {}", added.length, credit, this);
    }

    /**
     * Refuses everything from now on, or no longer.
     *
     * @param errno {@link Errno#EPERM} as if the process had no {@code CAP_SYS_ADMIN}; empty: takes bytes again
     */
    public synchronized void refuse(Optional<Errno> errno) {
        refusal = errno;
    }

    /**
     * What was added.
     *
     * @return bytes since it was made
     */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * What was credited.
     *
     * @return bits of entropy since it was made
     */
    public synchronized long bits() {
        return bits;
    }

    /** Takes the node away: every call answers ENOENT from now on. */
    public synchronized void remove() {
        removed = true;
    }

    /** For whoever has the service and not this class: the path, and what was added and credited. */
    @Override
    public synchronized String toString() {
        return path() + ": " + bytes + " bytes with " + bits + " bits of entropy so far";
    }
}
