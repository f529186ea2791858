// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import io.platformfirmware.Failure;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.VtpmDevice;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmTransport;
import io.platformfirmware.tpm.VirtualTpmStatus;
import io.platformfirmware.vtpm.Relay.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * The one TPM device of the kernel, while it is wanted and there is everything for it, and the one thread that makes it, answers
 * its commands and takes it away. The thread is never interrupted. Methods may be called from any thread, and none waits but
 * {@link #close()}.
 *
 * <p>A TPM whose service goes may come back at once, because its provider is updated: the kernel's device stays for
 * {@link Times#patience()}, and its commands are answered with {@code TPM_RC_RETRY} meanwhile.
 */
final class KernelDevice implements AutoCloseable {

    /**
     * How long things take.
     *
     * @param look how long a wait for a command is, and so how long it takes until the device goes
     * @param patience how long something may be missing before it is told, and the TPM before the device goes
     * @param firstRetry after a failure; then twice as long each time
     * @param longestRetry the longest of them, and how long a device has to live to be none that failed
     * @param end how long {@link KernelDevice#close()} waits for the thread
     */
    record Times(Duration look, Duration patience, Duration firstRetry, Duration longestRetry, Duration end) {

        static final Times DEFAULTS = new Times(
                Duration.ofMillis(500),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10));
    }

    /** {@code TPM2_GetCapability} of {@code TPM_PT_FAMILY_INDICATOR}: changes nothing, and a TPM in any state has an answer. */
    private static final TpmCommand PROBE = TpmCommand.getCapability(6, 0x100, 1);

    private record Made(String path, Instant since) {}

    private final Times times;
    private final Logger log;
    private final Trouble trouble;
    private final Thread thread;

    private Wanted wanted = Wanted.NOTHING;
    private long changes;
    private long tried;
    private boolean closing;
    private Optional<Relay> relay = Optional.empty();
    private OptionalLong awaySince = OptionalLong.empty();

    private volatile Optional<Made> made = Optional.empty();
    private volatile long commands;
    private volatile long failures;

    /**
     * Starts the thread, as a daemon.
     *
     * @param times how long things take
     * @param log where to say what happens
     */
    KernelDevice(Times times, Logger log) {
        this.times = times;
        this.log = log;
        this.trouble = new Trouble(log);
        this.thread = new Thread(this::run, "vtpm");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Says what the kernel should have from now on. What failed before is tried again at once.
     *
     * @param now what is wanted, and what there is
     */
    synchronized void want(Wanted now) {
        if (!wanted.isSameDevice(now)) {
            relay.ifPresent(Relay::cancel);
        }
        wanted = now;
        changes++;
        notifyAll();
    }

    /**
     * How things stand.
     *
     * @param settingsFault what is wrong with the stored settings
     * @return a snapshot
     */
    VirtualTpmStatus status(Optional<Failure> settingsFault) {
        final Optional<String> transportId;
        synchronized (this) {
            transportId = wanted.transportId();
        }
        final Optional<Made> device = made;
        return new VirtualTpmStatus(
                transportId,
                device.map(Made::path),
                device.map(Made::since),
                trouble.now(),
                commands,
                failures,
                settingsFault);
    }

    /** Takes the device away and ends the thread: at once, where the kernel lets it, and bounded. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            relay.ifPresent(Relay::cancel);
            notifyAll();
        }
        try {
            thread.join(times.end().toMillis());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.warn(
                    "The kernel's TPM device is still there: a call of its driver, or of the TPM's transport, does not end");
        }
    }

    private void run() {
        Duration delay = times.firstRetry();
        for (Optional<Wanted> now = awaitAll(); now.isPresent(); now = awaitAll()) {
            final long start = System.nanoTime();
            if (serve(now.get()) || lasted(start) || awaitChange(delay)) {
                delay = times.firstRetry();
            } else {
                delay = shorter(delay.multipliedBy(2), times.longestRetry());
            }
        }
    }

    private boolean lasted(long start) {
        return System.nanoTime() - start > times.longestRetry().toNanos();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Waits until there is everything for a device. Empty: this is closed. */
    private synchronized Optional<Wanted> awaitAll() {
        final long end = System.nanoTime() + times.patience().toNanos();
        while (!closing && !wanted.complete()) {
            final Optional<Failure> missing = wanted.missing();
            final long left = end - System.nanoTime();
            if (left > 0 || missing.isEmpty()) {
                trouble.is(missing);
            } else {
                trouble.tell(missing.get());
            }
            await(left);
        }
        tried = changes;
        return closing ? Optional.empty() : Optional.of(wanted);
    }

    /** Waits until something else is wanted, or the same again; false: the time is over. */
    private synchronized boolean awaitChange(Duration limit) {
        final long end = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (!closing && changes == tried && left > 0) {
            await(left);
            left = end - System.nanoTime();
        }
        return changes != tried;
    }

    /** Waits for a notification, at most so many nanoseconds; without an end where they are over. */
    private void await(long nanos) {
        try {
            wait(nanos > 0 ? Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)) : 0);
        } catch (final InterruptedException e) {
            // the thread is this object's, and whoever interrupts it wants its end
            closing = true;
        }
    }

    /** Has the kernel make a device, and answers its commands as long as it is wanted. False: something failed. */
    private boolean serve(Wanted now) {
        final String id = now.transportId().orElseThrow();
        final Relay answers = new Relay(id, this::transport);
        begin(answers);
        try {
            return isReady(answers) && serve(now, id, answers);
        } catch (final RuntimeException e) {
            // a node whose bundle was stopped under it, most likely
            log.debug("{}: the node", id, e);
            trouble.tell(VtpmFailures.mistaken(id, e));
            return false;
        } finally {
            end();
        }
    }

    /**
     * Whether the TPM answers. The kernel gives its first commands two seconds and less; a TPM that was not used for long, or is in
     * the middle of something, may need more for the first one.
     */
    private boolean isReady(Relay answers) {
        final Optional<Failure> failure = answers.answer(PROBE.bytes()).failure();
        failure.ifPresent(this::failed);
        return failure.isEmpty();
    }

    private boolean serve(Wanted now, String id, Relay answers) {
        final VtpmDevice device;
        try {
            device = now.proxy().orElseThrow().newTpm2();
        } catch (final ErrnoException e) {
            trouble.tell(VtpmFailures.notMade(id, e));
            return false;
        }
        final String path = "/dev/tpm" + device.number();
        try (device) {
            made = Optional.of(new Made(path, Instant.now()));
            trouble.is(Optional.empty());
            log.info("{} is {} of the kernel", id, path);
            final Optional<String> wrong = answer(now, device, answers);
            wrong.ifPresent(why -> trouble.tell(VtpmFailures.badBeginning(id, why)));
            return wrong.isEmpty();
        } catch (final ErrnoException e) {
            trouble.tell(VtpmFailures.ended(id, e));
            return false;
        } finally {
            made = Optional.empty();
            log.info("{} is not {} any more", id, path);
        }
    }

    /** Answers commands; ends with what went wrong in the beginning, or without when the device is not wanted any more. */
    private Optional<String> answer(Wanted now, VtpmDevice device, Relay answers) throws ErrnoException {
        final Beginning beginning = new Beginning();
        while (isWanted(now)) {
            final Optional<byte[]> command = device.readCommand(times.look());
            if (command.isPresent()) {
                final long start = System.nanoTime();
                final Answer answer = answers.answer(command.get());
                write(device, answer);
                final Optional<String> wrong = answer.toDriver()
                        ? Optional.empty()
                        : beginning.wrong(
                                command.get(), answer.failure().isEmpty(), Duration.ofNanos(System.nanoTime() - start));
                if (wrong.isPresent() && isWanted(now)) {
                    return wrong;
                }
            }
        }
        return Optional.empty();
    }

    private synchronized void begin(Relay answers) {
        relay = Optional.of(answers);
        awaySince = OptionalLong.empty();
    }

    private synchronized void end() {
        relay = Optional.empty();
    }

    private synchronized Optional<TpmTransport> transport() {
        return wanted.transport();
    }

    /** Whether a device is to stay: the same is wanted, and its TPM is there, or was a moment ago. */
    private synchronized boolean isWanted(Wanted now) {
        if (closing || !wanted.isSameDevice(now)) {
            return false;
        }
        if (wanted.transport().isPresent()) {
            if (awaySince.isPresent()) {
                awaySince = OptionalLong.empty();
                trouble.is(Optional.empty());
            }
            return true;
        }
        if (awaySince.isEmpty()) {
            awaySince = OptionalLong.of(System.nanoTime());
        }
        trouble.is(wanted.transportId().map(id -> VtpmFailures.away(id, times.patience())));
        return System.nanoTime() - awaySince.getAsLong() < times.patience().toNanos();
    }

    private void write(VtpmDevice device, Answer answer) throws ErrnoException {
        boolean inTime = true;
        try {
            device.write(answer.bytes());
        } catch (final ErrnoException e) {
            if (!e.is(Errno.EIO)) {
                throw e;
            }
            // the kernel has given the command up, and perhaps sent another one
            log.debug("a response came too late", e);
            inTime = false;
        }
        if (!answer.toDriver()) {
            commands++;
            failures += answer.failure().isPresent() || !inTime ? 1 : 0;
            answer.failure().ifPresentOrElse(this::failed, trouble::over);
        }
    }

    private void failed(Failure failure) {
        switch (failure.reason()) {
            case INVALID_VALUE, CANCELLED -> log.debug("{}", failure);
            case DEVICE_GONE, SUSPENDED -> trouble.is(Optional.of(failure));
            default -> trouble.tell(failure);
        }
    }
}
