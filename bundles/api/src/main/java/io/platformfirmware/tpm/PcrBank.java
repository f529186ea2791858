// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A bank of PCRs, by the hash that extends them (TCG Algorithm Registry, {@code TPM_ALG_ID}; FIPS 180-4 for the sizes). */
public enum PcrBank {
    /** {@code TPM_ALG_SHA1}. */
    SHA1(0x0004, 20),
    /** {@code TPM_ALG_SHA256}. */
    SHA256(0x000B, 32),
    /** {@code TPM_ALG_SHA384}. */
    SHA384(0x000C, 48),
    /** {@code TPM_ALG_SHA512}. */
    SHA512(0x000D, 64);

    /** What {@link #parse} takes, for messages. */
    public static final String ALLOWED = "sha1, sha256, sha384 or sha512";

    private final int algorithm;
    private final int size;

    PcrBank(int algorithm, int size) {
        this.algorithm = algorithm;
        this.size = size;
    }

    /**
     * The bank of an algorithm.
     *
     * @param algorithm any {@code TPM_ALG_ID}
     * @return the bank; empty for any other algorithm
     */
    public static Optional<PcrBank> of(int algorithm) {
        return Arrays.stream(values())
                .filter(bank -> bank.algorithm == algorithm)
                .findFirst();
    }

    /**
     * Reads a name.
     *
     * @param text for example {@code sha256}, in any letter case
     * @return the bank; empty for anything else
     */
    public static Optional<PcrBank> parse(String text) {
        return Arrays.stream(values())
                .filter(bank -> bank.id().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /**
     * How commands and documents name it.
     *
     * @return for example {@code sha256}
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The algorithm on the wire.
     *
     * @return the {@code TPM_ALG_ID}, 16 bits
     */
    public int algorithm() {
        return algorithm;
    }

    /**
     * How large a digest is.
     *
     * @return bytes
     */
    public int size() {
        return size;
    }

    /** Its name, as {@link #id} gives it. */
    @Override
    public String toString() {
        return id();
    }
}
