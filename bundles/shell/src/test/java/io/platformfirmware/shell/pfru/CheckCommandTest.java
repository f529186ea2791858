// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {

    @TempDir
    Path folder;

    private Pfru pfru;

    @BeforeEach
    void setUp() {
        pfru = new Pfru(folder);
        pfru.file("code0.cap", Samples.code(0));
        pfru.file("code1.cap", Samples.code(1));
        pfru.file("code2.cap", Samples.code(2));
    }

    @Test
    void aNewerCapsuleWouldBeInstalled() throws Exception {
        final Karaf.Result result = pfru.run("pfru:check code2.cap");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("Rule             | Verdict    | Offset |")
                .doesNotContain("| pass ")
                .contains(
                        "\nsignature        | not judged |",
                        "\n20 of 23 rules hold; --all shows them.\n\nhardware-version  ",
                        "\nsignature         The firmware verifies it when it stages the capsule.\n",
                        "\nSVN                | accepts        |    136 | The runtime version is 2, not older than 1")
                .endsWith("\nVerdict  pfru0: would be installed: code injection, runtime version 1 -> 2\n");
        assertThat(pfru.device.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a code2.cap", "code2.cap --all"})
    void showsTheRulesThatHoldWhenAsked(String arguments) throws Exception {
        final Karaf.Result result = pfru.run("pfru:check " + arguments);

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("\nruntime-version           | pass       |    136 | at least 1  ")
                .doesNotContain("--all");
    }

    @Test
    void aProgramGetsEveryRule() throws Exception {
        assertThat(pfru.run("pfru:check code2.cap --no-format").out())
                .contains("\nrule\truntime-version\tpass\t136\tat least 1\t2\n")
                .doesNotContain("--all");
        assertThat(pfru.run("pfru:check code2.cap --json").out())
                .contains("{\"rule\":\"runtime-version\",\"verdict\":\"pass\"");
    }

    @Test
    void anOlderOneIsRefused() throws Exception {
        final Karaf.Result result = pfru.run("pfru:check code0.cap --no-format");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains("\nrule\truntime-version\tfail\t136\tat least 1\t0\n", "\nlinux\tSVN\trefuses\t136\t")
                .endsWith("\nVerdict\tpfru0: refused: runtime-version\n");
    }

    @Test
    void theVersionThatRunsAlreadyIsNothingToDo() throws Exception {
        final Karaf.Result result = pfru.run("pfru:check code1.cap");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out())
                .endsWith("\nVerdict  pfru0: runs already: code injection, runtime version 1 -> 1;"
                        + " pfru:update would install it again\n");
        assertThat(pfru.run("pfru:check --json code1.cap").out())
                .startsWith("{\"schemaVersion\":1,\"deviceId\":\"pfru0\",\"verdict\":\"running\",\"check\":{");
    }

    @Test
    void aDriverUpdateIsJudgedByBothOfItsVersions() throws Exception {
        pfru.file("same.cap", Samples.driver(4, 2));
        pfru.file("newer-svn.cap", Samples.driver(4, 3));
        pfru.file("older-rt.cap", Samples.driver(3, 3));

        assertThat(pfru.run("pfru:check same.cap").status()).isEqualTo(2);
        assertThat(pfru.run("pfru:check newer-svn.cap").status()).isZero();
        assertThat(pfru.run("pfru:check older-rt.cap --no-format").out())
                .contains("\nlinux\truntime version\trefuses\t136\t", "\nlinux\tSVN\taccepts\t156\t")
                .endsWith("\nVerdict\tpfru0: would be installed: driver update, runtime version 4 -> 3, SVN 2 -> 3\n");
    }

    @Test
    void wantsTheFileThatIsMeant() throws Exception {
        final String digest = Samples.parsed(Samples.code(2)).sha256().hex();

        assertThat(pfru.run("pfru:check code2.cap --sha256 " + digest).status()).isZero();

        final Karaf.Result other = pfru.run("pfru:check code1.cap --sha256 " + digest);
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.console()).contains("this is not the file that is meant", digest);

        final Karaf.Result noDigest = pfru.run("pfru:check code1.cap --sha256 abc");
        assertThat(noDigest.status()).isEqualTo(1);
        assertThat(noDigest.console()).isEqualTo("Error: check: a SHA-256 has 64 hexadecimal digits: abc\n");
    }

    @Test
    void aMissingDeviceIsNotFound() throws Exception {
        assertThat(pfru.run("pfru:check code2.cap -d pfru1").status()).isEqualTo(3);
    }

    @Test
    void colorsAreForTerminalsOfThoseWhoWantThem() throws Exception {
        pfru.karaf.session.terminal = new FakeTerminal(160, true);
        // whoever runs the tests may have switched colours off
        final boolean wanted = System.getenv("NO_COLOR") == null;

        assertThat(pfru.run("pfru:check code0.cap").out().contains("\u001b[31mfail      \u001b[39m"))
                .isEqualTo(wanted);
        pfru.karaf.session.put("NO_COLOR", "1");
        assertThat(pfru.run("pfru:check code0.cap").out()).doesNotContain("\u001b");
    }
}
