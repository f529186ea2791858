// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** EFI GUIDs in memory and as text. */
final class GuidTest {

    private static final String TEXT = "B2F84B79-7B6E-4E45-885F-3FB9BB185402";
    private static final byte[] MEMORY = HexFormat.of().parseHex("794BF8B26E7B454E885F3FB9BB185402");

    @Test
    void firstThreeFieldsAreLittleEndianInMemory() {
        assertThat(Guid.at(MEMORY, 0)).hasToString(TEXT);
        assertThat(Guid.of(TEXT).toBytes()).isEqualTo(MEMORY);
    }

    @Test
    void fieldsKeepTheirHighBits() {
        final byte[] ones = HexFormat.of().parseHex("FFFFFFFEFFFDFFFCFFFFFFFFFFFFFFFF");

        assertThat(Guid.at(ones, 0)).hasToString("FEFFFFFF-FDFF-FCFF-FFFF-FFFFFFFFFFFF");
    }

    @Test
    void letterCaseOfTextDoesNotMatter() {
        assertThat(Guid.of("b2f84b79-7b6e-4e45-885f-3fb9bb185402")).isEqualTo(Guid.of(TEXT));
    }

    @Test
    void otherTextIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Guid.of("B2F84B79"));
    }

    @Test
    void bytesOutsideTheArrayAreNotRead() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> Guid.at(MEMORY, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> Guid.at(MEMORY, -1));
    }

    @Property(tries = 200)
    void memoryAndTextLeadBack(@ForAll @Size(16) byte[] bytes) {
        final Guid guid = Guid.at(bytes, 0);

        assertThat(guid.toBytes()).isEqualTo(bytes);
        assertThat(Guid.of(guid.toString())).isEqualTo(guid);
    }
}
