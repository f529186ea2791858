// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void breaksBetweenWordsAndWithinAWordThatIsTooLong() {
        assertThat(Text.lines("one two three", 0)).containsExactly("one two three");
        assertThat(Text.lines("one two three", 7)).containsExactly("one two", "three");
        assertThat(Text.lines("one two three", 4)).containsExactly("one", "two", "thre", "e");
        assertThat(Text.lines("", 4)).containsExactly("");
    }

    @Test
    void breaksAWordBehindAHyphenWhereTheLineStaysLong() {
        assertThat(Text.lines("6DCBD5ED-E82D-4C44-BDA1-7194199AD92A", 30))
                .containsExactly("6DCBD5ED-E82D-4C44-BDA1-", "7194199AD92A");
        assertThat(Text.lines("/a-b/cdefghijklm", 8)).containsExactly("/a-b/cde", "fghijklm");
    }

    @Test
    void losesNothingAtAnyWidth() {
        final String text = "the platform 6DCBD5ED-E82D-4C44-BDA1-7194199AD92A is a long one";
        for (int width = 1; width <= text.length(); width++) {
            assertThat(String.join("", Text.lines(text, width)).replace(" ", ""))
                    .isEqualTo(text.replace(" ", ""));
            assertThat(Text.lines(text, width)).allMatch(line -> !line.isBlank());
        }
    }

    @Test
    void keepsTheTerminalSafe() {
        assertThat(Text.printable("a\u001b[31m\n\tb\u009b")).isEqualTo("a?[31m??b?");
    }

    @Test
    void durationsHaveTheirUnit() {
        assertThat(Text.duration(Duration.ofNanos(999_999))).isEqualTo("<1 ms");
        assertThat(Text.duration(Duration.ofNanos(999_999_999))).isEqualTo("999 ms");
        assertThat(Text.duration(Duration.ofMillis(61_500))).isEqualTo("61.5 s");
    }
}
