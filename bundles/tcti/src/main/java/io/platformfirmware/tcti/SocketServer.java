// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.tpm.TpmServerClient;
import io.platformfirmware.tpm.TpmServerListener;
import io.platformfirmware.tpm.TpmServerPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sockets, on one thread that never waits for a client or for the TPM: a client that is slow or gone costs the others nothing. Safe for
 * use by several threads.
 */
final class SocketServer {

    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);

    /** How often timeouts are looked after. */
    private static final Duration TICK = Duration.ofMillis(250);

    /** How often an endpoint that could not be had is tried again. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private final Clock clock;
    private final Duration patience;
    private final Selector selector;
    private final Thread thread;
    private final Counters totals = new Counters();
    private final Connection.Surroundings surroundings;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Map<Long, Connection> connections = new ConcurrentSkipListMap<>();
    private volatile List<Listener> listeners = List.of();
    private volatile Limits limits;
    private volatile boolean closing;
    private long accepted;
    private long retriedAt;

    /**
     * Listens to nothing yet.
     *
     * @param queue of the commands; not closed by this
     * @param nanos the time, as {@link System#nanoTime} has it
     * @param clock the time of day
     * @param patience how long {@link #close} waits for the thread
     */
    SocketServer(CommandQueue queue, LongSupplier nanos, Clock clock, Duration patience) {
        this.nanos = nanos;
        this.clock = clock;
        this.patience = patience;
        this.limits = Limits.DEFAULTS;
        this.surroundings = new Connection.Surroundings(queue, totals, () -> limits, nanos, this::later);
        try {
            this.selector = Selector.open();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        this.thread = new Thread(this::run, "tcti-sockets");
        thread.setDaemon(true);
        thread.start();
    }

    /** New settings are in force from now on; connections to an endpoint that is no more are ended. */
    void change(TctiSettings settings) {
        later(() -> {
            limits = settings.limits();
            endUnwanted(settings.endpoints());
            listen(settings.endpoints());
        });
    }

    /** Ends every connection. */
    void endConnections(String why) {
        later(() -> connections.values().forEach(connection -> connection.end(why)));
    }

    /** Looks after timeouts at once, and not only soon. */
    void look() {
        selector.wakeup();
    }

    List<TpmServerListener> listeners() {
        return listeners.stream()
                .map(listener -> new TpmServerListener(
                        listener.endpoint().port(), listener.endpoint().addressText(), listener.trouble()))
                .toList();
    }

    List<TpmServerClient> clients() {
        return connections.values().stream().map(Connection::state).toList();
    }

    Counters totals() {
        return totals;
    }

    /** Ends every connection and the thread, bounded. */
    void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join(patience.toMillis());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void later(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (final IOException | ClosedSelectorException e) {
            LOG.error("the sockets can not be waited for", e);
        } finally {
            listeners.forEach(Listener::close);
            connections.values().forEach(connection -> connection.end("the server stops"));
            connections.clear();
            try {
                selector.close();
            } catch (final IOException e) {
                LOG.debug("closing the selector", e);
            }
        }
    }

    private void turn() throws IOException {
        selector.select(timeToNextLook());
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
        // who has come is known before what they say: the connections of a client are told apart by their order
        selector.selectedKeys().forEach(key -> guarded(() -> accept(key)));
        selector.selectedKeys().forEach(key -> guarded(() -> serve(key)));
        selector.selectedKeys().clear();
        final long now = nanos.getAsLong();
        connections.values().forEach(connection -> guarded(() -> connection.check(now)));
        connections.values().removeIf(Connection::isClosed);
        if (now - retriedAt > RETRY.toNanos()) {
            retriedAt = now;
            listeners.forEach(listener -> listener.lookAfter(selector));
        }
    }

    /** How long nothing has to be looked after, in milliseconds; 0 for good. */
    private long timeToNextLook() {
        if (!connections.isEmpty()
                || listeners.stream().anyMatch(listener -> listener.trouble().isPresent())) {
            return TICK.toMillis();
        }
        return listeners.stream().anyMatch(listener -> listener.endpoint().isUnix()) ? RETRY.toMillis() : 0;
    }

    /** A mistake of ours costs one event, and not every client. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (final RuntimeException e) {
            LOG.error("a socket was not served", e);
        }
    }

    private void accept(SelectionKey key) {
        if (key.attachment() instanceof Listener listener) {
            acceptAll(listener);
        }
    }

    private void serve(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            connection.ready();
        }
    }

    private void endUnwanted(List<Endpoint> wanted) {
        for (final Listener listener : listeners) {
            if (!wanted.contains(listener.endpoint())) {
                listener.close();
                connections.values().stream()
                        .filter(connection -> connection.endpoint().equals(listener.endpoint()))
                        .forEach(connection -> connection.end("the settings have changed"));
            }
        }
        try {
            // only then is a port that was listened at free
            selector.selectNow();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen(List<Endpoint> wanted) {
        final List<Listener> now = new ArrayList<>();
        for (final Endpoint endpoint : wanted) {
            final Listener listener = listeners.stream()
                    .filter(known -> known.endpoint().equals(endpoint))
                    .findFirst()
                    .orElseGet(() -> new Listener(endpoint));
            listener.open(selector);
            now.add(listener);
        }
        listeners = List.copyOf(now);
    }

    private void acceptAll(Listener listener) {
        while (listener.channel().isPresent()) {
            try {
                final SocketChannel channel = listener.channel().get().accept();
                if (channel == null) {
                    return;
                }
                accept(listener.endpoint(), channel);
            } catch (final IOException e) {
                // no descriptors left, most likely: to listen on would be to be told the same again at once
                listener.fail(e);
            }
        }
    }

    private void accept(Endpoint endpoint, SocketChannel channel) throws IOException {
        connections.values().removeIf(Connection::isClosed);
        if (connections.size() >= limits.maxConnections()) {
            totals.turnedAway.incrementAndGet();
            LOG.debug("a connection to {} is turned away: there are {}", endpoint.addressText(), connections.size());
            channel.close();
            return;
        }
        try {
            channel.configureBlocking(false);
            if (!endpoint.isUnix()) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            final SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            final long number = ++accepted;
            final Connection connection = new Connection(
                    number,
                    endpoint,
                    endpoint.isUnix() ? "unix" : Endpoint.text(channel.getRemoteAddress()),
                    clock.instant(),
                    key,
                    surroundings);
            key.attach(connection);
            totals.connections.incrementAndGet();
            if (endpoint.port() == TpmServerPort.MSSIM_PLATFORM) {
                pair(connection);
            }
            connections.put(number, connection);
        } catch (final IOException e) {
            // gone before it was here
            LOG.debug("a connection to {}", endpoint.addressText(), e);
            channel.close();
        }
    }

    /**
     * Finds the command connection of the client that this platform connection is from. Nothing in the protocol says which that is; a client
     * connects to the command port first and says nothing there before it has both. Where more than one could be it, none is.
     */
    private void pair(Connection platform) {
        listeners.stream()
                .filter(listener -> listener.endpoint().port() == TpmServerPort.MSSIM_COMMAND)
                .filter(listener ->
                        listener.endpoint().service().equals(platform.endpoint().service()))
                .forEach(this::acceptAll);
        final List<Connection> candidates = connections.values().stream()
                .filter(connection -> connection.endpoint().port() == TpmServerPort.MSSIM_COMMAND)
                .filter(connection -> connection
                        .endpoint()
                        .service()
                        .equals(platform.endpoint().service()))
                .filter(connection -> connection.host().equals(platform.host()))
                .filter(Connection::wantsPartner)
                .toList();
        if (candidates.size() == 1) {
            candidates.get(0).pair(platform);
        }
    }
}
