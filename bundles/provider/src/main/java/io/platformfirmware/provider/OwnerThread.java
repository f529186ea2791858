// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.provider;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that a device is used on, one task after the other. It is never interrupted: a thread that dies or is abandoned
 * inside a driver would leave the firmware in the middle of something. A caller that gives up stops waiting.
 */
public final class OwnerThread {

    /** What is done on the thread. */
    @FunctionalInterface
    public interface Task<T> {

        /**
         * Does it.
         *
         * @return the answer
         * @throws FirmwareException passed on to the caller
         */
        T run() throws FirmwareException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(OwnerThread.class);

    private final String deviceId;
    private final String listCommand;
    private final Duration patience;
    private final LastThingsLast thread;

    /**
     * Starts the thread, as a daemon.
     *
     * @param deviceId names the thread and failures
     * @param listCommand the command that lists the devices of its kind
     * @param patience how long a query waits for its answer, and {@link #close} for what runs
     */
    public OwnerThread(String deviceId, String listCommand, Duration patience) {
        this.deviceId = deviceId;
        this.listCommand = listCommand;
        this.patience = patience;
        this.thread = new LastThingsLast(task -> {
            final Thread owner = new Thread(task, deviceId + "-owner");
            owner.setDaemon(true);
            return owner;
        });
    }

    /**
     * Runs a short task after what runs now, and waits for its answer.
     *
     * @param operation names it in failures
     * @param task what to do
     * @param <T> its answer
     * @return the answer
     * @throws FirmwareException the failure of the task; {@code DEVICE_BUSY} when it took too long, {@code CANCELLED} when the caller was
     *     interrupted, {@code DEVICE_GONE} after {@link #close}
     */
    public <T> T query(String operation, Task<T> task) throws FirmwareException {
        final Future<T> answer = submit(operation, task);
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (final TimeoutException e) {
            answer.cancel(false);
            throw new FirmwareException(busy(operation, "a query that takes long"), e);
        } catch (final InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new FirmwareException(cancelled(operation), e);
        } catch (final ExecutionException e) {
            throw unwrap(e);
        } catch (final CancellationException e) {
            throw new FirmwareException(gone(operation), e);
        }
    }

    /**
     * Runs a task after what runs now.
     *
     * @param operation names it in failures
     * @param task what to do
     * @param <T> its answer
     * @return the answer to come
     * @throws FirmwareException {@code DEVICE_GONE} after {@link #close}
     */
    public <T> Future<T> submit(String operation, Task<T> task) throws FirmwareException {
        try {
            return thread.submit(task::run);
        } catch (final RejectedExecutionException e) {
            throw new FirmwareException(gone(operation), e);
        }
    }

    /**
     * Runs a task after what runs now, without waiting; not after {@link #close}.
     *
     * @param task what to do
     */
    public void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (final RejectedExecutionException e) {
            LOG.debug("{} is closed", deviceId, e);
        }
    }

    /**
     * Runs a task after some time, unless it is cancelled or the thread is closed before.
     *
     * @param delay how long
     * @param task what to do
     * @return empty when the thread is ending, which lets go of everything anyhow
     */
    public Optional<Future<?>> after(Duration delay, Runnable task) {
        try {
            return Optional.of(thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS));
        } catch (final RejectedExecutionException e) {
            LOG.debug("{} is closing", deviceId, e);
            return Optional.empty();
        }
    }

    /**
     * Ends the thread. Waits for what was handed in, bounded; a task that takes longer goes on by itself and ends the thread then.
     *
     * @param last what to do when nothing runs any more, on the thread, or on this one where the thread was never used
     * @return false when something still runs
     */
    public boolean close(Runnable last) {
        thread.last.compareAndSet(null, last);
        thread.shutdown();
        try {
            return thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return thread.isTerminated();
        }
    }

    /**
     * Whether nothing new is taken any more.
     *
     * @return true after {@link #close}
     */
    public boolean isClosing() {
        return thread.isShutdown();
    }

    /**
     * The failure of something that has to wait for something else.
     *
     * @param operation what was wanted
     * @param other what runs
     * @return the failure
     */
    public Failure busy(String operation, String other) {
        return Failure.of(
                        FailureReason.DEVICE_BUSY,
                        operation,
                        "the device is in the middle of another operation: " + other)
                .on(deviceId)
                .next("Try again when it is done.");
    }

    /**
     * What a task failed with.
     *
     * @param e what {@link Future#get()} made of it
     * @return the failure, to be thrown
     */
    public static FirmwareException unwrap(ExecutionException e) {
        if (e.getCause() instanceof FirmwareException failure) {
            return failure;
        }
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) e.getCause();
    }

    /** Takes nothing new after {@link #shutdown}, does what it has, forgets what is for later, and then does one thing more. */
    private static final class LastThingsLast extends ScheduledThreadPoolExecutor {

        private final AtomicReference<Runnable> last = new AtomicReference<>();

        private LastThingsLast(ThreadFactory threads) {
            super(1, threads);
            setRemoveOnCancelPolicy(true);
            setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }

        @Override
        protected void terminated() {
            try {
                last.get().run();
            } finally {
                super.terminated();
            }
        }
    }

    private Failure gone(String operation) {
        return Failure.of(FailureReason.DEVICE_GONE, operation, "the device or its service was stopped")
                .on(deviceId)
                .next(listCommand + " shows the devices that are there.");
    }

    private Failure cancelled(String operation) {
        return Failure.of(FailureReason.CANCELLED, operation, "cancelled").on(deviceId);
    }
}
