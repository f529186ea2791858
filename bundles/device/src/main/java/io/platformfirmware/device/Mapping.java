// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Device memory mapped for reading. Safe for use by several threads: a read that races with {@link #close()} either
 * completes or is refused, and never touches memory that is no longer mapped.
 */
@ProviderType
public interface Mapping extends AutoCloseable {

    /**
     * How much is mapped.
     *
     * @return bytes
     */
    long size();

    /**
     * Copies bytes out.
     *
     * @param offset first byte to copy, from the start of the mapping
     * @param target where to copy to, from its start to its end
     * @throws IndexOutOfBoundsException when the range is not within the mapping
     * @throws IllegalStateException when the mapping is closed
     */
    void read(long offset, byte[] target);

    /** Unmaps. Safe to call twice. */
    @Override
    void close();
}
