// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnerThreadTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Failure FAILURE = Failure.of(FailureReason.IO_ERROR, "q", "no");

    private final OwnerThread owner = new OwnerThread("fake0", "fake:list", Duration.ofMinutes(1));
    private final OwnerThread impatient = new OwnerThread("fake0", "fake:list", SHORT);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);

    @AfterEach
    void end() {
        finish.countDown();
        owner.close(() -> {});
        impatient.close(() -> {});
    }

    @Test
    void isOneDaemonNamedAfterTheDevice() throws Exception {
        final Thread asked = owner.query("q", Thread::currentThread);
        final Thread submitted =
                owner.<Thread>submit("s", Thread::currentThread).get();
        final CompletableFuture<Thread> later = new CompletableFuture<>();
        owner.later(() -> later.complete(Thread.currentThread()));
        final CompletableFuture<Thread> afterSomeTime = new CompletableFuture<>();
        owner.after(Duration.ofNanos(1), () -> afterSomeTime.complete(Thread.currentThread()));

        assertThat(List.of(submitted, later.get(), afterSomeTime.get())).containsOnly(asked);
        assertThat(asked.getName()).isEqualTo("fake0-owner");
        assertThat(asked.isDaemon()).isTrue();
    }

    @Test
    void doesOneThingAfterTheOther() throws Exception {
        final List<Integer> order = new CopyOnWriteArrayList<>();
        block(owner);
        for (int i = 0; i < 5; i++) {
            final int number = i;
            owner.later(() -> order.add(number));
        }
        finish.countDown();

        assertThat(owner.<List<Integer>>query("q", () -> List.copyOf(order))).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void passesOnWhatATaskFailsWith() {
        assertThat(catchThrowable(() -> owner.query("q", () -> {
                    throw FAILURE.asException();
                })))
                .isInstanceOfSatisfying(
                        FirmwareException.class, e -> assertThat(e.failure()).isEqualTo(FAILURE));
        assertThat(catchThrowable(() -> owner.query("q", () -> {
                    throw new IllegalStateException("a defect");
                })))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a defect");
        assertThat(catchThrowable(() -> owner.query("q", () -> {
                    throw new NoClassDefFoundError("a bundle that is gone");
                })))
                .isInstanceOf(NoClassDefFoundError.class);
        assertThat(catchThrowable(() -> {
                    throw OwnerThread.unwrap(new ExecutionException(FAILURE.asException()));
                }))
                .isInstanceOf(FirmwareException.class);
    }

    @Test
    void outlivesATaskThatFails() throws Exception {
        owner.later(() -> {
            throw new IllegalStateException("a defect");
        });

        assertThat(owner.<String>query("q", () -> "alive")).isEqualTo("alive");
    }

    @Test
    void givesUpAQueryThatTakesLong() throws Exception {
        final FirmwareException e = catchThrowableOfType(
                FirmwareException.class,
                () -> impatient.query("query", () -> {
                    await(finish);
                    return null;
                }));

        assertThat(e.reason()).isEqualTo(FailureReason.DEVICE_BUSY);
        assertThat(e.failure().deviceId()).contains("fake0");
    }

    @Test
    void doesNotDoWhatNobodyWaitsForAnyMore() throws Exception {
        final List<String> done = new CopyOnWriteArrayList<>();
        block(impatient);

        final FirmwareException e =
                catchThrowableOfType(FirmwareException.class, () -> impatient.query("late", () -> done.add("late")));
        finish.countDown();
        impatient.close(() -> done.add("end"));
        while (!done.contains("end")) {
            Thread.onSpinWait();
        }

        assertThat(e.reason()).isEqualTo(FailureReason.DEVICE_BUSY);
        assertThat(done).containsExactly("end");
    }

    @Test
    void neverInterruptsATaskWhoseCallerIsInterrupted() throws Exception {
        final AtomicReference<FirmwareException> seen = new AtomicReference<>();
        final CompletableFuture<Boolean> flagKept = new CompletableFuture<>();
        final CompletableFuture<Boolean> interruptedInside = new CompletableFuture<>();
        final Thread caller = new Thread(() -> {
            seen.set(catchThrowableOfType(
                    FirmwareException.class,
                    () -> owner.query("query", () -> {
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
        finish.countDown();

        assertThat(seen.get().reason()).isEqualTo(FailureReason.CANCELLED);
        assertThat(flagKept.get()).isTrue();
        assertThat(interruptedInside.get()).isFalse();
    }

    @Test
    void forgetsATimerThatIsCancelled() throws Exception {
        final List<String> done = new CopyOnWriteArrayList<>();
        final Future<?> timer = owner.after(LONG, () -> done.add("timer")).orElseThrow();
        timer.cancel(false);

        assertThat(owner.close(() -> done.add("end")))
                .as("nothing is left to wait for")
                .isTrue();
        assertThat(done).containsExactly("end");
    }

    @Test
    void letsWhatRunsEndBeforeItCloses() throws Exception {
        final List<String> order = new CopyOnWriteArrayList<>();
        block(owner);
        owner.later(() -> order.add("waiting"));
        final CompletableFuture<Boolean> closing =
                CompletableFuture.supplyAsync(() -> owner.close(() -> order.add("last")));
        while (!owner.isClosing()) {
            Thread.onSpinWait();
        }
        finish.countDown();

        assertThat(closing.get()).isTrue();
        assertThat(order).containsExactly("waiting", "last");
    }

    @Test
    void doesTheLastThingLastWhoeverHandsInWhat() throws Exception {
        for (int round = 0; round < 300; round++) {
            final OwnerThread one = new OwnerThread("fake0", "fake:list", Duration.ofMinutes(1));
            final Deque<String> order = new ConcurrentLinkedDeque<>();
            final CountDownLatch begun = new CountDownLatch(1);
            final Thread busy = new Thread(() -> {
                while (!one.isClosing()) {
                    one.later(() -> order.add("task"));
                    begun.countDown();
                }
            });
            busy.start();
            begun.await();

            assertThat(one.close(() -> order.add("last"))).isTrue();

            busy.join();
            assertThat(order.peekLast()).isEqualTo("last");
        }
    }

    @Test
    void forgetsWhatIsForLaterWhenItCloses() {
        final List<String> done = new CopyOnWriteArrayList<>();
        owner.after(LONG, () -> done.add("timer"));

        assertThat(owner.close(() -> done.add("last"))).isTrue();

        assertThat(done).containsExactly("last");
    }

    @Test
    void takesNothingNewOnceItIsClosed() {
        final List<String> done = new CopyOnWriteArrayList<>();
        assertThat(owner.isClosing()).isFalse();
        owner.close(() -> done.add("last"));

        final FirmwareException e =
                catchThrowableOfType(FirmwareException.class, () -> owner.query("late", () -> done.add("query")));
        owner.later(() -> done.add("later"));

        assertThat(owner.isClosing()).isTrue();
        assertThat(e.reason()).isEqualTo(FailureReason.DEVICE_GONE);
        assertThat(e.failure().nextStep()).get().asString().startsWith("fake:list ");
        assertThat(catchThrowableOfType(FirmwareException.class, () -> owner.submit("late", () -> done.add("submit")))
                        .reason())
                .isEqualTo(FailureReason.DEVICE_GONE);
        assertThat(owner.after(LONG, () -> done.add("after"))).isEqualTo(Optional.empty());
        assertThat(owner.close(() -> done.add("again"))).isTrue();
        assertThat(done).containsExactly("last");
    }

    @Test
    void closesWithinItsPatienceThoughATaskDoesNotEnd() throws Exception {
        final CountDownLatch last = new CountDownLatch(1);
        block(impatient);

        assertThat(impatient.close(last::countDown)).isFalse();

        finish.countDown();
        last.await();
        while (!impatient.close(() -> {})) {
            Thread.onSpinWait();
        }
    }

    @Test
    void closesForAnInterruptedCallerToo() throws Exception {
        block(owner);
        Thread.currentThread().interrupt();

        assertThat(owner.close(() -> {})).isFalse();
        assertThat(Thread.interrupted()).as("flag kept").isTrue();
    }

    @Test
    void saysWhatIsBusy() {
        assertThat(owner.busy("query", "update of capsule 0123"))
                .hasToString("fake0: query: the device is in the middle of another operation: update of capsule 0123");
    }

    /** Holds the thread until {@link #finish}. */
    private void block(OwnerThread thread) throws InterruptedException {
        thread.later(() -> {
            entered.countDown();
            await(finish);
        });
        entered.await();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            throw new AssertionError("the owner thread is never interrupted", e);
        }
    }
}
