// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.tpm.TpmServerClient;
import io.platformfirmware.tpm.TpmServerPort;
import io.platformfirmware.tpm.TpmServerTotals;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A server on free ports, over a TPM of the test's own and with a time of the test's own. */
final class Bench implements AutoCloseable {

    private static final int FIRST_PORT = 10_000;
    private static final int FIRST_CLIENT_PORT = 32_768;
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final FakeTransport tpm = new FakeTransport("tpm-a");
    final Transports transports = new Transports();
    final CommandQueue queue = new CommandQueue(transports, PATIENCE);
    final int mssim = freePorts();
    final int swtpm = freePorts();
    private final AtomicLong nanos = new AtomicLong(System.nanoTime());
    private final SocketServer server = new SocketServer(
            queue, nanos::get, Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC), PATIENCE);

    Bench() throws Exception {
        transports.add(tpm, tpm);
        change(Map.of());
        eventually("it listens", () -> server.listeners().size() == 4);
        assertThat(server.listeners())
                .allSatisfy(one -> assertThat(one.trouble()).isEmpty());
    }

    /** Settings beside the two ports. */
    void change(Map<String, String> settings) throws Exception {
        final Map<String, String> all = new HashMap<>();
        all.put("mssimPort", Integer.toString(mssim));
        all.put("swtpmPort", Integer.toString(swtpm));
        all.putAll(settings);
        server.change(TctiSettings.of(config(all)));
    }

    /** What Configuration Admin would make of it. */
    static TctiConfig config(Map<String, String> settings) {
        return (TctiConfig) Proxy.newProxyInstance(
                Bench.class.getClassLoader(),
                new Class<?>[] {TctiConfig.class},
                (proxy, method, arguments) -> method.getDeclaringClass() == Annotation.class
                        ? TctiConfig.class
                        : settings.getOrDefault(method.getName(), (String) method.getDefaultValue()));
    }

    Client mssim() throws IOException {
        return new Client(mssim);
    }

    Client platform() throws IOException {
        return new Client(mssim + 1);
    }

    Client swtpm() throws IOException {
        return new Client(swtpm);
    }

    Client control() throws IOException {
        return new Client(swtpm + 1);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        server.look();
    }

    SocketServer server() {
        return server;
    }

    TpmServerTotals totals() {
        return server.totals().totals(queue.flushed());
    }

    List<TpmServerClient> clients(TpmServerPort port) {
        return server.clients().stream().filter(client -> client.port() == port).toList();
    }

    static void eventually(String what, BooleanSupplier condition) {
        final long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still not: " + what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Not of those that Linux gives to clients: whoever connects to one until its server is there may be connected to himself. */
    static int freePorts() throws IOException {
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

    @Override
    public void close() {
        server.close();
        queue.close();
    }
}
