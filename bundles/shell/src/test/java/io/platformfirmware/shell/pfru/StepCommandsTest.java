// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Sha256;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.update.UpdateState;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pfru:load, pfru:stage and pfru:activate. */
class StepCommandsTest {

    private static final Sha256 DIGEST = Samples.parsed(Samples.code(2)).sha256();

    @TempDir
    Path folder;

    private Pfru pfru;

    @BeforeEach
    void setUp() {
        pfru = new Pfru(folder);
        pfru.file("code2.cap", Samples.code(2));
    }

    @Test
    void loadsAFile() throws Exception {
        assertThat(pfru.run("pfru:load code2.cap"))
                .isEqualTo(new Karaf.Result(0, "pfru0: loaded f7fd3e0f0446; pfru:stage is next\n", ""));
        assertThat(pfru.device.calls).containsExactly("load f7fd3e0f0446");
    }

    @Test
    void stagesWhatIsLoaded() throws Exception {
        pfru.device.state = UpdateState.of(UpdateState.Phase.LOADED, DIGEST);

        assertThat(pfru.run("pfru:stage"))
                .isEqualTo(new Karaf.Result(0, "pfru0: staged f7fd3e0f0446; pfru:activate is next\n", ""));
        assertThat(pfru.run("pfru:stage F7FD").status()).isZero();
        assertThat(pfru.run("pfru:stage f7fd --json -d pfru0").out()).startsWith("{\"schemaVersion\":1,\"record\":{");
        assertThat(pfru.device.calls).hasSize(3);
    }

    @Test
    void refusesAnotherCapsuleThanTheOneThatIsMeant() throws Exception {
        pfru.device.state = UpdateState.of(UpdateState.Phase.LOADED, DIGEST);

        final Karaf.Result result = pfru.run("pfru:stage abc");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.console())
                .startsWith("Error: pfru0: stage: the capsule that is loaded is " + DIGEST + ", not abc\n");
        assertThat(pfru.device.calls).isEmpty();
    }

    @Test
    void refusesAStepOutOfOrder() throws Exception {
        assertThat(pfru.run("pfru:stage")).isEqualTo(new Karaf.Result(1, "", """
                        Error: pfru0: stage: no capsule is loaded; the state of the device is unknown
                        Next: Run pfru:load FILE first, or pfru:update for the whole way.
                        """));
        pfru.device.state = UpdateState.of(UpdateState.Phase.LOADED, DIGEST);
        assertThat(pfru.run("pfru:activate --yes").console())
                .startsWith("Error: pfru0: activate: no capsule is staged; the state of the device is loaded\n");
        assertThat(pfru.device.calls).isEmpty();
    }

    @Test
    void activatesWhatIsStagedAfterAYes() throws Exception {
        pfru.device.state = UpdateState.of(UpdateState.Phase.STAGED, DIGEST);
        pfru.history.records.add(Samples.succeeded("0123456789ab", 0));
        pfru.karaf.session.user = prompt -> "YES";

        assertThat(pfru.run("pfru:activate")).isEqualTo(new Karaf.Result(0, """
                        Device   pfru0 (/dev/acpi_pfr_update0)
                        Capsule  f7fd3e0f0446914899111260dbb5fff8a17a7885a26d1a13c538fecf57af1304
                        Update   code injection, runtime version 1 -> 2
                        Note     The firmware activates it at once. This can not be undone.
                        pfru0: updated: firmwareVersion 65536 -> 65537, codeRuntimeVersion 1 -> 2
                        """, ""));
        assertThat(pfru.karaf.session.prompts).containsExactly("Activate it? [y/N] ");
    }

    @Test
    void activatesNothingWithoutAYes() throws Exception {
        pfru.device.state = UpdateState.of(UpdateState.Phase.STAGED, DIGEST);

        assertThat(pfru.run("pfru:activate").status()).isEqualTo(2);
        assertThat(pfru.run("pfru:activate --json").out()).contains("\"reason\":\"cancelled\"");
        pfru.karaf.session.user = prompt -> "";
        assertThat(pfru.run("pfru:activate").status()).isEqualTo(2);
        assertThat(pfru.device.calls).isEmpty();

        assertThat(pfru.run("pfru:activate f7 -y").status()).isZero();
        assertThat(pfru.device.calls).containsExactly("activate f7fd3e0f0446");
    }
}
