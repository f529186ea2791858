// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.shell.Karaf;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuspendCommandsTest {

    @TempDir
    Path folder;

    private Chips chips;

    @BeforeEach
    void setUp() {
        chips = new Chips(folder);
    }

    @Test
    void suspendsAndResumes() throws Exception {
        assertThat(chips.run("cr50:suspend")).isEqualTo(new Karaf.Result(0, """
                        cr50-main is suspended: commands are refused until cr50:resume. The chip keeps its power and was \
                        sent nothing.
                        """, ""));
        assertThat(chips.run("cr50:resume"))
                .isEqualTo(new Karaf.Result(
                        0, "cr50-main takes commands again; the next one wakes the chip first.\n", ""));
        assertThat(chips.run("cr50:suspend --firmware").out())
                .endsWith(" The TPM was told to keep its state, so the firmware may take its power.\n");
        assertThat(chips.chip.calls)
                .containsExactly("suspend CHIP_STAYS_POWERED", "resume", "suspend FIRMWARE_TAKES_POWER");
    }

    @Test
    void twiceIsNothing() throws Exception {
        assertThat(chips.run("cr50:resume"))
                .isEqualTo(new Karaf.Result(2, "cr50-main was not suspended; nothing was done.\n", ""));
        chips.chip.suspended = true;
        assertThat(chips.run("cr50:suspend"))
                .isEqualTo(new Karaf.Result(2, "cr50-main was suspended already; nothing was done.\n", ""));
        assertThat(chips.run("cr50:suspend --no-format")).isEqualTo(new Karaf.Result(2, "", ""));
    }

    @Test
    void printsJson() throws Exception {
        final String start = "{\"schemaVersion\":1,\"deviceId\":\"cr50-main\",\"suspended\":";
        assertThat(chips.run("cr50:suspend --firmware --json").out())
                .isEqualTo(start + "true,\"changed\":true,\"mode\":\"firmware-takes-power\"}\n");
        assertThat(chips.run("cr50:suspend --json").out()).isEqualTo(start + "true,\"changed\":false}\n");
        assertThat(chips.run("cr50:resume --json").out()).isEqualTo(start + "false,\"changed\":true}\n");
        assertThat(chips.run("cr50:resume --json"))
                .isEqualTo(new Karaf.Result(2, start + "false,\"changed\":false}\n", ""));
    }
}
