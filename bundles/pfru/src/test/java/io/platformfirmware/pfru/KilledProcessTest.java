// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdateProgress;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateRecord.Outcome;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 while updates run, at whatever point it hits. */
@Timeout(120)
class KilledProcessTest {

    private static final int KILLS = 6;
    private static final int MOST_LINES_BEFORE_THE_KILL = 40;

    @TempDir
    private Path folder;

    @Test
    void leavesAHistoryThatTellsEveryUpdateAndWhichOneWasInterrupted() throws Exception {
        final HistoryFile history = new HistoryFile(folder.resolve("history/pfru.jsonl"), RunningProcess.current());
        final Random random = new Random(20260301);
        int before = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            final int announced = runAndKill(1 + random.nextInt(MOST_LINES_BEFORE_THE_KILL));

            history.settleInterrupted(Clock.systemUTC());

            final List<UpdateRecord> records = history.records();
            assertThat(records.size() - before)
                    .as("updates that were begun; the last one may not have said so")
                    .isBetween(announced, announced + 1);
            assertThat(records).noneMatch(update -> update.outcome() == Outcome.PENDING);
            assertThat(records.stream().filter(update -> update.outcome() == Outcome.INTERRUPTED))
                    .as("one at most for each kill")
                    .hasSizeLessThanOrEqualTo(kill + 1);
            before = records.size();
        }
    }

    /** Returns how many updates had begun, as the process itself announced. */
    private int runAndKill(int lines) throws Exception {
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        Updates.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int begun = 0;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                if ("LOAD".equals(out.readLine())) {
                    begun++;
                }
            }
            process.toHandle().destroyForcibly();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if ("LOAD".equals(line)) {
                    begun++;
                }
            }
        }
        assertThat(process.waitFor()).as("killed").isEqualTo(137);
        assertThat(Files.exists(folder.resolve("history/pfru.jsonl"))).isTrue();
        return begun;
    }

    /** Updates one simulated device again and again, and prints each phase as it begins. */
    static final class Updates {

        private Updates() {}

        public static void main(String[] args) throws Exception {
            final UpdateListener announce = progress -> {
                if (progress.event() == UpdateProgress.Event.STARTED) {
                    System.out.println(progress.phase());
                }
            };
            while (true) {
                try (Bench bench = new Bench(Path.of(args[0]))) {
                    bench.service.update(Bench.capsule("good-code-injection-v1.cap"), announce);
                }
            }
        }
    }
}
