// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebugLineTest {

    @Test
    void readsALineOfTheControlFile() {
        assertThat(DebugLine.parse(
                        "drivers/acpi/pfr_update.c:152 [pfr_update]query_capability =_ \"Error Status:%d\\012\""))
                .contains(new DebugLine(
                        "drivers/acpi/pfr_update.c",
                        152,
                        "pfr_update",
                        "query_capability",
                        "_",
                        "Error Status:%d\\012"));
    }

    @Test
    void readsTheClassOfALineOfLaterKernels() {
        assertThat(DebugLine.parse("drivers/gpu/drm/a.c:7 [drm]f =pmfl \"%s: x\\n\" class:DRM_UT_CORE"))
                .get()
                .satisfies(line -> {
                    assertThat(line.format()).isEqualTo("%s: x\\n");
                    assertThat(line.isPrinted()).isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# filename:lineno [module]function flags format",
                "a.c:1 [m]f =_",
                "a.c:x [m]f =_ \"y\"",
                "a b.c:1 [m]f =_ \"y\"",
                "a\".c:1 [m]f =_ \"y\"",
                "a.c:1 [m m]f =_ \"y\"",
                "a.c:99999999999 [m]f =_ \"y\""
            })
    void passesOverWhatIsNone(String text) {
        assertThat(DebugLine.parse(text)).isEmpty();
    }
}
