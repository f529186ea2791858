// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Digests, with the values that FIPS 180-4 gives as examples. */
final class Sha256Test {

    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void knownDigests() {
        assertThat(Sha256.of("abc".getBytes(StandardCharsets.US_ASCII))).hasToString(ABC);
        assertThat(Sha256.of(new byte[0])).hasToString(EMPTY);
    }

    @Test
    void abbreviationIsItsBeginning() {
        assertThat(new Sha256(ABC).abbreviated()).isEqualTo("ba7816bf8f01");
    }

    @Test
    void letterCaseDoesNotMatter() {
        assertThat(new Sha256(ABC.toUpperCase(Locale.ROOT))).isEqualTo(new Sha256(ABC));
    }

    @Test
    void otherTextIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Sha256(ABC.substring(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sha256("x" + ABC.substring(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sha256(""));
    }
}
