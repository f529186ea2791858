// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

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

    private Pfrt pfrt;

    @BeforeEach
    void setUp() {
        pfrt = new Pfrt(folder);
        pfrt.add("pfrt1");
        pfrt.karaf.servicesChanged();
    }

    @Test
    void offersDevices() {
        for (final String command : List.of("pfrt:info", "pfrt:set", "pfrt:log", "pfrt:follow")) {
            assertThat(offers(command, "-d", "")).containsExactly("pfrt0", "pfrt1");
        }
        assertThat(offers("pfrt:log", "--raw", "-d", "")).containsExactly("pfrt0", "pfrt1");
    }

    @Test
    void offersValuesInFrontOfTheDeviceAndBehindIt() {
        assertThat(offers("pfrt:set", "--level", ""))
                .containsExactlyInAnyOrder("error", "warning", "info", "verbose", "unset");
        assertThat(offers("pfrt:set", "-d", "pfrt0", "--runtime", "--type", ""))
                .containsExactlyInAnyOrder("execution", "history", "unset");
        assertThat(offers("pfrt:set", "--revision", "")).containsExactlyInAnyOrder("1", "2", "unset");
        assertThat(offers("pfrt:log", "-d", "pfrt0", "-t", "")).containsExactlyInAnyOrder("execution", "history");
    }

    @Test
    void offersOptionsBehindTheDevice() {
        assertThat(offers("pfrt:log", "-"))
                .containsExactlyInAnyOrderElementsOf(offers("pfrt:log", "-d", "pfrt0", "-"))
                .contains("--json", "--raw", "-o", "--output", "--tail", "--force");
    }

    @Test
    void offersNothingWhereThereIsNothing() {
        pfrt.karaf.telemetry.clear();
        pfrt.karaf.servicesChanged();

        assertThat(offers("pfrt:info", "-d", "")).isEmpty();
    }

    private List<String> offers(String... words) {
        final List<Candidate> candidates = new ArrayList<>();
        final String line = String.join(" ", words);
        final int last = words.length - 1;
        pfrt.karaf
                .command(words[0])
                .getCompleter(false)
                .completeCandidates(
                        pfrt.karaf.session,
                        new CommandLineImpl(words, last, words[last].length(), line.length(), line),
                        candidates);
        return candidates.stream()
                .map(Candidate::value)
                .map(String::strip)
                .distinct()
                .toList();
    }
}
