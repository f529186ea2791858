// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryListener;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a session of the shell below Karaf's, with its pipes and jobs, and an output that shows nothing until it is flushed, as over ssh. */
class FollowInASessionTest {

    @TempDir
    Path folder;

    private final ThreadIOImpl threads = new ThreadIOImpl();
    private final Shown shown = new Shown();
    private final List<Thread> workers = new CopyOnWriteArrayList<>();
    private Pfrt pfrt;
    private CommandSession session;

    @BeforeEach
    void setUp() {
        pfrt = new Pfrt(folder);
        threads.start();
        final CommandProcessorImpl processor = new CommandProcessorImpl(threads);
        final Function follow = (of, arguments) -> {
            workers.add(Thread.currentThread());
            return pfrt.karaf.command("pfrt:follow").execute(pfrt.karaf.session, arguments);
        };
        final Function errors = (of, arguments) -> {
            workers.add(Thread.currentThread());
            printErrors(of.getConsole());
            return null;
        };
        processor.addCommand("pfrt", follow, "follow");
        processor.addCommand("test", errors, "errors");
        final PrintStream out = new PrintStream(new BufferedOutputStream(shown), false, StandardCharsets.UTF_8);
        session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, out);
        pfrt.karaf.session.console = session.getConsole();
    }

    @AfterEach
    void close() throws InterruptedException {
        session.close();
        for (final Thread worker : workers) {
            // the last thing that it does is to set standard output
            worker.join();
        }
        threads.stop();
    }

    @Test
    void showsALineAtOnceAndLeavesTheSessionAsItWas() throws Exception {
        for (final String word : new String[] {"one", "two"}) {
            final FutureTask<Object> command = start("pfrt:follow");
            final TelemetryListener listener = listener();
            write(listener, word + "\n");
            shown.await(word + "\n");
            // as much as it takes for Ctrl-C to come while it prints
            final Thread firmware = new Thread(() -> {
                while (!pfrt.karaf.framework.listeners.isEmpty()) {
                    write(listener, "more\n");
                }
            });
            firmware.start();
            shown.await(word + "\nmore\nmore\n");

            interrupt(command);
            firmware.join();
        }
        assertThat(shown.toString()).contains("one\n", "two\n");
    }

    @Test
    void goesThroughAPipeAsItHappens() throws Exception {
        final FutureTask<Object> command = start("pfrt:follow | test:errors");
        write(listener(), "INFO  one\nERROR two\n");

        shown.await("ERROR two\n");
        interrupt(command);

        assertThat(shown.toString()).isEqualTo("Following pfrt0. Ctrl-C ends it.\nERROR two\n");
    }

    private FutureTask<Object> start(String line) {
        final FutureTask<Object> command = new FutureTask<>(() -> session.execute(line));
        new Thread(command, "session").start();
        return command;
    }

    /** Ctrl-C: the shell gives up waiting for the command, which ends by itself. */
    private void interrupt(FutureTask<Object> command) {
        session.foregroundJob().interrupt();
        assertThatThrownBy(command::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(InterruptedException.class);
    }

    private TelemetryListener listener() throws InterruptedException {
        return pfrt.karaf.framework.registrations.take().listener();
    }

    private static void write(TelemetryListener listener, String text) {
        listener.happened(
                "pfrt0",
                new LogWritten(
                        LogBytes.of(text.getBytes(StandardCharsets.UTF_8)), LogPosition.beginning(LogType.EXECUTION)));
    }

    private static void printErrors(PrintStream console) throws Exception {
        final BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("ERROR")) {
                console.println(line);
                console.flush();
            }
        }
    }

    /** What a user has got to see. */
    private static final class Shown extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] from, int offset, int length) {
            bytes.write(from, offset, length);
            notifyAll();
        }

        synchronized void await(String text) throws InterruptedException {
            while (!toString().contains(text)) {
                wait();
            }
        }

        @Override
        public synchronized String toString() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
