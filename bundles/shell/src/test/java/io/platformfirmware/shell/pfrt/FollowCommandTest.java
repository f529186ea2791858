// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.SystemError;
import io.platformfirmware.shell.FakeFramework;
import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetryListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The test plays the provider: it tells the listener that the command registers. */
class FollowCommandTest {

    @TempDir
    Path folder;

    private Pfrt pfrt;

    @BeforeEach
    void setUp() {
        pfrt = new Pfrt(folder);
    }

    @Test
    void printsLinesAsTheyAreWrittenUntilCtrlC() throws Exception {
        final RunningCommand command = new RunningCommand("pfrt:follow");

        command.written("pfrt0", "INFO  one\nINFO  two\n");
        command.awaitShown("two\n");
        command.written("pfrt0", "INFO  three\n");
        command.awaitShown("three\n");

        assertThat(command.properties()).isEqualTo("{}");
        assertThat(command.interrupt())
                .isEqualTo(new Karaf.Result(
                        0, "INFO  one\nINFO  two\nINFO  three\n", "Following pfrt0. Ctrl-C ends it.\n"));
        assertThat(pfrt.karaf.framework.listeners).isEmpty();
    }

    @Test
    void nothingIsTakenAfterTheEnd() throws Exception {
        final RunningCommand command = new RunningCommand("pfrt:follow");
        command.interrupt();

        for (int i = 0; i < 1000; i++) {
            command.written("pfrt0", "more\n");
        }

        assertThat(command.listener.resumeFrom("pfrt0")).contains(place(0));
        assertThat(command.shown()).doesNotContain("more");
    }

    @Test
    void followsTheOneThatIsNamed() throws Exception {
        pfrt.add("pfrt1");
        final RunningCommand command = new RunningCommand("pfrt:follow -d pfrt1");

        assertThat(command.properties()).isEqualTo("{device.id=pfrt1}");
        command.written("pfrt1", "one\n");
        command.awaitShown("one\n");
        // the other one is none of its business
        pfrt.karaf.telemetry.remove(pfrt.device);
        command.written("pfrt1", "two\n");
        command.awaitShown("two\n");

        assertThat(command.interrupt())
                .isEqualTo(new Karaf.Result(0, "one\ntwo\n", "Following pfrt1. Ctrl-C ends it.\n"));
    }

    @Test
    void eachLineSaysWhoWroteItWhereThereAreSeveral() throws Exception {
        pfrt.add("pfrt1");
        final RunningCommand command = new RunningCommand("pfrt:follow");

        command.written("pfrt1", "one\n");
        command.written("pfrt0", "two\n");
        command.happened("pfrt0", new LogReset(place(0)));
        command.awaitShown("---\n");

        assertThat(command.interrupt())
                .isEqualTo(new Karaf.Result(
                        0,
                        "pfrt1: one\npfrt0: two\npfrt0: --- the firmware emptied the log ---\n",
                        "Following pfrt0, pfrt1. Ctrl-C ends it.\n"));
    }

    @Test
    void putsLinesAndCharactersTogether() throws Exception {
        final byte[] bytes = "INFO  caf\u00e9 \u20ac\r\nend".getBytes(StandardCharsets.UTF_8);
        final RunningCommand command = new RunningCommand("pfrt:follow --no-format");

        for (int i = 0; i < bytes.length; i++) {
            command.written("pfrt0", Arrays.copyOfRange(bytes, i, i + 1));
        }
        command.awaitShown("\u20ac\n");

        assertThat(command.interrupt().out()).isEqualTo("pfrt0\tline\tINFO  caf\u00e9 \u20ac\npfrt0\tline\tend\n");
    }

    @Test
    void showsTheStartOfALineAfterAPause() throws Exception {
        pfrt.add("pfrt1");
        final RunningCommand command = new RunningCommand("pfrt:follow");

        command.written("pfrt0", "waiting for caf\u00c3".getBytes(StandardCharsets.ISO_8859_1));
        command.awaitShown("pfrt0: waiting for caf");
        command.written("pfrt0", new byte[] {(byte) 0xA9, '!'});
        command.awaitShown("caf\u00e9!");
        command.written("pfrt1", "other\n");
        command.awaitShown("other\n");
        command.written("pfrt0", " done\nnext");
        command.awaitShown("next");

        assertThat(command.interrupt().out())
                .isEqualTo("pfrt0: waiting for caf\u00e9!\npfrt1: other\npfrt0:  done\npfrt0: next\n");
    }

