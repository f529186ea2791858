// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/** An open node that can be locked against others. */
@ProviderType
public interface LockableChannel extends AutoCloseable {

    /**
     * flock(2) with {@code LOCK_EX | LOCK_NB}: an advisory lock on the node against other open channels, of this process
     * and of others. Released by {@link #close()} and by the end of the process.
     *
     * @return false when another channel holds it
     * @throws ErrnoException when locking failed for another reason
     */
    boolean tryLock() throws ErrnoException;

    /** Closes the descriptor and so releases the lock. Safe to call twice. */
    @Override
    void close();
}
