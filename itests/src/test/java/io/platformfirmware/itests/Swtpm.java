// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A swtpm of the test's own, on free ports of the loopback interface, with state of its own. It ends with the test. */
final class Swtpm implements AutoCloseable {

    private static final int ATTEMPTS = 5;
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

    private final Path state;
    private final int port;
    private final Thread killer = new Thread(this::kill);
    private Process process;

    private Swtpm(Path state, int port) {
        this.state = state;
        this.port = port;
    }

    /** One that listens. */
    static Swtpm start() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            final Swtpm swtpm = new Swtpm(Files.createTempDirectory("swtpm"), Ports.two());
            Runtime.getRuntime().addShutdownHook(swtpm.killer);
            boolean runs = false;
            try {
                runs = swtpm.run();
            } finally {
                // it is not there, or somebody took one of the ports meanwhile
                if (!runs) {
                    swtpm.close();
                }
            }
            if (runs) {
                return swtpm;
            }
        }
        throw new AssertionError("swtpm does not start");
    }

    int port() {
        return port;
    }

    /** Starts it. */
    private boolean run() throws IOException {
        try {
            process = new ProcessBuilder(
                            "swtpm",
                            "socket",
                            "--tpm2",
                            "--tpmstate",
                            "dir=" + state,
                            "--server",
                            "type=tcp,bindaddr=" + HOST + ",port=" + port,
                            "--ctrl",
                            "type=tcp,bindaddr=" + HOST + ",port=" + (port + 1),
                            "--flags",
                            "not-need-init,startup-none")
                    .redirectErrorStream(true)
                    .redirectOutput(state.resolve("swtpm.log").toFile())
                    .start();
        } catch (final IOException e) {
            throw new AssertionError(
                    "swtpm, the TPM behind the simulated chip, is not there: apt-get install swtpm", e);
        }
        final long end = System.nanoTime() + START_NANOS;
        while (process.isAlive() && System.nanoTime() < end) {
            if (listens(port + 1)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private void kill() {
        if (process != null) {
            process.destroyForcibly();
            try {
                process.waitFor();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(killer);
        try (Stream<Path> files = Files.walk(state)) {
            for (final Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The control port takes any number of connections, one after the other. */
    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, port), 1000);
            return true;
        } catch (final IOException e) {
            return false;
        }
    }
}
