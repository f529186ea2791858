// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxClockTest {

    private final FakeKernel kernel = new FakeKernel();
    private final LinuxClock faked = new LinuxClock(new SystemCalls(kernel));
    private final LinuxClock real = new LinuxClock(new SystemCalls(JnaKernel.load(new RecordingLogger())));

    @Test
    void asksForTheClockThatGoesOnWhileSuspended() {
        kernel.answer(1234);

        assertThat(faked.nanos()).isEqualTo(1234);
        assertThat(kernel.asked()).containsExactly("clock 7");
    }

    @Test
    void neverGoesBack() {
        long last = real.nanos();
        for (int i = 0; i < 1000; i++) {
            final long now = real.nanos();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
    }

    @Test
    void saysThatTheKernelHasNoSuchClock() {
        kernel.answer(-22);

        assertThatIllegalStateException()
                .isThrownBy(faked::nanos)
                .withMessageContaining("CLOCK_BOOTTIME: clock_gettime: EINVAL");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100_000, 5_000_000})
    void sleepsAtLeastAsLongAsAsked(long nanos) {
        final long start = real.nanos();

        real.sleep(nanos);

        assertThat(real.nanos() - start).isGreaterThanOrEqualTo(nanos);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void doesNothingForNothing(long nanos) {
        faked.sleep(nanos);

        assertThat(kernel.asked()).isEmpty();
    }

    @Test
    void sleepsOnUntilTheClockSaysSo() {
        kernel.answer(1_000_000, 1_000_000, 1_099_999, 1_100_000);

        faked.sleep(100_000);

        assertThat(kernel.asked()).hasSize(4);
    }

    /** As after a suspend: the clock went on further than the thread slept. */
    @Test
    void doesNotSleepOnWhenMoreTimeWentThanAsked() {
        kernel.answer(0, Duration.ofHours(3).toNanos());

        faked.sleep(100_000);

        assertThat(kernel.asked()).hasSize(2);
    }

    @Test
    void sleepsAsLongOnAnInterruptedThreadAndLeavesItInterrupted() {
        final long start = real.nanos();

        Thread.currentThread().interrupt();
        real.sleep(5_000_000);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(real.nanos() - start).isGreaterThanOrEqualTo(5_000_000);
    }

    @Test
    void sleepsOnWhenItIsInterrupted() throws Exception {
        final long hour = Duration.ofHours(1).toNanos();
        final AtomicLong now = new AtomicLong();
        for (int i = 0; i < 1000; i++) {
            kernel.answer(now::get);
        }
        final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        final Thread sleeper = new Thread(
                () -> {
                    faked.sleep(hour);
                    interrupted.complete(Thread.interrupted());
                },
                "sleeper");
        sleeper.start();
        Await.until(() -> sleeper.getState() == Thread.State.TIMED_WAITING, "a sleep");
        final int looked = kernel.asked().size();

        sleeper.interrupt();

        Await.until(() -> kernel.asked().size() > looked, "a look at the clock");
        Await.until(() -> sleeper.getState() == Thread.State.TIMED_WAITING, "a sleep that goes on");
        assertThat(interrupted).isNotDone();
        now.set(hour);
        LockSupport.unpark(sleeper);
        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        sleeper.join();
    }
}
