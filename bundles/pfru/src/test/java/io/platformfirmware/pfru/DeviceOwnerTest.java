// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeviceOwnerTest {

    private static final UpdateProgress PROGRESS =
            new UpdateProgress("id", UpdatePhase.LOAD, UpdateProgress.Event.STARTED, Duration.ZERO);

    private final DeviceOwner owner = new DeviceOwner("pfru0", Duration.ofSeconds(5));
    private final DeviceOwner impatient = new DeviceOwner("pfru0", Duration.ofMillis(20));
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);

    @AfterEach
    void end() {
        finish.countDown();
        owner.close(() -> {});
        impatient.close(() -> {});
    }

    @Test
    void runsEverythingOnOneThreadNamedAfterTheDevice() throws Exception {
        final String query = owner.query("q", () -> Thread.currentThread().getName());
        final String operation = owner.operate(
                "o", UpdateListener.NONE, (l, c) -> Thread.currentThread().getName());

        assertThat(List.of(query, operation)).containsOnly("pfru0-owner");
    }

    @Test
    void tellsTheListenerOnTheCallingThreadInOrder() throws Exception {
        final List<String> told = new ArrayList<>();

        owner.operate("o", p -> told.add(Thread.currentThread().getName()), (listener, c) -> {
            listener.progressed(PROGRESS);
            listener.progressed(PROGRESS);
            return null;
        });

        assertThat(told).hasSize(2).containsOnly(Thread.currentThread().getName());
    }

    @Test
    void doesNotLetAListenerThatFailsSpoilTheOperation() throws Exception {
        final UpdateListener broken = p -> {
            throw new IllegalStateException("broken listener");
        };

        assertThat(owner.<String>operate("o", broken, (listener, c) -> {
                    listener.progressed(PROGRESS);
                    return "done";
                }))
                .isEqualTo("done");
    }

    @Test
    void refusesAnythingElseWhileAnOperationRunsAndNamesIt() throws Exception {
        final CompletableFuture<String> first = longOperation(owner);
        entered.await();

        assertThat(catchThrowableOfType(
                        FirmwareException.class, () -> owner.operate("second", UpdateListener.NONE, (l, c) -> null)))
                .hasMessageContaining("first")
                .extracting(FirmwareException::reason)
                .isEqualTo(FailureReason.DEVICE_BUSY);
        assertThat(catchThrowableOfType(FirmwareException.class, () -> owner.query("query", () -> null))
                        .reason())
                .isEqualTo(FailureReason.DEVICE_BUSY);
        finish.countDown();
        assertThat(first.get()).isEqualTo("done");
        assertThat(owner.<String>query("query", () -> "free again")).isEqualTo("free again");
    }

    @Test
    void isFreeAgainAfterAnOperationThatFailed() throws Exception {
        final Throwable thrown = catchThrowable(() -> owner.operate("o", UpdateListener.NONE, (l, c) -> {
            throw new IllegalStateException("a defect");
        }));

        assertThat(thrown).isInstanceOf(IllegalStateException.class);
        assertThat(owner.<String>query("query", () -> "free again")).isEqualTo("free again");
    }

    @Test
    void neverInterruptsTheOperationWhenItsCallerGivesUp() throws Exception {
        final AtomicReference<FirmwareException> seen = new AtomicReference<>();
        final CompletableFuture<Boolean> interruptedInside = new CompletableFuture<>();
        final CompletableFuture<Boolean> flagKept = new CompletableFuture<>();
        final Thread caller = new Thread(() -> {
            seen.set(catchThrowableOfType(
                    FirmwareException.class,
                    () -> impatient.operate("stage", UpdateListener.NONE, (l, c) -> {
                        entered.countDown();
                        await(finish);
                        return interruptedInside.complete(Thread.currentThread().isInterrupted());
                    })));
            flagKept.complete(Thread.currentThread().isInterrupted());
        });
        caller.start();
        entered.await();
        caller.interrupt();
        caller.join();

        assertThat(seen.get().reason()).isEqualTo(FailureReason.STILL_RUNNING);
        assertThat(flagKept.get()).isTrue();
        finish.countDown();
        assertThat(interruptedInside.get()).isFalse();
    }

    @Test
    void letsTheOperationEndEarlyWhenItsCallerGivesUpInTime() throws Exception {
        final AtomicReference<Throwable> seen = new AtomicReference<>();
        final Thread caller = new Thread(() ->
                seen.set(catchThrowable(() -> owner.operate("o", UpdateListener.NONE, (l, cancellation) -> {
                    entered.countDown();
                    while (!cancellation.isRequested()) {
                        Thread.onSpinWait();
                    }
                    throw new IllegalStateException("noticed");
                }))));
        caller.start();
        entered.await();
        caller.interrupt();
        caller.join();

        assertThat(seen.get()).hasMessage("noticed");
    }

    @Test
    void letsTheOperationInFlightEndBeforeItCloses() throws Exception {
        final List<String> order = new CopyOnWriteArrayList<>();
        final CompletableFuture<String> first = longOperation(owner, () -> order.add("done"));
        entered.await();
        final CompletableFuture<Void> closing =
                CompletableFuture.runAsync(() -> owner.close(() -> order.add("released")));
        finish.countDown();
        closing.get();
        first.get();

        assertThat(order).containsExactly("done", "released");
        assertThat(catchThrowableOfType(FirmwareException.class, () -> owner.query("late", () -> null))
                        .reason())
                .isEqualTo(FailureReason.DEVICE_GONE);
        assertThat(catchThrowableOfType(
                                FirmwareException.class,
                                () -> owner.operate("late", UpdateListener.NONE, (l, c) -> null))
                        .reason())
                .isEqualTo(FailureReason.DEVICE_GONE);
    }

    @Test
    void closesWithinItsPatienceThoughTheFirmwareDoesNotEnd() throws Exception {
        final CompletableFuture<String> stuck = longOperation(impatient);
        entered.await();

        impatient.close(() -> {});

        assertThat(stuck).isNotDone();
        finish.countDown();
        assertThat(stuck.get(10, TimeUnit.SECONDS)).isEqualTo("done");
    }

    private CompletableFuture<String> longOperation(DeviceOwner on) {
        return longOperation(on, () -> {});
    }

    private CompletableFuture<String> longOperation(DeviceOwner on, Runnable last) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return on.operate("first", UpdateListener.NONE, (l, c) -> {
                    entered.countDown();
                    await(finish);
                    last.run();
                    return "done";
                });
            } catch (final FirmwareException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            throw new AssertionError("the owner thread is never interrupted", e);
        }
    }
}
