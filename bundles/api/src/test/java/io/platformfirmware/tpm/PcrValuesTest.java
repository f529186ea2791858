// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PcrValuesTest {

    @Test
    void isEqualByContent() {
        final PcrValues values = values(7, 0, 23);

        assertThat(values).isEqualTo(values(7, 0, 23)).hasSameHashCodeAs(values(7, 0, 23));
        assertThat(values)
                .isNotEqualTo(values(8, 0, 23))
                .isNotEqualTo(values(7, 0))
                .isNotEqualTo(values(7, 0, 22));
        assertThat(new PcrValues(7, PcrBank.SHA1, new TreeMap<>()))
                .isNotEqualTo(new PcrValues(7, PcrBank.SHA256, new TreeMap<>()));
        final SortedMap<Integer, byte[]> other = values.digests();
        assertThat(new PcrValues(7, PcrBank.SHA1, new TreeMap<>(Map.of(0, new byte[20], 23, other.get(23)))))
                .isNotEqualTo(values);
    }

    @Test
    void keepsItsDigestsToItself() {
        final TreeMap<Integer, byte[]> given = digests(0, 1);
        final PcrValues values = new PcrValues(7, PcrBank.SHA1, given);

        Arrays.fill(given.get(0), (byte) 0);
        given.remove(1);
        Arrays.fill(values.digests().get(0), (byte) 0);

        assertThat(values).isEqualTo(values(7, 0, 1));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> values.digests().clear());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0x1_0000_0000L, Long.MIN_VALUE})
    void refusesACounterThatDoesNotFit(long counter) {
        assertThatIllegalArgumentException().isThrownBy(() -> values(counter)).withMessage("update counter " + counter);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 24})
    void refusesPcrsThatAreNotThere(int pcr) {
        assertThatIllegalArgumentException().isThrownBy(() -> values(0, pcr)).withMessageStartingWith("PCR " + pcr);
    }

    @Test
    void refusesDigestsOfAnotherSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PcrValues(0, PcrBank.SHA256, digests(3)))
                .withMessage("PCR 3 has 20 bytes; a digest of sha256 has 32");
    }

    @Test
    void isALineForAPerson() {
        assertThat(values(0xFFFF_FFFFL, 2))
                .hasToString("update counter 4294967295, sha1: PCR 2 0303030303030303030303030303030303030303");
    }

    private static PcrValues values(long counter, int... pcrs) {
        return new PcrValues(counter, PcrBank.SHA1, digests(pcrs));
    }

    private static TreeMap<Integer, byte[]> digests(int... pcrs) {
        final TreeMap<Integer, byte[]> digests = new TreeMap<>();
        for (final int pcr : pcrs) {
            final byte[] digest = new byte[20];
            Arrays.fill(digest, (byte) (pcr + 1));
            digests.put(pcr, digest);
        }
        return digests;
    }
}