    @Test
    void marksWhatIsNotTheFirmwares() throws Exception {
        final RunningCommand command = new RunningCommand("pfrt:follow");

        command.happened("pfrt0", new LogGap(LogGap.Cause.OVERWRITTEN, OptionalLong.of(120), place(1)));
        command.written("pfrt0", "half");
        command.awaitShown("half");
        command.happened("pfrt0", new LogReset(place(0)));
        command.happened("pfrt0", new LogTypeChange(LogType.HISTORY, place(0)));
        command.listener.unreadable(
                "pfrt0",
                Failure.of(FailureReason.LOG_UNAVAILABLE, "read log", "Linux can not map the log")
                        .on("pfrt0")
                        .because(new SystemError("mmap", 19, "ENODEV", "No such device"))
                        .next("Report it."));
        command.awaitShown("Report it. ---\n");

        assertThat(command.interrupt().out()).isEqualTo("""
                        --- 120 bytes lost: the firmware overwrote them before they were read ---
                        half
                        --- the firmware emptied the log ---
                        --- the device shows its execution log from here on, not the history log ---
                        --- can not be read now: Linux can not map the log (mmap: ENODEV, No such device); next: Report it. ---
                        """);
    }

    @Test
    void marksAreRowsForAProgram() throws Exception {
        final RunningCommand command = new RunningCommand("pfrt:follow --no-format");

        command.written("pfrt0", "half");
        command.happened("pfrt0", new LogGap(LogGap.Cause.OVERWRITTEN, OptionalLong.of(120), place(1)));
        command.happened("pfrt0", new LogReset(place(0)));
        command.happened("pfrt0", new LogTypeChange(LogType.HISTORY, place(0)));
        command.listener.unreadable("pfrt0", Failure.of(FailureReason.LOG_UNAVAILABLE, "read log", "no\tlog"));
        command.awaitShown("no?log\n");
        pfrt.add("pfrt1");
        command.awaitShown("pfrt1\tcame\tpfrt1 is there\n");
        pfrt.karaf.telemetry.remove(1);
        command.awaitShown("pfrt1\tgone\t");

        assertThat(command.interrupt()).isEqualTo(new Karaf.Result(0, """
                        pfrt0	line	half
                        pfrt0	gap	120 bytes lost: the firmware overwrote them before they were read
                        pfrt0	reset	the firmware emptied the log
                        pfrt0	type-change	the device shows its execution log from here on, not the history log
                        pfrt0	unreadable	can not be read now: no?log
                        pfrt1	came	pfrt1 is there
                        pfrt1	gone	pfrt1 is gone; waiting for it
                        """, ""));
    }

    @Test
    void goesOnWhereItWasWhenTheProviderIsStoppedAndStarted() throws Exception {
        final RunningCommand command = new RunningCommand("pfrt:follow");
        assertThat(command.listener.resumeFrom("pfrt0")).contains(place(0));
        command.happened("pfrt0", new LogWritten(bytes("one\nha"), place(6)));
        command.awaitShown("ha");

        pfrt.karaf.telemetry.remove(pfrt.device);
        command.awaitShown("gone; waiting for it ---\n");
        assertThat(command.listener.resumeFrom("pfrt0")).contains(place(6));
        assertThat(pfrt.karaf.framework.listeners).hasSize(1);
        pfrt.karaf.telemetry.add(pfrt.device);
        command.awaitShown("is there ---\n");
        command.happened("pfrt0", new LogWritten(bytes("lf\n"), place(9)));
        command.awaitShown("lf\n");

        assertThat(command.interrupt().out()).isEqualTo("""
                        one
                        ha
                        --- pfrt0 is gone; waiting for it ---
                        --- pfrt0 is there ---
                        lf
                        """);
    }

    @Test
    void missesNothingAlsoWhereNothingWasWrittenBefore() throws Exception {
        pfrt.device.write("12345");
        final RunningCommand command = new RunningCommand("pfrt:follow");

        assertThat(command.listener.resumeFrom("pfrt0")).contains(place(5));
        pfrt.device.write("1234567");
        assertThat(command.listener.resumeFrom("pfrt0")).contains(place(5));

        pfrt.device.logFailure = Pfrt.REFUSED;
        assertThat(command.listener.resumeFrom("pfrt1")).isEmpty();
        command.interrupt();
    }

