// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.HandleChanges;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponse;
import io.platformfirmware.tpm.TpmResponseCode;
import io.platformfirmware.tpm.TpmTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of all clients, on one thread, one after the other and in order: the TPM executes one at a time anyhow, and so it is known in
 * which order it did, which tells whose a handle is. A command that was sent goes to its end, because its response may name a handle that
 * nobody else will ever know.
 */
final class CommandQueue {

    /**
     * What a client is answered.
     *
     * @param response the whole response
     * @param fromTpm whether the TPM gave it
     */
    record Answer(byte[] response, boolean fromTpm) {}

    /** Of a command that was taken back before it was sent. */
    static final Answer CANCELLED = error(TpmResponseCode.CANCELED);

    private static final Logger LOG = LoggerFactory.getLogger(CommandQueue.class);

    private final Transports transports;
    private final Duration patience;
    private final LoadedHandles loaded = new LoadedHandles();
    private final AtomicLong flushed = new AtomicLong();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), task -> {
                final Thread commands = new Thread(task, "tcti-commands");
                commands.setDaemon(true);
                return commands;
            });
    private boolean reached = true;

    /**
     * Starts with an empty queue.
     *
     * @param transports where the TPM is found
     * @param patience how long {@link #close} waits for what is in the queue
     */
    CommandQueue(Transports transports, Duration patience) {
        this.transports = transports;
        this.patience = patience;
    }

    /**
     * Puts a command into the queue.
     *
     * @param client whose handles are followed; empty for nobody's
     * @param command its bytes, not judged yet
     * @param then told of the answer, on the queue's thread
     * @return the command in the queue
     */
    Turn submit(OptionalLong client, byte[] command, Consumer<Answer> then) {
        final Turn turn = new Turn(() -> then.accept(answer(client, command)));
        later(turn);
        return turn;
    }

    /**
     * Takes a command back out of the queue.
     *
     * @param turn as {@link #submit} gave it
     * @return false where the TPM has it, or had it
     */
    boolean withdraw(Turn turn) {
        // what nobody waits for does not stay: a client that comes and goes would fill the memory
        final boolean first = turn.take();
        if (first) {
            thread.remove(turn);
        }
        return first;
    }

    /** Flushes what a client that has vanished has loaded, behind the commands in the queue. */
    void release(long client) {
        later(() -> {
            loaded.of(client).forEach(this::flush);
            loaded.forget(client);
        });
    }

    /** A client leaves, and what it has loaded stays. */
    void forget(long client) {
        loaded.forget(client);
    }

    /** How much a client has loaded. */
    int loadedBy(long client) {
        return loaded.of(client).size();
    }

    /** How many handles of vanished clients were flushed. */
    long flushed() {
        return flushed.get();
    }

    /** Does what is in the queue, as far as that does not take long. */
    void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("the TPM takes long; what clients have loaded may stay there");
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // ends the wait for a response; the transport takes care of the rest
        thread.shutdownNow();
    }

    private void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (final RejectedExecutionException e) {
            LOG.debug("the server is closed", e);
        }
    }

    private Answer answer(OptionalLong client, byte[] bytes) {
        final TpmCommand command;
        try {
            command = TpmCommand.of(bytes);
        } catch (final FirmwareException e) {
            LOG.debug("a client sent what is no command: {}", e.getMessage());
            return error(TpmResponseCode.COMMAND_SIZE);
        }
        try {
            final Optional<TpmTransport> transport = transports.current();
            if (transport.isEmpty()) {
                unreached(command, transports.trouble());
                return error(TpmResponseCode.FAILURE);
            }
            final byte[] response = transport.get().transmit(bytes);
            reached = true;
            return answer(client, command, transport.get(), response);
        } catch (final FirmwareException e) {
            if (e.reason() == FailureReason.INVALID_VALUE || e.reason() == FailureReason.CANCELLED) {
                // the TPM is as well as before
                LOG.debug("{}: {}", command.name(), e.getMessage());
            } else {
                unreached(command, e.getMessage());
            }
            return error(code(e.reason()));
        } catch (final RuntimeException e) {
            LOG.error("{} could not be sent", command.name(), e);
            return error(TpmResponseCode.FAILURE);
        }
    }

    private Answer answer(OptionalLong client, TpmCommand command, TpmTransport transport, byte[] bytes) {
        try {
            final TpmResponse response = TpmResponse.of(bytes);
            loaded.changed(transport.deviceId(), HandleChanges.of(command, response), client);
            return new Answer(response.bytes(), true);
        } catch (final FirmwareException e) {
            LOG.warn(
                    "{}: {} has answered what is no response: {}",
                    command.name(),
                    transport.deviceId(),
                    e.getMessage());
            return error(TpmResponseCode.FAILURE);
        }
    }

    /** The first of a row stands in the log. */
    private void unreached(TpmCommand command, String why) {
        if (reached) {
            LOG.info("{}: {}; clients are answered with an error until the TPM can be reached", command.name(), why);
        } else {
            LOG.debug("{}: {}", command.name(), why);
        }
        reached = false;
    }

    private void flush(LoadedHandles.Loaded what) {
        final TpmCommand command = TpmCommand.flushContext(what.handle());
        try {
            final Optional<TpmTransport> transport = transports.byId(what.deviceId());
            if (transport.isEmpty()) {
                return;
            }
            final TpmResponse response = TpmResponse.of(transport.get().transmit(command.bytes()));
            if (response.success()) {
                flushed.incrementAndGet();
                loaded.changed(what.deviceId(), HandleChanges.of(command, response), OptionalLong.empty());
            }
            LOG.debug(
                    "{} of 0x{}: {}",
                    command.name(),
                    Integer.toHexString(what.handle()),
                    response.code().name());
        } catch (final FirmwareException e) {
            LOG.info(
                    "0x{} of a client that has vanished stays loaded: {}",
                    Integer.toHexString(what.handle()),
                    e.getMessage());
        } catch (final RuntimeException e) {
            LOG.error("0x{} of a client that has vanished stays loaded", Integer.toHexString(what.handle()), e);
        }
    }

    private static Answer error(TpmResponseCode code) {
        return new Answer(TpmResponse.of(code).bytes(), false);
    }

    /** What a client can do about it: send it again, give up, or look after the TPM. */
    private static TpmResponseCode code(FailureReason reason) {
        return switch (reason) {
            case SUSPENDED, DEVICE_BUSY -> TpmResponseCode.RETRY;
            case CANCELLED -> TpmResponseCode.CANCELED;
            case INVALID_VALUE -> TpmResponseCode.COMMAND_SIZE;
            default -> TpmResponseCode.FAILURE;
        };
    }
}
