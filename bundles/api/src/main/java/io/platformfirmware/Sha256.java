// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The SHA-256 of a file: what names a capsule.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Sha256(String hex) {

    private static final int SHORT = 12;

    /**
     * A digest from its text.
     *
     * @param hex 64 hexadecimal digits in any letter case
     * @throws IllegalArgumentException when it is anything else
     */
    public Sha256 {
        hex = hex.toLowerCase(Locale.ROOT);
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits: " + hex);
        }
    }

    /**
     * The digest of bytes.
     *
     * @param bytes what to digest
     * @return its SHA-256
     */
    public static Sha256 of(byte[] bytes) {
        try {
            return new Sha256(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (final NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * Enough of it for a person to tell capsules apart.
     *
     * @return the first 12 digits
     */
    public String abbreviated() {
        return hex.substring(0, SHORT);
    }

    @Override
    public String toString() {
        return hex;
    }
}