    @Test
    void fromTheStartOfTheLogThatIsShown() throws Exception {
        pfrt.device.set(TelemetryChange.of(LogType.HISTORY));
        final RunningCommand command = new RunningCommand("pfrt:follow --from-start");

        assertThat(command.listener.resumeFrom("pfrt0")).contains(LogPosition.beginning(LogType.HISTORY));
        // that it was empty once is no news
        command.happened("pfrt0", new LogReset(place(0)));
        command.written("pfrt0", "one\n");
        command.happened("pfrt0", new LogReset(place(0)));
        command.awaitShown("---\n");

        assertThat(command.interrupt().out()).isEqualTo("one\n--- the firmware emptied the log ---\n");
    }

    @Test
    void theStartOfALogIsKnownAlsoWhereTheLevelIsNot() throws Exception {
        pfrt.device.set(TelemetryChange.of(LogType.HISTORY));
        pfrt.device.settingsFailure = Failure.of(FailureReason.FIRMWARE_REFUSED, "read settings", "no level");
        pfrt.add("pfrt1").settingsFailure = pfrt.device.settingsFailure;
        ((FakeTelemetryService) pfrt.karaf.telemetry.get(1)).logFailure = Pfrt.REFUSED;
        final RunningCommand command = new RunningCommand("pfrt:follow -d pfrt0 --from-start");

        assertThat(command.listener.resumeFrom("pfrt0")).contains(LogPosition.beginning(LogType.HISTORY));
        assertThat(command.listener.resumeFrom("pfrt1")).contains(LogPosition.beginning(LogType.EXECUTION));
        command.interrupt();
    }

    @Test
    void waitsForADevice() throws Exception {
        pfrt.karaf.telemetry.clear();
        final RunningCommand command = new RunningCommand("pfrt:follow");

        pfrt.karaf.telemetry.add(pfrt.device);
        command.awaitShown("is there ---\n");
        command.written("pfrt0", "one\n");
        command.awaitShown("one\n");

        assertThat(command.interrupt())
                .isEqualTo(new Karaf.Result(
                        0,
                        "--- pfrt0 is there ---\none\n",
                        "No telemetry device is there; waiting for one. Ctrl-C ends it.\n"));
    }

    @Test
    void waitsForTheOneThatIsNamed() throws Exception {
        final RunningCommand command = new RunningCommand("pfrt:follow -d pfrt7");

        assertThat(command.interrupt().console())
                .isEqualTo("The device pfrt7 is not there; there is pfrt0; waiting for it. Ctrl-C ends it.\n");
    }

    @Test
    void jsonIsOneDocumentForEachEvent() throws Exception {
        final RunningCommand command = new RunningCommand("pfrt:follow --json");

        command.happened("pfrt0", new LogWritten(bytes("caf\u00e9\nhalf"), place(10)));
        command.happened("pfrt0", new LogWritten(LogBytes.of(new byte[] {(byte) 0xC3}), place(11)));
        command.happened("pfrt0", new LogGap(LogGap.Cause.SLOW_LISTENER, OptionalLong.of(9), place(20)));
        command.listener.unreadable("pfrt0", Failure.of(FailureReason.IO_ERROR, "read log", "broken"));
        command.awaitShown("broken");
        pfrt.karaf.telemetry.clear();
        command.awaitShown("device-gone");
        pfrt.karaf.telemetry.add(pfrt.device);
        command.awaitShown("device-came");

        final String place = "\"position\":{\"type\":\"execution\",\"bufferAddress\":\"0x70000000\",\"resetCount\":3,"
                + "\"rolloverCount\":0,\"offset\":";
        final String start = "{\"schemaVersion\":1,\"deviceId\":\"pfrt0\",\"event\":{\"event\":";
        assertThat(command.interrupt())
                .isEqualTo(new Karaf.Result(
                        0,
                        String.join(
                                "\n",
                                start + "\"written\",\"size\":10,\"text\":\"caf\u00e9\\nhalf\"," + place + "10}}}",
                                start + "\"written\",\"size\":1,\"base64\":\"ww==\"," + place + "11}}}",
                                start + "\"gap\",\"cause\":\"slow-listener\",\"lost\":9," + place + "20}}}",
                                start + "\"unreadable\",\"error\":{\"reason\":\"io-error\",\"operation\":\"read log\","
                                        + "\"message\":\"broken\",\"likelyCauses\":[]}}}",
                                start + "\"device-gone\"}}",
                                start + "\"device-came\"}}",
                                ""),
                        ""));
    }

    @Test
    void colorsLinesByTheirLevelAndLeavesTheTerminalAsItWas() throws Exception {
        pfrt.karaf.session.terminal = new FakeTerminal(80, true);
        final RunningCommand command = new RunningCommand("pfrt:follow");

        command.written("pfrt0", "ERROR one\nINFO  two\nWARN  thr");
        command.awaitShown("thr");
        command.written("pfrt0", "ee");
        command.awaitShown("ee");

        assertThat(command.interrupt().out()).isEqualTo("""
                        \u001b[31mERROR one\u001b[0m
                        INFO  two
                        \u001b[33mWARN  thr\u001b[0m\u001b[33mee\u001b[0m
                        """);
    }

