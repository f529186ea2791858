// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PcrBankTest {

    @ParameterizedTest
    @CsvSource({
        "sha1, 0x0004, 20, SHA1",
        "sha256, 0x000B, 32, SHA256",
        "sha384, 0x000C, 48, SHA384",
        "SHA512, 0x000D, 64, SHA512"
    })
    void isReadByNameAndByAlgorithm(String text, String algorithm, int size, PcrBank bank) {
        assertThat(PcrBank.parse(text)).contains(bank);
        assertThat(PcrBank.of(Integer.decode(algorithm))).contains(bank);
        assertThat(bank.algorithm()).isEqualTo(Integer.decode(algorithm));
        assertThat(bank.size()).isEqualTo(size);
        assertThat(bank).hasToString(bank.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " sha1", "sha-256", "sha2", "11", "sm3"})
    void isNothingElse(String text) {
        assertThat(PcrBank.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x12, 0x27, 0x1_000B, -1})
    void hasNoOtherAlgorithm(int algorithm) {
        assertThat(PcrBank.of(algorithm)).isEmpty();
    }

    @Test
    void saysWhatIsAllowed() {
        assertThat(PcrBank.values())
                .allSatisfy(bank -> assertThat(PcrBank.ALLOWED.split(", | or ")).contains(bank.id()));
    }
}
