// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetryListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubscriptionTest {

    private static final Failure TROUBLE = Failure.of(FailureReason.DEVICE_BUSY, "read log", "busy");

    private final Recorder recorder = new Recorder();
    private final CompletableFuture<Optional<LogPosition>> joined = new CompletableFuture<>();
    private final Subscription subscription = new Subscription("pfrt9", recorder);

    private int offset;

    @AfterEach
    void end() {
        recorder.release();
        subscription.abandon();
        Await.endOfThreads();
    }

    private LogPosition place() {
        return new LogPosition(LogType.EXECUTION, 4096, 0, 0, offset);
    }

    private LogWritten written(int size) {
        offset += size;
        return new LogWritten(LogBytes.of(new byte[size]), place());
    }

    /** Starts with a listener that has taken one byte and does not return. */
    private void startHeld() {
        recorder.hold();
        subscription.start(joined::complete);
        subscription.happened(written(1));
        Await.until("the listener to be told", () -> listenerWaits());
    }

    private static boolean listenerWaits() {
        return Thread.getAllStackTraces().entrySet().stream()
                .anyMatch(thread -> thread.getKey().getName().equals("pfrt9-listener")
                        && List.of(thread.getValue()).toString().contains("awaitRelease"));
    }

    @Test
    void tellsInOrderOnAThreadOfItsOwn() {
        final List<String> threads = new ArrayList<>();
        final List<TelemetryEvent> events = List.of(
                written(1), new LogReset(place()), new LogGap(LogGap.Cause.OVERWRITTEN, OptionalLong.of(3), place()));
        final Recorder told = new Recorder();
        final Subscription own = new Subscription("pfrt9", (id, event) -> {
            threads.add(id + " " + Thread.currentThread().getName());
            told.happened(id, event);
        });
        own.start(from -> {});

        events.forEach(own::happened);
        own.finish();
        own.awaitEnd(Long.MAX_VALUE);

        assertThat(told.events()).isEqualTo(events);
        assertThat(threads).hasSize(3).containsOnly("pfrt9 pfrt9-listener");
    }

    @Test
    void leavesOutWithOneGapWhatAListenerDoesNotTakeInTime() {
        startHeld();
        subscription.happened(written(Subscription.MAX_BYTES));
        subscription.happened(written(10));
        subscription.happened(written(20));
        subscription.happened(written(30));

        recorder.release();
        recorder.awaitEvents(3);
        subscription.happened(written(5));
        recorder.awaitEvents(4);

        assertThat(recorder.events().get(2))
                .isEqualTo(new LogGap(
                        LogGap.Cause.SLOW_LISTENER,
                        OptionalLong.of(60),
                        new LogPosition(LogType.EXECUTION, 4096, 0, 0, Subscription.MAX_BYTES + 61)));
        assertThat(recorder.bytes().size()).isEqualTo(Subscription.MAX_BYTES + 6);
    }

    @Test
    void leavesOutMessagesToo() {
        startHeld();
        final int more = 5;
        IntStream.range(0, Subscription.MAX_MESSAGES + more).forEach(i -> subscription.happened(written(1)));

        recorder.release();
        recorder.awaitEvents(Subscription.MAX_MESSAGES + 2);

        assertThat(recorder.events()).hasSize(Subscription.MAX_MESSAGES + 2);
        assertThat(recorder.events().get(Subscription.MAX_MESSAGES + 1))
                .isEqualTo(new LogGap(LogGap.Cause.SLOW_LISTENER, OptionalLong.of(more), place()));
    }

    @Test
    void passesOnWhatFitsBetweenWhatIsLeftOut() {
        startHeld();
        subscription.happened(written(Subscription.MAX_BYTES));
        subscription.happened(written(10));
        subscription.happened(new LogGap(LogGap.Cause.OVERWRITTEN, OptionalLong.of(7), place()));
        subscription.happened(written(10));
        recorder.release();
        recorder.awaitEvents(5);

        assertThat(recorder.events().stream().filter(LogGap.class::isInstance).map(event -> ((LogGap) event).lost()))
                .containsExactly(OptionalLong.of(10), OptionalLong.of(7), OptionalLong.of(10));
    }

    @Test
    void leavesOutAResetOrAnotherTypeAsSomethingUnknown() {
        startHeld();
        IntStream.range(0, Subscription.MAX_MESSAGES).forEach(i -> subscription.happened(written(1)));
        subscription.happened(new LogReset(place()));
        subscription.happened(written(3));
        subscription.happened(new LogTypeChange(LogType.HISTORY, place()));

        recorder.release();
        recorder.awaitEvents(Subscription.MAX_MESSAGES + 2);

        assertThat(recorder.events().get(Subscription.MAX_MESSAGES + 1))
                .isEqualTo(new LogGap(LogGap.Cause.SLOW_LISTENER, OptionalLong.empty(), place()));
    }

    @Test
    void passesOnAlsoWhatIsLargerThanWhatIsKept() {
        subscription.start(joined::complete);

        subscription.happened(written(3 * Subscription.MAX_BYTES));

        recorder.awaitEvents(1);
        assertThat(recorder.bytes().size()).isEqualTo(3 * Subscription.MAX_BYTES);
    }

    @Test
    void tellsOnceThatTheLogCanNotBeReadUntilItCan() {
        subscription.start(joined::complete);
        subscription.unreadable(TROUBLE);
        subscription.unreadable(TROUBLE);
        subscription.readable();
        subscription.happened(written(1));
        subscription.unreadable(TROUBLE);

        recorder.awaitFailures(2);
        subscription.finish();
        subscription.awaitEnd(Long.MAX_VALUE);

        assertThat(recorder.failures()).containsExactly(TROUBLE, TROUBLE);
    }

    @Test
    void keepsNoMoreTroublesThanAnythingElse() {
        startHeld();
        for (int i = 0; i < 2 * Subscription.MAX_MESSAGES; i++) {
            subscription.unreadable(TROUBLE);
            subscription.readable();
        }
        subscription.happened(written(1));
        recorder.release();
        subscription.finish();
        subscription.awaitEnd(Long.MAX_VALUE);

        assertThat(recorder.failures()).hasSizeLessThanOrEqualTo(Subscription.MAX_MESSAGES);
        assertThat(recorder.events()).hasSize(2);
    }

    @Test
    void tellsATroubleThatItHadNoRoomForLater() {
        startHeld();
        IntStream.range(0, Subscription.MAX_MESSAGES).forEach(i -> subscription.happened(written(1)));
        subscription.unreadable(TROUBLE);
        recorder.release();
        recorder.awaitEvents(Subscription.MAX_MESSAGES + 1);

        subscription.unreadable(TROUBLE);

        recorder.awaitFailures(1);
    }

    @Test
    void goesOnAfterAListenerThatThrows() {
        final AtomicInteger calls = new AtomicInteger();
        final Recorder told = new Recorder();
        final Subscription own = new Subscription("pfrt9", new TelemetryListener() {
            @Override
            public void happened(String deviceId, TelemetryEvent event) {
                switch (calls.getAndIncrement()) {
                    case 0 -> throw new IllegalStateException("a defect");
                    case 1 -> throw new NoClassDefFoundError("its bundle was refreshed");
                    case 2 -> Thread.currentThread().interrupt();
                    default -> told.happened(deviceId, event);
                }
            }

            @Override
            public void unreadable(String deviceId, Failure why) {
                throw new IllegalStateException("another defect");
            }
        });
        own.start(from -> {});
        IntStream.range(0, 3).forEach(i -> own.happened(written(1)));
        Await.until("three calls", () -> calls.get() == 3);
        own.unreadable(TROUBLE);
        own.happened(written(4));

        told.awaitEvents(1);
        own.finish();
        own.awaitEnd(Long.MAX_VALUE);
        assertThat(told.bytes().size()).isEqualTo(4);
    }

    @Test
    void beginsWhereAListenerSays() throws Exception {
        assertThat(begins(Optional.of(place()))).contains(place());
        assertThat(begins(Optional.empty())).isEmpty();
    }

    @Test
    void beginsNowWhenAListenerCanNotSayWhere() throws Exception {
        assertThat(begins(null)).isEmpty();
        subscription.abandon();
        final Subscription throwing = new Subscription("pfrt9", new TelemetryListener() {
            @Override
            public void happened(String deviceId, TelemetryEvent event) {}

            @Override
            public Optional<LogPosition> resumeFrom(String deviceId) {
                throw new IllegalStateException("its file can not be read");
            }
        });
        throwing.start(joined::complete);
        assertThat(joined.get()).isEmpty();
        throwing.abandon();
    }

    private static Optional<LogPosition> begins(Optional<LogPosition> answer) throws Exception {
        final CompletableFuture<Optional<LogPosition>> where = new CompletableFuture<>();
        final Subscription own = new Subscription("pfrt9", new Recorder(answer));
        own.start(where::complete);
        try {
            return where.get();
        } finally {
            own.abandon();
        }
    }

    @Test
    void tellsWhatThereIsBeforeItEnds() {
        startHeld();
        subscription.happened(written(2));
        subscription.happened(written(3));
        subscription.finish();
        subscription.happened(written(100));
        recorder.release();
        subscription.awaitEnd(Long.MAX_VALUE);

        assertThat(recorder.bytes().size()).isEqualTo(6);
    }

    @Test
    void doesNotWaitForEverForAListenerThatIsBlocked() {
        startHeld();
        subscription.happened(written(2));
        subscription.finish();

        subscription.awaitEnd(System.nanoTime());

        recorder.release();
        Await.endOfThreads();
        assertThat(recorder.bytes().size()).as("only what it was told already").isOne();
    }

    @Test
    void tellsNothingAfterItWasAbandoned() {
        startHeld();
        subscription.happened(written(2));
        subscription.abandon();
        subscription.unreadable(TROUBLE);
        recorder.release();
        Await.endOfThreads();

        assertThat(recorder.events()).hasSize(1);
        assertThat(recorder.failures()).isEmpty();
    }
}