    @Test
    void nothingInItReachesTheTerminal() throws Exception {
        final RunningCommand command = new RunningCommand("pfrt:follow");

        command.written("pfrt0", "\u001b[2J\0\n");

        assertThat(command.interrupt().out()).isEqualTo("\\x1B[2J\\x00\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pfrt:follow", "pfrt:follow --json", "pfrt:follow --no-format"})
    void endsWhenNobodyCanReadIt(String line) throws Exception {
        final RunningCommand command = new RunningCommand(line);
        command.written("pfrt0", "one\n");
        command.awaitShown("one");

        pfrt.karaf.hangUp();

        assertThat(command.ended().status()).isZero();
        assertThat(pfrt.karaf.framework.listeners).isEmpty();
    }

    @Test
    void endsWhenTheBundleOfTheCommandsIsStopped() throws Exception {
        final RunningCommand command = new RunningCommand("pfrt:follow");

        pfrt.karaf.framework.stopBundle();

        assertThat(command.ended()).isEqualTo(new Karaf.Result(4, "", """
                        Following pfrt0. Ctrl-C ends it.
                        Error: follow: the bundle of the commands was stopped
                        Next: Start pfrt:follow again.
                        """));
    }

    /** An interrupt in the middle of writing closes the output of the session for good. */
    @Test
    void theThreadThatPrintsIsNotTheOneThatIsInterrupted() throws Exception {
        final RunningCommand command = new RunningCommand("pfrt:follow");
        command.written("pfrt0", "one\nha");
        command.awaitShown("ha");

        command.interrupt();

        assertThat(command.printedOn).isNotEmpty().doesNotContain(command.thread);
        assertThat(command.interruptedWhilePrinting).isFalse();
    }

    @Test
    void aSlowConsoleHoldsTheProviderAndLosesNothing() throws Exception {
        final CountDownLatch console = new CountDownLatch(1);
        final RunningCommand command = new RunningCommand("pfrt:follow", console);
        final Thread provider =
                new Thread(() -> IntStream.range(0, 500).forEach(i -> command.written("pfrt0", "line " + i + "\n")));
        provider.start();

        while (provider.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        console.countDown();
        provider.join();
        command.awaitShown("line 499\n");

        assertThat(command.interrupt().out().lines())
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(i -> "line " + i).toList());
    }

    private static LogPosition place(long offset) {
        return new LogPosition(LogType.EXECUTION, 0x7000_0000L, 3, 0, offset);
    }

    private static LogBytes bytes(String text) {
        return LogBytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The command while it runs, and the provider that tells it something. */
    private final class RunningCommand {

        final TelemetryListener listener;
        final Thread thread;
        final List<Thread> printedOn = new CopyOnWriteArrayList<>();
        volatile boolean interruptedWhilePrinting;

        private final FakeFramework.Registered registered;
        private final FutureTask<Karaf.Result> result;
        private final StringBuilder shown = new StringBuilder();

        RunningCommand(String line) throws Exception {
            this(line, new CountDownLatch(0));
        }

        /**
         * Starts the command.
         *
         * @param console from when on it takes lines of the firmware
         */
        RunningCommand(String line, CountDownLatch console) throws Exception {
            pfrt.karaf.observe(text -> show(text, console));
            result = new FutureTask<>(() -> pfrt.run(line));
            thread = new Thread(result, "command");
            thread.start();
            registered = pfrt.karaf.framework.registrations.take();
            listener = registered.listener();
        }

        String properties() {
            return registered.properties().toString();
        }

        void written(String deviceId, String text) {
            written(deviceId, text.getBytes(StandardCharsets.UTF_8));
        }

        void written(String deviceId, byte[] bytes) {
            happened(deviceId, new LogWritten(LogBytes.of(bytes), place(0)));
        }

        void happened(String deviceId, TelemetryEvent event) {
            listener.happened(deviceId, event);
        }

        private void show(String text, CountDownLatch console) {
            if (Thread.currentThread() != thread) {
                printedOn.add(Thread.currentThread());
                try {
                    console.await();
                } catch (final InterruptedException e) {
                    interruptedWhilePrinting = true;
                }
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
            }
            assertThat(shown()).contains(text);
        }

        String shown() {
            synchronized (shown) {
                return shown.toString();
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
