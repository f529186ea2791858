// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmExchange;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * One command on its way. The first that happens to it is its answer: a response, a failure, a cancel, the end of its time. Safe for use
 * by several threads, but for {@link Call}, which is the owner thread's.
 */
final class Exchange implements TpmExchange, Call {

    private final TpmCommand command;
    private final Optional<Duration> deadline;
    private final Cr50Failures failures;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private final long submitted = System.nanoTime();
    private volatile boolean sent;
    private BooleanSupplier interrupted = () -> false;

    /**
     * A command that waits.
     *
     * @param command what to send
     * @param deadline how long its sender waits, from now on
     */
    Exchange(TpmCommand command, Optional<Duration> deadline, Cr50Failures failures) {
        this.command = command;
        this.deadline = deadline;
        this.failures = failures;
        deadline.ifPresent(time -> answer.orTimeout(time.toNanos(), TimeUnit.NANOSECONDS));
    }

    TpmCommand command() {
        return command;
    }

    /**
     * Its turn has come.
     *
     * @param clock of the device, which counts the time that the machine sleeps
     * @param gone whether the device has gone meanwhile
     */
    void begin(DeviceClock clock, BooleanSupplier gone) {
        final long start = clock.nanos();
        final long waited = System.nanoTime() - submitted;
        interrupted = () -> gone.getAsBoolean()
                || deadline.isPresent()
                        && clock.nanos() - start >= deadline.get().toNanos() - waited
                        && expire();
    }

    @Override
    public byte[] response() throws FirmwareException {
        try {
            return answer.get().clone();
        } catch (final InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw new FirmwareException(failures.cancelled(command.name(), sent), e);
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new FirmwareException(failures.late(command.name(), sent), e);
            }
            if (e.getCause() instanceof FirmwareException failure) {
                throw new FirmwareException(failure.failure(), failure);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void cancel() {
        fail(failures.cancelled(command.name(), sent).asException());
    }

    @Override
    public boolean isDone() {
        return answer.isDone();
    }

    @Override
    public boolean isOver() {
        return answer.isDone() || interrupted.getAsBoolean();
    }

    @Override
    public void sent() {
        sent = true;
    }

    /** Hands the response over; false where nobody waits for it any more. */
    boolean answer(byte[] response) {
        return answer.complete(response);
    }

    /** Tells why there is none; false where nobody waits for it any more. */
    boolean fail(Throwable why) {
        return answer.completeExceptionally(why);
    }

    private boolean expire() {
        fail(failures.late(command.name(), sent).asException());
        return true;
    }
}
