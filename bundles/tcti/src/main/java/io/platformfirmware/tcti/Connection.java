// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmServerClient;
import io.platformfirmware.tpm.TpmServerPort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: takes frames one after the other, has one command in the queue at most, and never holds more of what a client sent than one
 * frame. Used by the thread of the sockets, but for {@link #state}.
 */
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final long number;
    private final Endpoint endpoint;
    private final String peer;
    private final Instant since;
    private final Protocol protocol;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final CommandQueue queue;
    private final Counters totals;
    private final Supplier<Limits> limits;
    private final LongSupplier nanos;
    private final Consumer<Runnable> ownThread;
    private final ByteBuffer in = ByteBuffer.allocate(Protocol.LARGEST_FRAME);
    private final AtomicLong commands = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private volatile Optional<String> inFlight = Optional.empty();
    private Optional<Connection> partner = Optional.empty();
    private Optional<Turn> turn = Optional.empty();
    private ByteBuffer out = ByteBuffer.allocate(0);
    private boolean last;
    private boolean closed;

    /** When the wait began that goes on now: for a frame, for its end, or for the client to read. */
    private long waitsSince;

    /**
     * What a connection is given.
     *
     * @param queue of the commands
     * @param totals to count in
     * @param limits in force
     * @param nanos the time, as {@link System#nanoTime} has it
     * @param ownThread runs something on the thread of the sockets
     */
    record Surroundings(
            CommandQueue queue,
            Counters totals,
            Supplier<Limits> limits,
            LongSupplier nanos,
            Consumer<Runnable> ownThread) {}

    Connection(
            long number, Endpoint endpoint, String peer, Instant since, SelectionKey key, Surroundings surroundings) {
        this.number = number;
        this.endpoint = endpoint;
        this.peer = peer;
        this.since = since;
        this.protocol = Protocol.of(endpoint.port());
        this.key = key;
        this.channel = (SocketChannel) key.channel();
        this.queue = surroundings.queue();
        this.totals = surroundings.totals();
        this.limits = surroundings.limits();
        this.nanos = surroundings.nanos();
        this.ownThread = surroundings.ownThread();
        this.waitsSince = nanos.getAsLong();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    boolean isClosed() {
        return closed;
    }

    /** Where it comes from, without the port. */
    String host() {
        final int port = peer.lastIndexOf(':');
        return port < 0 ? peer : peer.substring(0, port);
    }

    /** Whether it waits for the platform connection of its client: nothing was sent, and it has none. */
    boolean wantsPartner() {
        return !closed && partner.isEmpty() && bytesIn.get() == 0;
    }

    /** The two belong to the same client. */
    void pair(Connection other) {
        partner = Optional.of(other);
        other.partner = Optional.of(this);
    }

    TpmServerClient state() {
        return new TpmServerClient(
                number,
                endpoint.port(),
                peer,
                since,
                commands.get(),
                errors.get(),
                bytesIn.get(),
                bytesOut.get(),
                inFlight,
                queue.loadedBy(number));
    }

    /** The channel can be read or written. */
    void ready() {
        try {
            if (key.isValid() && key.isWritable()) {
                write();
            }
            if (!closed && key.isValid() && key.isReadable()) {
                read();
            }
        } catch (final IOException e) {
            LOG.debug("{} is gone", this, e);
            vanish();
        }
    }

    /** Ends the connection when the client takes longer than it may. */
    void check(long now) {
        final Limits allowed = limits.get();
        final Duration waited = Duration.ofNanos(now - waitsSince);
        if (out.hasRemaining()) {
            if (waited.compareTo(allowed.writeTimeout()) > 0) {
                drop("does not read its response");
            }
        } else if (turn.isEmpty()) {
            if (in.position() > 0) {
                if (waited.compareTo(allowed.frameTimeout()) > 0) {
                    drop("does not send the rest of a frame");
                }
            } else if (!restsOnPartner()
                    && !allowed.idleTimeout().isZero()
                    && waited.compareTo(allowed.idleTimeout()) > 0) {
                final Optional<Connection> platform = partner;
                drop("has sent nothing for long");
                platform.ifPresent(other -> other.end("its client has sent nothing for long"));
            }
        }
    }

    /** A client says nothing on its platform connection for as long as it has nothing to cancel. */
    private boolean restsOnPartner() {
        return partner.isPresent() && endpoint.port() == TpmServerPort.MSSIM_PLATFORM;
    }

    /** Ends the connection from here, because of something else than what the client did. */
    void end(String why) {
        LOG.debug("{} ends: {}", this, why);
        vanish();
    }

    private void read() throws IOException {
        final boolean empty = in.position() == 0;
        final int count = channel.read(in);
        if (count < 0) {
            vanish();
            return;
        }
        bytesIn.addAndGet(count);
        totals.bytesIn.addAndGet(count);
        if (empty && count > 0 && turn.isEmpty() && !out.hasRemaining()) {
            waitsSince = nanos.getAsLong();
        }
        work();
    }

    /** Takes frames until one has to be waited for. */
    private void work() throws IOException {
        while (!closed && turn.isEmpty() && !out.hasRemaining()) {
            final Optional<Request> request;
            in.flip();
            try {
                request = protocol.next(in, limits.get().maxCommandSize());
            } catch (final Protocol.BrokenException e) {
                failed();
                drop("breaks the protocol: " + e.getMessage());
                return;
            } finally {
                in.compact();
            }
            if (request.isEmpty()) {
                break;
            }
            take(request.get());
        }
        listen();
    }

    private void take(Request request) throws IOException {
        if (request instanceof Request.Execute execute) {
            inFlight = Optional.of(name(execute.command()));
            turn = Optional.of(
                    queue.submit(followed(), execute.command(), answer -> ownThread.accept(() -> answered(answer))));
        } else if (request instanceof Request.Answer answer) {
            if (answer.refused()) {
                failed();
            }
            last = answer.last();
            send(answer.answer());
        } else if (request instanceof Request.Cancel cancel) {
            partner.ifPresent(Connection::cancelled);
            send(cancel.answer());
        } else {
            queue.forget(number);
            close();
        }
    }

    /** The client of swtpm comes anew for each command: whose a handle is nobody can tell. */
    private OptionalLong followed() {
        return endpoint.port() == TpmServerPort.MSSIM_COMMAND ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /** A command that the TPM has goes on, and is answered as ever. */
    private void cancelled() {
        if (turn.map(queue::withdraw).orElse(false)) {
            answered(CommandQueue.CANCELLED);
        }
    }

    private void answered(CommandQueue.Answer answer) {
        if (closed) {
            return;
        }
        turn = Optional.empty();
        inFlight = Optional.empty();
        if (answer.fromTpm()) {
            commands.incrementAndGet();
            totals.commands.incrementAndGet();
        } else {
            failed();
        }
        try {
            send(protocol.frame(answer.response()));
            work();
        } catch (final IOException e) {
            LOG.debug("{} is gone", this, e);
            vanish();
        }
    }

    private void send(byte[] bytes) throws IOException {
        out = ByteBuffer.wrap(bytes);
        waitsSince = nanos.getAsLong();
        flushOut();
    }

    private void write() throws IOException {
        flushOut();
        if (!out.hasRemaining()) {
            waitsSince = nanos.getAsLong();
        }
        work();
    }

    private void flushOut() throws IOException {
        final int count = channel.write(out);
        bytesOut.addAndGet(count);
        totals.bytesOut.addAndGet(count);
        if (!out.hasRemaining() && last) {
            close();
        }
    }

    private void listen() {
        if (!closed && key.isValid()) {
            key.interestOps(
                    (in.hasRemaining() ? SelectionKey.OP_READ : 0) | (out.hasRemaining() ? SelectionKey.OP_WRITE : 0));
        }
    }

    private void failed() {
        errors.incrementAndGet();
        totals.errors.incrementAndGet();
    }

    private void drop(String why) {
        LOG.debug("{} is dropped: it {}", this, why);
        totals.dropped.incrementAndGet();
        vanish();
    }

    /** The client is gone: what waits is not sent, and what it has loaded is flushed. */
    private void vanish() {
        if (!closed) {
            final boolean runs = turn.isPresent() && !queue.withdraw(turn.get());
            close();
            if (runs || queue.loadedBy(number) > 0) {
                queue.release(number);
            }
        }
    }

    private void close() {
        closed = true;
        partner.ifPresent(other -> {
            other.partner = Optional.empty();
            other.waitsSince = nanos.getAsLong();
        });
        partner = Optional.empty();
        try {
            channel.close();
        } catch (final IOException e) {
            LOG.debug("closing {}", this, e);
        }
    }

    private static String name(byte[] command) {
        try {
            return TpmCommand.of(command).name();
        } catch (final FirmwareException e) {
            LOG.debug("no command", e);
            return command.length + " bytes";
        }
    }

    @Override
    public String toString() {
        return "client " + number + " (" + endpoint.port().protocol() + " "
                + endpoint.port().channel() + ", " + peer + ")";
    }
}
