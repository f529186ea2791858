// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogBytesTest {

    @Test
    void nobodyCanChangeThem() {
        final byte[] given = {1, 2, 3};
        final LogBytes bytes = LogBytes.of(given);
        given[0] = 9;
        bytes.toByteArray()[1] = 9;

        assertThat(bytes.toByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    void areEqualWhenTheirBytesAre() {
        assertThat(ascii("abc")).isEqualTo(ascii("abc")).hasSameHashCodeAs(ascii("abc"));
        assertThat(ascii("abc")).isNotEqualTo(ascii("abd")).isNotEqualTo(null).isNotEqualTo("abc");
        assertThat(LogBytes.join(List.of())).isEqualTo(LogBytes.EMPTY);
        assertThat(LogBytes.of(new byte[0]).isEmpty()).isTrue();
        assertThat(ascii("secret")).hasToString("6 bytes");
    }

    @Test
    void joinInOrder() {
        assertThat(LogBytes.join(List.of(ascii("ab"), LogBytes.EMPTY, ascii("c"))))
                .isEqualTo(ascii("abc"));
    }

    @Test
    void lastOnesAreAllWhereThereAreFewer() {
        assertThat(ascii("abc").last(2)).isEqualTo(ascii("bc"));
        assertThat(ascii("abc").last(3)).isEqualTo(ascii("abc"));
        assertThat(ascii("abc").last(4)).isEqualTo(ascii("abc"));
        assertThat(ascii("abc").last(0)).isEqualTo(LogBytes.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a line\r\n", "\u0000\u0001\u007F", "n\u00E9v \u20AC \uD83D\uDE00", "\uFFFD", "\uFEFFmark"})
    void areExactlyTextWhereTheyAreUtf8(String text) {
        final LogBytes bytes = LogBytes.of(text.getBytes(StandardCharsets.UTF_8));

        assertThat(bytes.exactText()).contains(text);
        assertThat(bytes.text()).isEqualTo(text);
    }

    /** A byte that begins nothing, a cut character, an overlong NUL, half a surrogate pair, beyond the last character. */
    @ParameterizedTest
    @ValueSource(strings = {"61ff62", "e282", "c080", "eda080", "f4908080", "80"})
    void areNoTextWhereTheyAreNotUtf8(String hex) {
        final LogBytes bytes = LogBytes.of(HexFormat.of().parseHex(hex));

        assertThat(bytes.exactText()).isEmpty();
        assertThat(bytes.text()).contains("\uFFFD");
    }

    private static LogBytes ascii(String text) {
        return LogBytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
