// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceFollowTest {

    @TempDir
    Path folder;

    private Chips chips;

    @BeforeEach
    void setUp() {
        chips = new Chips(folder);
        chips.chip.trace.addAll(List.of(Chips.wake(41), Chips.read(42, 0x000, "a1")));
    }

    @Test
    void showsWhatWasAndWhatComesUntilCtrlC() throws Exception {
        final RunningCommand command = new RunningCommand("cr50:trace 1 --follow");
        command.awaitShown("a1 ");
        chips.chip.trace.add(Chips.written(43, 0x018, "40"));
        command.awaitShown("commandReady");
        chips.chip.trace.add(Chips.failed(44, "stuck"));
        command.awaitShown("stuck");

        assertThat(command.interrupt()).isEqualTo(new Karaf.Result(0, """
                              0.000  read   ACCESS 0x000: a1 = valid, activeLocality, tpmEstablishment (wait 3, edge 120 us, 45 us)
                              1.250  write  STS 0x018: 40 = commandReady (delay 120 us, 45 us)
                              2.500  read   STS 0x018: (4 bytes) failed: stuck (wait 1000, missed 750000 us, 3000 us)
                        """, "Following cr50-main. Ctrl-C ends it.\n"));
        assertThat(command.printedOn).isNotEmpty().doesNotContain(command.thread);
    }

    @Test
    void tellsOfWhatWasNotKept() throws Exception {
        final RunningCommand command = new RunningCommand("cr50:trace -f --no-format");
        command.awaitShown("\ta1\t");
        chips.chip.trace.add(Chips.wake(48));
        command.awaitShown("\t48\t");

        assertThat(command.interrupt()).isEqualTo(new Karaf.Result(0, """
                        cr50-main	transaction	41	0.000	wake	-	-	-	0	delay 120 us	45	-
                        cr50-main	transaction	42	1.250	read	ACCESS 0x000	a1	valid, activeLocality, tpmEstablishment	3	edge 120 us	45	-
                        cr50-main	gap	5 transactions not kept
                        cr50-main	transaction	48	8.750	wake	-	-	-	3	edge 120 us	45	-
                        """, ""));
    }

    @Test
    void goesOnWhenTheServiceIsStoppedAndStarted() throws Exception {
        final RunningCommand command = new RunningCommand("cr50:trace --follow");
        command.awaitShown("a1 ");
        chips.chip.unregistered = true;
        chips.karaf.chips.remove(chips.chip);
        command.awaitShown("gone; waiting for it ---\n");
        // another service counts from 1 again
        chips.add("cr50-main").trace.add(Chips.wake(1));
        command.awaitShown("is there ---\n      0.000  wake   (delay");

        assertThat(command.interrupt().out()).endsWith("""
                        --- cr50-main is gone; waiting for it ---
                        --- cr50-main is there ---
                              0.000  wake   (delay 120 us, 45 us)
                        """);
    }

    @Test
    void noticesAlsoAServiceThatWasStartedAnewBetweenTwoLooks() throws Exception {
        final RunningCommand command = new RunningCommand("cr50:trace --follow --no-format");
        command.awaitShown("\ta1\t");
        final FakeCr50 again = new FakeCr50("cr50-main");
        again.trace.add(Chips.wake(2));
        chips.karaf.chips.set(0, again);
        command.awaitShown("\t2\t0.000\t");

        assertThat(command.interrupt().out()).contains("""
                        cr50-main	gone	cr50-main is gone; waiting for it
                        cr50-main	came	cr50-main is there
                        cr50-main	gap	1 transaction not kept
                        cr50-main	transaction	2	0.000	wake\t""");
    }

    @Test
    void followsAllOrTheOneThatIsNamed() throws Exception {
        final FakeCr50 other = chips.add("cr50-b");
        final RunningCommand all = new RunningCommand("cr50:trace --follow");
        all.awaitShown("a1 ");
        other.trace.add(Chips.wake(1));
        all.awaitShown("cr50-b:       0.000  wake");
        assertThat(all.interrupt().console()).isEqualTo("Following cr50-b, cr50-main. Ctrl-C ends it.\n");

        final RunningCommand one = new RunningCommand("cr50:trace --follow -d cr50-b");
        one.awaitShown("wake");
        assertThat(one.interrupt().out()).isEqualTo("      0.000  wake   (delay 120 us, 45 us)\n");
    }

    @Test
    void waitsForADevice() throws Exception {
        chips.karaf.chips.clear();
        final RunningCommand command = new RunningCommand("cr50:trace --follow");
        command.awaitShown("waiting for one");
        chips.karaf.chips.add(chips.chip);
        command.awaitShown("a1 ");

        final Karaf.Result result = command.interrupt();
        assertThat(result.console()).isEqualTo("No Cr50 or Ti50 chip is there; waiting for one. Ctrl-C ends it.\n");
        assertThat(result.out()).startsWith("--- cr50-main is there ---\n--- 40 transactions not kept ---\n");
    }

    @Test
    void waitsForTheOneThatIsNamed() throws Exception {
        final RunningCommand command = new RunningCommand("cr50:trace --follow -d cr50-x");
        command.awaitShown("Ctrl-C ends it.\n");

        assertThat(command.interrupt().console())
                .isEqualTo("The device cr50-x is not there; there is cr50-main; waiting for it. Ctrl-C ends it.\n");
    }

    @Test
    void jsonIsOneDocumentForEachThing() throws Exception {
        final RunningCommand command = new RunningCommand("cr50:trace 1 --follow --json");
        command.awaitShown("0x000");
        chips.chip.trace.add(Chips.wake(44));
        command.awaitShown("\"wake\"");
        chips.karaf.chips.clear();
        command.awaitShown("device-gone");
        chips.add("cr50-main");
        command.awaitShown("device-came");

        final Karaf.Result result = command.interrupt();
        final String start = "{\"schemaVersion\":1,\"deviceId\":\"cr50-main\",\"event\":{\"event\":";
        assertThat(result.console()).isEmpty();
        final List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).startsWith(start + "\"transaction\",\"transaction\":{\"sequence\":42,");
        assertThat(lines.get(1)).isEqualTo(start + "\"gap\",\"lost\":1}}");
        assertThat(lines.get(2)).startsWith(start + "\"transaction\",\"transaction\":{\"sequence\":44,");
        assertThat(lines.get(3)).isEqualTo(start + "\"device-gone\"}}");
        assertThat(lines.get(4)).isEqualTo(start + "\"device-came\"}}");
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        chips.karaf.session.terminal = new FakeTerminal(60, false);
        final RunningCommand command = new RunningCommand("cr50:trace --follow");
        command.awaitShown("45 us)\n");
        command.awaitShown("tpmEstablishment");

        assertThat(command.interrupt().out().lines()).hasSizeGreaterThan(2).allMatch(line -> line.length() < 60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cr50:trace -f", "cr50:trace -f --json", "cr50:trace -f --no-format"})
    void endsWhenNobodyCanReadIt(String line) throws Exception {
        final RunningCommand command = new RunningCommand(line);
        command.awaitShown("a1");

        chips.karaf.hangUp();

        assertThat(command.ended().status()).isZero();
    }

    @Test
    void endsWhenTheBundleOfTheCommandsIsStopped() throws Exception {
        final RunningCommand command = new RunningCommand("cr50:trace --follow");
        command.awaitShown("a1 ");

        chips.karaf.framework.stopBundle();

        final Karaf.Result result = command.ended();
        assertThat(result.status()).isEqualTo(4);
        assertThat(result.console()).endsWith("""
                        Error: trace: the bundle of the commands was stopped
                        Next: Start cr50:trace --follow again.
                        """);
    }

    /** The command while it runs. */
    private final class RunningCommand {

        final Thread thread;
        final List<Thread> printedOn = new CopyOnWriteArrayList<>();

        private final FutureTask<Karaf.Result> result;
        private final StringBuilder shown = new StringBuilder();

        RunningCommand(String line) {
            chips.karaf.observe(this::show);
            result = new FutureTask<>(() -> chips.run(line));
            thread = new Thread(result, "command");
            thread.start();
        }

        private void show(String text) {
            if (!text.contains("Ctrl-C")) {
                printedOn.add(Thread.currentThread());
            }
            synchronized (shown) {
                shown.append(text);
                shown.notifyAll();
            }
        }

        /** Waits until this is shown; the end of the command is no reason to wait any longer. */
        void awaitShown(String text) throws InterruptedException {
            synchronized (shown) {
                while (shown.indexOf(text) < 0 && thread.isAlive()) {
                    shown.wait(100);
                }
                assertThat(shown.toString()).contains(text);
            }
        }

        /** Presses Ctrl-C. */
        Karaf.Result interrupt() throws Exception {
            thread.interrupt();
            return ended();
        }

        Karaf.Result ended() throws Exception {
            return result.get();
        }
    }
}
