// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.update.UpdateState;
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

    private Pfru pfru;

    @BeforeEach
    void setUp() {
        pfru = new Pfru(folder);
        pfru.device.state = UpdateState.of(
                UpdateState.Phase.LOADED, Samples.parsed(Samples.code(2)).sha256());
        pfru.history.records.add(Samples.succeeded("0123456789ab", 0));
        pfru.karaf.servicesChanged();
    }

    @Test
    void offersDevicesInFrontOfTheArgumentAndBehindIt() {
        assertThat(offers("pfru:info", "-d", "")).containsExactly("pfru0");
        assertThat(offers("pfru:history", "01", "--device", "")).containsExactly("pfru0");
    }

    @Test
    void offersDigestsAndRecords() {
        assertThat(offers("pfru:stage", "")).containsExactly("f7fd3e0f0446");
        assertThat(offers("pfru:activate", "-y", "f7")).containsExactly("f7fd3e0f0446");
        assertThat(offers("pfru:history", "0")).containsExactly("0123456789ab");
        assertThat(offers("pfru:revision", "")).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void offersOptionsBehindTheArgumentToo() {
        assertThat(offers("pfru:stage", "-"))
                .containsExactlyInAnyOrderElementsOf(offers("pfru:stage", "f7fd3e0f0446", "-"))
                .contains("--json", "-d", "--device");
        assertThat(offers("pfru:activate", "f7fd3e0f0446", "--yes", "--")).contains("--no-format");
    }

    @Test
    void offersNothingWhereThereIsNothing() {
        pfru.karaf.devices.clear();
        pfru.karaf.devices.add(null);
        pfru.karaf.histories.clear();
        pfru.karaf.servicesChanged();

        assertThat(offers("pfru:info", "-d", "")).isEmpty();
        assertThat(offers("pfru:stage", "")).isEmpty();
        assertThat(offers("pfru:history", "")).isEmpty();
    }

    @Test
    void offersNothingFromServicesThatFail() {
        pfru.device.unregistered = true;
        pfru.history.unreadable = Failure.of(FailureReason.HISTORY_UNAVAILABLE, "history", "no permission");

        assertThat(offers("pfru:stage", "")).isEmpty();
        assertThat(offers("pfru:history", "")).isEmpty();
    }

    private List<String> offers(String... words) {
        final List<Candidate> candidates = new ArrayList<>();
        final String line = String.join(" ", words);
        final int last = words.length - 1;
        pfru.karaf
                .command(words[0])
                .getCompleter(false)
                .completeCandidates(
                        pfru.karaf.session,
                        new CommandLineImpl(words, last, words[last].length(), line.length(), line),
                        candidates);
        return candidates.stream()
                .map(Candidate::value)
                .map(String::strip)
                .distinct()
                .toList();
    }
}
