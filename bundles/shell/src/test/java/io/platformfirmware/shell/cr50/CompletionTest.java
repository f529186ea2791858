// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.support.parsing.CommandLineImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {

    @TempDir
    Path folder;

    private Chips chips;

    @BeforeEach
    void setUp() {
        chips = new Chips(folder);
        chips.add("cr50-b");
        chips.karaf.servicesChanged();
    }

    @Test
    void offersDevicesInFrontOfTheArgumentsAndBehindThem() {
        for (final String command :
                List.of("info", "random", "send", "selftest", "pcr", "stats", "trace", "suspend", "resume")) {
            assertThat(offers("cr50:" + command, "-d", ""))
                    .as(command)
                    .containsExactlyInAnyOrder("cr50-main", "cr50-b");
        }
        assertThat(offers("cr50:random", "16", "-d", "")).containsExactlyInAnyOrder("cr50-main", "cr50-b");
        assertThat(offers("cr50:send", "8001", "0000", "--device", ""))
                .containsExactlyInAnyOrder("cr50-main", "cr50-b");
        assertThat(offers("cr50:trace", "5", "--follow", "-d", "")).containsExactlyInAnyOrder("cr50-main", "cr50-b");
    }

    @Test
    void offersBanks() {
        assertThat(offers("cr50:pcr", "--bank", "")).containsExactlyInAnyOrder("sha1", "sha256", "sha384", "sha512");
        assertThat(offers("cr50:pcr", "0-7", "-b", "")).containsExactlyInAnyOrder("sha1", "sha256", "sha384", "sha512");
    }

    @Test
    void offersOptionsBehindTheArguments() {
        assertThat(offers("cr50:random", "16", "-")).contains("--base64", "--output", "-d", "--json");
        assertThat(offers("cr50:send", "8001", "0000000A", "-")).contains("--timeout", "--yes", "--json");
        assertThat(offers("cr50:pcr", "0", "1", "-")).contains("--bank");
        assertThat(offers("cr50:trace", "-")).contains("--follow", "--no-format");
    }

    @Test
    void offersNothingWhereThereIsNothing() {
        chips.karaf.chips.clear();
        chips.karaf.servicesChanged();

        assertThat(offers("cr50:info", "-d", "")).isEmpty();
    }

    private List<String> offers(String... words) {
        final List<Candidate> candidates = new ArrayList<>();
        final String line = String.join(" ", words);
        final int last = words.length - 1;
        chips.karaf
                .command(words[0])
                .getCompleter(false)
                .completeCandidates(
                        chips.karaf.session,
                        new CommandLineImpl(words, last, words[last].length(), line.length(), line),
                        candidates);
        return candidates.stream()
                .map(Candidate::value)
                .map(String::strip)
                .distinct()
                .toList();
    }
}
