// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateProgress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that a device is used on, and what runs on it. Queries wait for each other; operations that change something
 * exclude everything else and are refused rather than queued. The thread itself is never interrupted: a caller that gives up stops
 * waiting.
 */
final class DeviceOwner {

    /** What is done on the thread in several steps. */
    @FunctionalInterface
    interface LongTask<T> {
        T run(UpdateListener listener, Cancellation cancellation) throws FirmwareException;
    }

    /** Lets the task find out that its caller has given up. */
    @FunctionalInterface
    interface Cancellation {
        boolean isRequested();
    }

    /** From the first of these on nothing can be cancelled. */
    private static final Set<UpdatePhase> FIRMWARE_PHASES =
            EnumSet.of(UpdatePhase.STAGE, UpdatePhase.ACTIVATE, UpdatePhase.VERIFY);

    private static final Logger LOG = LoggerFactory.getLogger(DeviceOwner.class);

    private final String deviceId;
    private final Duration patience;
    private final OwnerThread thread;
    private final AtomicReference<String> running = new AtomicReference<>();

    /**
     * Starts the thread.
     *
     * @param deviceId names the thread and failures
     * @param patience how long a query waits for its answer, a caller that was interrupted for the end of an operation that can
     *     still be cancelled, and {@link #close} for the one in flight
     */
    DeviceOwner(String deviceId, Duration patience) {
        this.deviceId = deviceId;
        this.patience = patience;
        this.thread = new OwnerThread(deviceId, PfruFailures.LIST_COMMAND, patience);
    }

    /** Runs a short task when nothing else runs, and waits for its answer. */
    <T> T query(String operation, OwnerThread.Task<T> task) throws FirmwareException {
        final String other = running.get();
        if (other != null) {
            throw busy(operation, other);
        }
        return thread.query(operation, task);
    }

    /** Runs an operation, calls the listener on this thread meanwhile, and waits for its end. */
    <T> T operate(String operation, UpdateListener listener, LongTask<T> task) throws FirmwareException {
        if (!running.compareAndSet(null, operation)) {
            throw busy(operation, running.get());
        }
        final Conversation<T> conversation = new Conversation<>(listener);
        try {
            conversation.answer = thread.submit(operation, () -> {
                try {
                    return task.run(conversation, conversation);
                } finally {
                    running.set(null);
                    conversation.end();
                }
            });
        } catch (final FirmwareException e) {
            running.set(null);
            throw e;
        }
        return conversation.await(operation);
    }

    /** Runs a task after whatever runs now, without waiting. */
    void later(Runnable task) {
        thread.later(task);
    }

    /**
     * Runs a task after some time, unless it is cancelled; the thread does not end before it.
     *
     * @return empty when the thread is ending, which lets go of everything anyhow
     */
    Optional<Future<?>> after(Duration delay, Runnable task) {
        return thread.after(delay, task);
    }

    /**
     * Ends the thread. Waits for the operation in flight, bounded; one that takes longer goes on by itself, writes its outcome to
     * the history and ends the thread then.
     *
     * @param last what to do at the end, on the thread
     */
    void close(Runnable last) {
        if (!thread.close(last)) {
            LOG.warn(
                    "{}: {} is still running; its outcome will stand in the history",
                    deviceId,
                    Optional.ofNullable(running.get()).orElse("a query"));
        }
    }

    /** Whether nothing new is taken any more. */
    boolean isClosing() {
        return thread.isClosing();
    }

    private FirmwareException busy(String operation, String other) {
        return thread.busy(operation, other)
                .next("Try again when it is done; pfru:history shows its outcome.")
                .asException();
    }

    /** Between the owner thread, which works and reports, and the calling thread, which waits and listens. */
    private final class Conversation<T> implements UpdateListener, Cancellation {

        private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
        private final UpdateListener listener;
        private volatile boolean givenUp;
        private volatile boolean firmwareAtWork;
        private volatile boolean ended;
        private Future<T> answer;

        private Conversation(UpdateListener listener) {
            this.listener = listener;
        }

        @Override
        public void progressed(UpdateProgress progress) {
            firmwareAtWork |= FIRMWARE_PHASES.contains(progress.phase());
            messages.add(() -> listener.progressed(progress));
        }

        @Override
        public boolean isRequested() {
            return givenUp;
        }

        private void end() {
            messages.add(() -> ended = true);
        }

        private T await(String operation) throws FirmwareException {
            boolean interrupted = false;
            try {
                while (!ended) {
                    if (interrupted && firmwareAtWork && !answer.isDone()) {
                        throw stillRunning(operation).asException();
                    }
                    final Runnable message;
                    try {
                        message =
                                interrupted ? messages.poll(patience.toNanos(), TimeUnit.NANOSECONDS) : messages.take();
                    } catch (final InterruptedException e) {
                        LOG.debug("{}: the caller of {} gives up", deviceId, operation, e);
                        interrupted = true;
                        givenUp = true;
                        continue;
                    }
                    if (message == null) {
                        throw stillRunning(operation).asException();
                    }
                    deliver(message);
                }
                return answer.get();
            } catch (final InterruptedException e) {
                interrupted = true;
                throw new FirmwareException(stillRunning(operation), e);
            } catch (final ExecutionException e) {
                throw OwnerThread.unwrap(e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void deliver(Runnable message) {
            try {
                message.run();
            } catch (final RuntimeException e) {
                LOG.warn("{}: a progress listener failed", deviceId, e);
            }
        }

        private Failure stillRunning(String operation) {
            return Failure.of(
                            FailureReason.STILL_RUNNING,
                            operation,
                            "the firmware can not be interrupted; the operation goes on")
                    .on(deviceId)
                    .next("pfru:history will show its outcome.");
        }
    }
}
