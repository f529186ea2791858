// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** A hash for which there is a bank of PCRs (TCG Algorithm Registry). */
enum PcrHash {
    SHA1(0x0004, 20, "SHA-1"),
    SHA256(0x000B, 32, "SHA-256");

    private final int id;
    private final int size;
    private final String name;

    PcrHash(int id, int size, String name) {
        this.id = id;
        this.size = size;
        this.name = name;
    }

    /** {@code TPM_ALG_ID}. */
    int id() {
        return id;
    }

    /** Bytes of a digest. */
    int size() {
        return size;
    }

    /** What a PCR becomes. */
    byte[] extended(byte[] value, byte[] digest) {
        try {
            final MessageDigest hash = MessageDigest.getInstance(name);
            hash.update(value);
            return hash.digest(digest);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(name + ", which every Java has", e);
        }
    }

    static Optional<PcrHash> of(int id) {
        return Arrays.stream(values()).filter(hash -> hash.id == id).findFirst();
    }
}
