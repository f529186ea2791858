// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/** A kernel's pool of randomness, from which every program on the machine gets its random numbers: {@code /dev/random}. */
@ProviderType
public interface EntropyPool extends Device {

    /** {@link #KIND} of such a node. */
    String KIND_RANDOM = "random";

    /**
     * Mixes bytes into the pool, and says how much of them nobody could have known. Nothing stays open. Bytes that are worth
     * nothing do no harm; credit that is not earned lets a pool count as filled that is not.
     *
     * @param bytes what to mix in; not kept
     * @param bits of entropy to credit, 0 to eight for each byte. Since 5.18 Linux counts them only until its pool was filled once
     * @throws ErrnoException {@link Errno#EPERM} when this process may not credit entropy, which takes {@code CAP_SYS_ADMIN}, none
     *     at all included; others as open(2)
     * @throws IllegalArgumentException when there is more credit than bits
     */
    void add(byte[] bytes, int bits) throws ErrnoException;

    /**
     * Checks an amount of credit.
     *
     * @param bytes what it is for
     * @param bits of entropy
     * @throws IllegalArgumentException when it is not 0 to eight for each byte
     */
    static void checkCredit(byte[] bytes, int bits) {
        if (bits < 0 || bits > bytes.length * Byte.SIZE) {
            throw new IllegalArgumentException(bits + " bits of entropy in " + bytes.length + " bytes");
        }
    }
}
