// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.pfru.TelemetryDevices.Telemetry;
import io.platformfirmware.telemetry.TelemetryService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls to services that may hang, fail or vanish, for somebody who can not wait for them. Each call has a thread of its own
 * that ends with it and is never interrupted: it may be inside a driver. While one hangs no other is made, so there is one
 * such thread at most.
 *
 * <p>Used by one thread.
 */
final class BoundedCalls {

    /** What a service is asked. */
    @FunctionalInterface
    interface Call<T> {
        T to(TelemetryService service) throws FirmwareException;
    }

    private static final String OPERATION = "read telemetry";

    private final ThreadFactory threads;
    private Optional<Future<?>> hanging = Optional.empty();

    /**
     * No call hangs yet.
     *
     * @param threads makes the thread of each call
     */
    BoundedCalls(ThreadFactory threads) {
        this.threads = threads;
    }

    /** Calls on daemon threads of this name. */
    static BoundedCalls named(String threadName) {
        return new BoundedCalls(task -> {
            final Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Makes a call.
     *
     * @param telemetry the device and its service
     * @param bound how long to wait for the answer
     * @param call what to ask
     * @return the answer
     * @throws FirmwareException whatever the service threw, of any kind; {@code DEVICE_BUSY} when it took too long, or an earlier call
     *     has not ended yet
     */
    <T> T call(Telemetry telemetry, Duration bound, Call<T> call) throws FirmwareException {
        final String id = telemetry.identity().id();
        if (hanging.filter(earlier -> !earlier.isDone()).isPresent()) {
            throw failure(FailureReason.DEVICE_BUSY, id, "an earlier call to the telemetry service has not ended yet")
                    .asException();
        }
        final FutureTask<T> answer = new FutureTask<>(() -> call.to(telemetry.service()));
        try {
            threads.newThread(answer).start();
        } catch (final OutOfMemoryError e) {
            // says that the system gives no more threads; memory is not short
            throw new FirmwareException(failure(FailureReason.IO_ERROR, id, "no thread for it: " + e.getMessage()), e);
        }
        hanging = Optional.of(answer);
        try {
            final T value = answer.get(bound.toNanos(), TimeUnit.NANOSECONDS);
            hanging = Optional.empty();
            return value;
        } catch (final TimeoutException e) {
            throw new FirmwareException(
                    failure(
                            FailureReason.DEVICE_BUSY,
                            id,
                            "the telemetry service gave no answer within " + bound.toMillis() + " ms"),
                    e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FirmwareException(failure(FailureReason.CANCELLED, id, "cancelled"), e);
        } catch (final ExecutionException e) {
            throw e.getCause() instanceof FirmwareException expected
                    ? expected
                    : new FirmwareException(
                            failure(FailureReason.IO_ERROR, id, "the telemetry service failed: " + e.getCause()),
                            e.getCause());
        }
    }

    /** What {@link #call} says of a service that is not there any more. */
    static FirmwareException gone(String id) {
        return failure(FailureReason.DEVICE_GONE, id, "the telemetry device or its service went away meanwhile")
                .asException();
    }

    private static Failure failure(FailureReason reason, String id, String message) {
        return Failure.of(reason, OPERATION, message)
                .on(id)
                .next("The update is not concerned. What the firmware wrote may still stand in its log.");
    }
}
