// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What holds for whatever a user types. */
class ParserPropertiesTest {

    @Property(tries = 500)
    void bytesComeBackHoweverTheyAreWritten(@ForAll @Size(max = 100) byte[] bytes, @ForAll Random random) {
        final StringBuilder text = new StringBuilder();
        for (final byte value : bytes) {
            final String digits = HexFormat.of().toHexDigits(value);
            text.append(random.nextBoolean() ? digits : digits.toUpperCase(Locale.ROOT))
                    .append(List.of("", " ", ":", ": ").get(random.nextInt(4)));
        }

        assertThat(HexWords.parse(List.of(text.toString()))).isEqualTo(bytes);
        assertThat(HexWords.parse(Arrays.asList(text.toString().split(" ")))).isEqualTo(bytes);
    }

    @Property(tries = 1000)
    void whatIsNotBytesIsRefusedWithTheReason(@ForAll @StringLength(max = 20) String text) {
        final String digits = text.replaceAll("[ :]", "");
        final boolean whole = Arrays.stream(text.split("[ :]")).allMatch(group -> group.length() % 2 == 0);
        if (whole && digits.matches("[0-9a-fA-F]*")) {
            assertThat(HexWords.parse(List.of(text))).isEqualTo(HexFormat.of().parseHex(digits));
        } else {
            assertThatThrownBy(() -> HexWords.parse(List.of(text)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("(?s).+ \\(character \\d+\\).+");
        }
    }

    @Property(tries = 500)
    void aWrongCharacterIsNamedWithItsPlace(
            @ForAll @Size(min = 1, max = 20) byte[] bytes, @ForAll @IntRange(max = 39) int place, @ForAll char wrong) {
        final StringBuilder text = new StringBuilder(HexFormat.of().formatHex(bytes));
        final int at = place % text.length();
        text.setCharAt(at, wrong);
        if (wrong == ' ' || wrong == ':' || wrong < 0x80 && Character.digit(wrong, 16) >= 0) {
            return;
        }

        assertThatThrownBy(() -> HexWords.parse(List.of(text.toString())))
                .hasMessage("'" + wrong + "' is no hexadecimal digit (character " + (at + 1) + "), behind "
                        + (at / 2 == 1 ? "1 byte" : at / 2 + " bytes"));
    }

    @Property(tries = 500)
    void pcrsComeBackHoweverTheyAreNamed(
            @ForAll @NotEmpty Set<@IntRange(max = 23) Integer> pcrs, @ForAll Random random) {
        final List<String> items = new ArrayList<>();
        for (int from = 0; from < 24; from++) {
            int to = from;
            while (pcrs.contains(from) && pcrs.contains(to + 1) && random.nextBoolean()) {
                to++;
            }
            if (pcrs.contains(from)) {
                items.add(from == to && random.nextBoolean() ? "" + from : from + "-" + to);
            }
        }
        final List<String> words = List.of(String.join(",", items));

        assertThat(PcrList.parse(words)).containsExactlyElementsOf(sorted(pcrs));
        assertThat(PcrList.parse(items)).containsExactlyElementsOf(sorted(pcrs));
    }

    @Property(tries = 1000)
    void whatIsNoListOfPcrsIsRefused(@ForAll @StringLength(max = 8) String text) {
        try {
            assertThat(PcrList.parse(List.of(text))).isNotEmpty().allMatch(pcr -> pcr >= 0 && pcr < 24);
            assertThat(text).matches("[0-9,-]+");
        } catch (final IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 300)
    void aRangeIsAllThatIsBetween(@ForAll @IntRange(max = 40) int from, @ForAll @IntRange(max = 40) int to) {
        final List<String> words = List.of(from + "-" + to);
        if (from <= to && to < 24) {
            assertThat(PcrList.parse(words))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(from, to).boxed().toList());
        } else {
            assertThatThrownBy(() -> PcrList.parse(words)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<Integer> sorted(Collection<Integer> pcrs) {
        return pcrs.stream().sorted().toList();
    }
}
