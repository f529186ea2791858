// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A sample capsule, made for the simulated platform at power on.
 *
 * @param fileName to write it to
 * @param purpose what is special about it, one sentence without a full stop
 * @param refusedBy who refuses it
 * @param rule the rule of the capsule check that it is about, by its id; empty for a capsule that breaks none
 * @param bytes of the file; copied
 */
public record Sample(String fileName, String purpose, RefusedBy refusedBy, Optional<String> rule, byte[] bytes) {

    /** Who refuses a sample. The later ones get it only when those before let it pass. */
    public enum RefusedBy {
        /** It is installed. */
        NOBODY,
        /** The capsule check, before any device sees it. */
        CHECK,
        /** Linux's driver, when it is loaded. */
        DRIVER,
        /** The firmware, when it is staged. */
        STAGE,
        /** The firmware, when it is activated. */
        ACTIVATE;

        /**
         * The name in output.
         *
         * @return lower case
         */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the bytes. */
    public Sample {
        Objects.requireNonNull(fileName);
        Objects.requireNonNull(purpose);
        Objects.requireNonNull(refusedBy);
        Objects.requireNonNull(rule);
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The length of the file.
     *
     * @return bytes
     */
    public int size() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return fileName;
    }
}
