// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.Cr50;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.Arrays;

/**
 * Random bytes of a chip for whoever takes a {@link SecureRandom}. Every block of 32 is the SHA-256 of what it was seeded with, of bytes
 * of the chip that have 256 bits of entropy by its quality, and of 32 bytes of the JVM's own: whoever knows one of the two knows nothing.
 * Nothing is kept for the next call. Without the chip there are no bytes, but a {@link ProviderException} with the reason.
 *
 * <p>Safe for use by several threads, which wait for each other.
 */
final class ChipRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;

    /**
     * Over a chip.
     *
     * @param chip asked anew for each block
     */
    ChipRandom(Cr50 chip) {
        this(chip, new SecureRandom());
    }

    /** With this in place of the JVM's own. */
    ChipRandom(Cr50 chip, SecureRandom own) {
        // no provider says that the engine may be used by several threads at once, so each call has its turn
        super(new Engine(chip, own), null);
    }

    @Override
    public String getAlgorithm() {
        return "TPM2_GetRandom";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a chip");
    }

    private static final class Engine extends SecureRandomSpi {

        private static final long serialVersionUID = 1L;

        private static final String HASH = "SHA-256";
        private static final int BLOCK = 32;
        private static final int QUALITY_BITS = 1024;

        private final transient Cr50 chip;
        private final SecureRandom own;
        private byte[] seed = {};

        Engine(Cr50 chip, SecureRandom own) {
            this.chip = chip;
            this.own = own;
        }

        @Override
        protected void engineSetSeed(byte[] more) {
            final MessageDigest hash = hash();
            hash.update(seed);
            seed = hash.digest(more);
        }

        @Override
        protected void engineNextBytes(byte[] target) {
            for (int from = 0; from < target.length; from += BLOCK) {
                final byte[] block = block();
                System.arraycopy(block, 0, target, from, Math.min(BLOCK, target.length - from));
                Arrays.fill(block, (byte) 0);
            }
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            final byte[] bytes = new byte[count];
            engineNextBytes(bytes);
            return bytes;
        }

        @Override
        public String toString() {
            return chip.deviceId();
        }

        private byte[] block() {
            final byte[] ofChip = ofChip();
            final byte[] ofJvm = new byte[BLOCK];
            own.nextBytes(ofJvm);
            final MessageDigest hash = hash();
            hash.update(seed);
            hash.update(ofChip);
            final byte[] block = hash.digest(ofJvm);
            Arrays.fill(ofChip, (byte) 0);
            Arrays.fill(ofJvm, (byte) 0);
            return block;
        }

        private byte[] ofChip() {
            final int quality = chip.rngQuality();
            if (quality == 0) {
                throw new ProviderException(
                        chip.deviceId() + ": by its settings there is no entropy in its random bytes (rngQuality = 0)");
            }
            // rounded up: 32 bytes at the best quality, 32 KiB at the worst
            final int count = (BLOCK * QUALITY_BITS + quality - 1) / quality;
            try {
                return chip.random(count);
            } catch (final FirmwareException e) {
                throw new ProviderException(e.getMessage(), e);
            }
        }

        private static MessageDigest hash() {
            try {
                return MessageDigest.getInstance(HASH);
            } catch (final NoSuchAlgorithmException e) {
                throw new ProviderException("every JVM has " + HASH, e);
            }
        }
    }
}
