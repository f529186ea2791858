// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.platformfirmware.update.UpdateHistory;
import io.platformfirmware.update.UpdateRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Test;

/** Bundles come and go under running commands: a result or a clear message, never a stack trace, a hang or a leak. */
public class LifecycleIT extends AssemblyTest {

    private static final int ROUNDS = 5;
    private static final int MOST_OF_A_MESSAGE = 2000;

    @After
    public void allRunning() throws Exception {
        configure("io.platformfirmware.simulator", Map.of());
        bundle(SIMULATOR_BUNDLE).start();
        bundle(PFRU_BUNDLE).start();
        bundle(PFRT_BUNDLE).start();
        withSimulator();
    }

    @Test
    public void stoppingTheSimulatorUnderRunningCommands() throws Exception {
        stopAndStartUnderCommands(List.of(SIMULATOR_BUNDLE));
    }

    @Test
    public void stoppingTheProviderUnderRunningCommands() throws Exception {
        stopAndStartUnderCommands(List.of(PFRU_BUNDLE));
    }

    @Test
    public void stoppingBothInEitherOrderUnderRunningCommands() throws Exception {
        stopAndStartUnderCommands(List.of(PFRU_BUNDLE, SIMULATOR_BUNDLE));
        stopAndStartUnderCommands(List.of(SIMULATOR_BUNDLE, PFRU_BUNDLE));
    }

    @Test
    public void stoppingTelemetryUnderRunningCommandsIsNoMatterToUpdates() throws Exception {
        stopAndStartUnderCommands(List.of(PFRT_BUNDLE));
        stopAndStartUnderCommands(List.of(PFRT_BUNDLE, PFRU_BUNDLE));
    }

    @Test
    public void updatingTheProviderInPlaceKeepsTheHistory() throws Exception {
        final Path capsule = samples().resolve("good-code-injection-v1.cap");
        done("pfru:update -d pfru-sim0 --yes " + capsule);
        final int before = history().size();

        bundle(PFRU_BUNDLE).update();
        withSimulator();

        assertEquals(before, history().size());
        done("pfru:update -d pfru-sim0 --yes " + capsule);
    }

    @Test
    public void stoppingTheProviderInTheMiddleOfAnUpdateLosesNothing() throws Exception {
        final Path capsule = samples().resolve("good-code-injection-v1.cap");
        configure("io.platformfirmware.simulator", Map.of("startMillis", "1500"));
        final int before = history().size();
        final CompletableFuture<Console.Answer> update = inBackground("pfru:update -d pfru-sim0 --yes " + capsule);
        eventually("the update runs", () -> history().size() > before);

        bundle(PFRU_BUNDLE).stop();

        noTrace(update.get());
        bundle(PFRU_BUNDLE).start();
        withSimulator();
        final UpdateRecord last = history().get(history().size() - 1);
        assertEquals(UpdateRecord.Outcome.SUCCEEDED, last.outcome());
    }

    private void stopAndStartUnderCommands(List<String> order) throws Exception {
        final Path capsule = samples().resolve("good-code-injection-v1.cap");
        configure("io.platformfirmware.simulator", Map.of("startMillis", "20"));
        final AtomicBoolean over = new AtomicBoolean();
        final long descriptors = descriptors();
        final CompletableFuture<Void> commands = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                for (final String command : List.of(
                        "pfru:list",
                        "pfru:info -d pfru-sim0",
                        "pfru:update -d pfru-sim0 --yes " + capsule,
                        "pfru:load -d pfru-sim0 " + capsule,
                        "pfrt:list",
                        "pfrt:info -d pfrt-sim0",
                        "pfrt:set -d pfrt-sim0 --runtime --level verbose",
                        "pfrt:log -d pfrt-sim0 --type history",
                        "pfru:history --json")) {
                    noTrace(typeUnchecked(command));
                }
            }
        });
        for (int round = 0; round < ROUNDS; round++) {
            for (final String name : order) {
                bundle(name).stop();
            }
            for (final String name : order) {
                bundle(name).start();
            }
            eventually("the devices are back", () -> hasDevice("pfru-sim0") && hasDevice("pfrt-sim0"));
        }
        over.set(true);
        commands.get();
        done("pfru:update -d pfru-sim0 --yes " + capsule);
        eventually("descriptors are closed, " + descriptors + " before", () -> descriptors() <= descriptors + 2);
    }

    private CompletableFuture<Console.Answer> inBackground(String command) {
        return CompletableFuture.supplyAsync(() -> typeUnchecked(command));
    }

    private Console.Answer typeUnchecked(String command) {
        try {
            return type(command);
        } catch (final Exception e) {
            throw new IllegalStateException(command, e);
        }
    }

    /** An unknown command is a clear message too: the bundle that has it may be stopped. */
    private static void noTrace(Console.Answer answer) {
        final String end = answer.text().substring(Math.max(0, answer.text().length() - MOST_OF_A_MESSAGE));
        assertTrue(end, !answer.text().contains("Exception") && !answer.text().contains("\tat "));
    }

    private List<UpdateRecord> history() throws Exception {
        return context.getService(context.getServiceReference(UpdateHistory.class))
                .records();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
