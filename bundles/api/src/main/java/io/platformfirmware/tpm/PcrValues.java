// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code TPM2_PCR_Read} answers. A TPM gives 8 digests at most in one response, and none for PCRs that it does not have in
 * the bank: which ones it gave is what {@code digests} has.
 *
 * @param updateCounter how often PCRs were changed; two responses with the same number show the same state. 0 to 2^32 - 1
 * @param bank which bank
 * @param digests by number of the PCR, 0 to 23; each has the size of the bank
 */
public record PcrValues(long updateCounter, PcrBank bank, SortedMap<Integer, byte[]> digests) {

    /** How many PCRs there are (TCG PC Client Platform TPM Profile, {@code IMPLEMENTATION_PCR}). */
    public static final int PCR_COUNT = 24;

    private static final long MAX_COUNTER = 0xFFFF_FFFFL;

    /**
     * Copies the map and the digests.
     *
     * @throws IllegalArgumentException when a number is out of range, or a digest has not the size of the bank
     */
    public PcrValues {
        Objects.requireNonNull(bank);
        if (updateCounter < 0 || updateCounter > MAX_COUNTER) {
            throw new IllegalArgumentException("update counter " + updateCounter);
        }
        digests = copy(digests);
        for (final var one : digests.entrySet()) {
            requirePcr(one.getKey());
            if (one.getValue().length != bank.size()) {
                throw new IllegalArgumentException("PCR " + one.getKey() + " has " + one.getValue().length
                        + " bytes; a digest of " + bank + " has " + bank.size());
            }
        }
    }

    /** A copy of the digests, which can not be changed. */
    @Override
    public SortedMap<Integer, byte[]> digests() {
        return copy(digests);
    }

    /** By the bytes of the digests, not by their arrays. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PcrValues that
                && updateCounter == that.updateCounter
                && bank == that.bank
                && digests.keySet().equals(that.digests.keySet())
                && digests.entrySet().stream()
                        .allMatch(one -> Arrays.equals(one.getValue(), that.digests.get(one.getKey())));
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                updateCounter,
                bank,
                digests.keySet(),
                Arrays.deepHashCode(digests.values().toArray()));
    }

    /** One line, with the digests in hexadecimal. */
    @Override
    public String toString() {
        return "update counter " + updateCounter + ", " + bank + ": "
                + digests.entrySet().stream()
                        .map(one -> "PCR " + one.getKey() + " " + HexFormat.of().formatHex(one.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /**
     * Checks the number of a PCR.
     *
     * @param pcr any number
     * @return the same
     * @throws IllegalArgumentException when it is not 0 to 23
     */
    static int requirePcr(int pcr) {
        if (pcr < 0 || pcr >= PCR_COUNT) {
            throw new IllegalArgumentException("PCR " + pcr + " is not one of 0 to " + (PCR_COUNT - 1));
        }
        return pcr;
    }

    private static SortedMap<Integer, byte[]> copy(SortedMap<Integer, byte[]> from) {
        final SortedMap<Integer, byte[]> to = new TreeMap<>();
        from.forEach((pcr, digest) -> to.put(pcr, digest.clone()));
        return Collections.unmodifiableSortedMap(to);
    }
}
