// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A swtpm of the test's own, on free ports of the loopback interface, with state of its own. It ends with the test. */
final class Swtpm implements AutoCloseable {

    private static final int FIRST_PORT = 10_000;
    private static final int FIRST_CLIENT_PORT = 32_768;
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
            final Swtpm swtpm = new Swtpm(Files.createTempDirectory("swtpm"), freePorts());
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
        return fail("swtpm does not start");
    }

    int port() {
        return port;
    }

    SwtpmEngine engine() {
        return new SwtpmEngine(HOST, port);
    }

    /** Starts it, or starts it again. */
    boolean run() throws IOException {
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
            return fail(
                    "swtpm, the TPM that the built-in one is compared with, is not there: apt-get install swtpm", e);
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

    void kill() {
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

    /** Not of those that Linux gives to clients: whoever connects to one until its server is there may be connected to himself. */
    private static int freePorts() throws IOException {
        while (true) {
            final int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_CLIENT_PORT - 1);
            try (ServerSocket first = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    ServerSocket second = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
                return Math.min(first.getLocalPort(), second.getLocalPort());
            } catch (final BindException e) {
                // one of them is taken
            }
        }
    }
}
