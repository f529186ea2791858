// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FailureReason;
import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.simulator.LogSettings;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryChange;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The firmware writes while its log is copied: what is kept was there before and afterwards. */
class WrittenWhileCopiedTest extends OnTheBench {

    private static final int CAPACITY = LogSettings.DEFAULT_EXECUTION_SIZE;

    /** Does something before a call, the first times that it is made. */
    private PfrtTelemetryService with(String call, int times, Runnable action) {
        final AtomicInteger left = new AtomicInteger(times);
        return bench.over(new WatchedDevice(bench.device, made -> {
            if (made.equals(call) && left.getAndDecrement() > 0) {
                action.run();
            }
        }));
    }

    private static String turn(int turns, int more) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < turns * CAPACITY + more; i++) {
            text.append("line ").append(i).append('\n');
        }
        text.setLength(turns * CAPACITY + more);
        return text.toString();
    }

    private static String last(String text, int count) {
        return text.substring(text.length() - count);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 100, 3000, CAPACITY - 101, CAPACITY - 1})
    void aSnapshotLosesExactlyWhatWasOverwritten(int meanwhile) throws Exception {
        final String written = turn(1, 100);
        bench.write(written);

        final String kept = with(WatchedDevice.READ, 1, () -> bench.write("!".repeat(meanwhile)))
                .snapshot()
                .bytes()
                .text();

        assertThat(kept).isEqualTo(last(written, CAPACITY - meanwhile));
    }

    @Test
    void aSnapshotLosesNothingWhereThereIsRoom() throws Exception {
        bench.write("before");

        assertThat(with(WatchedDevice.READ, 1, () -> bench.write("meanwhile"))
                        .snapshot()
                        .bytes()
                        .text())
                .isEqualTo("before");
    }

    @ParameterizedTest
    @ValueSource(ints = {CAPACITY, CAPACITY + 1, 3 * CAPACITY + 5})
    void theLogIsReadAgainWhenNothingIsLeft(int meanwhile) throws Exception {
        final String written = turn(1, 100);
        bench.write(written);
        final LogPosition place = service.position();
        bench.write("!");
        final String overwriting = turn(3, 5).substring(0, meanwhile);

        assertThat(with(WatchedDevice.READ, 1, () -> bench.write(overwriting))
                        .snapshot()
                        .bytes()
                        .text())
                .isEqualTo(last(overwriting, CAPACITY));
        final LogDelta delta =
                with(WatchedDevice.READ, 1, () -> bench.write(overwriting)).since(place);
        assertThat(delta.bytes().text()).isEqualTo(last(overwriting, CAPACITY));
        assertThat(((LogGap) delta.events().get(0)).lost().getAsLong() + CAPACITY)
                .as("everything since the place")
                .isEqualTo(1 + 2L * meanwhile);
    }

    @Test
    void theLogIsNotReadForEver() {
        bench.write("before");
        final AtomicInteger reads = new AtomicInteger();
        final PfrtTelemetryService over = with(WatchedDevice.READ, Integer.MAX_VALUE, () -> {
            reads.incrementAndGet();
            bench.write(turn(2, 0));
        });

        assertThat(failure(over::snapshot))
                .hasMessageContaining("could not be read in one piece: the firmware keeps writing over it");
        assertThat(reason(() -> over.since(LogPosition.beginning(LogType.EXECUTION))))
                .isEqualTo(FailureReason.DEVICE_BUSY);
        assertThat(reads.get()).isLessThanOrEqualTo(20);
    }

    @Test
    void aSnapshotIsTakenAgainAfterAReset() throws Exception {
        bench.write("before");

        assertThat(with(WatchedDevice.READ, 1, () -> {
                            bench.firmware.resetLog();
                            bench.write("after");
                        })
                        .snapshot()
                        .bytes()
                        .text())
                .isEqualTo("after");
    }

    @Test
    void whatIsNewLosesExactlyWhatWasOverwritten() throws Exception {
        final LogPosition place = service.position();
        final String written = turn(1, 100);
        bench.write(written);
        final PfrtTelemetryService over = with(WatchedDevice.READ, 1, () -> bench.write("!".repeat(10)));

        final LogDelta delta = over.since(place);

        assertThat(delta.events()).hasSize(3);
        assertThat(delta.events().get(0))
                .isInstanceOfSatisfying(
                        LogGap.class, gap -> assertThat(gap.lost()).hasValue(100));
        assertThat(delta.events().get(1)).isInstanceOfSatisfying(LogGap.class, gap -> {
            assertThat(gap.lost()).hasValue(10);
            assertThat(gap.cause()).isEqualTo(LogGap.Cause.OVERWRITTEN);
        });
        assertThat(delta.bytes().text()).isEqualTo(last(written, CAPACITY - 10));
        assertThat(over.since(delta.end()).bytes().text()).isEqualTo("!".repeat(10));
    }

    @Test
    void whatIsNewIsReadAgainAfterAReset() throws Exception {
        bench.write("before");
        final LogPosition place = service.position();
        bench.write("never read");

        final LogDelta delta = with(WatchedDevice.READ, 1, () -> {
                    bench.firmware.resetLog();
                    bench.write("after");
                })
                .since(place);

        assertThat(delta.events()).hasSize(2).first().isInstanceOf(LogReset.class);
        assertThat(delta.bytes().text()).isEqualTo("after");
    }

    @Test
    void whatIsNewIsNeverThatOfTheOtherLog() throws Exception {
        bench.write("before");
        final LogPosition place = service.position();
        bench.write("!");

        final LogDelta delta =
                with(WatchedDevice.MAP, 1, () -> show(LogType.HISTORY)).since(place);

        assertThat(delta.events()).hasSize(1);
        assertThat(delta.end().type()).isEqualTo(LogType.HISTORY);
        assertThat(service.since(place)).isEqualTo(delta);
    }

    @Test
    void aRawDumpIsNeverThatOfTheOtherLog() throws Exception {
        bench.write("x");
        // a gap in the type, as long as the mapping needs
        final PfrtTelemetryService over = bench.over(new WatchedDevice(bench.device, new WatchedDevice.Watcher() {
            private boolean done;

            @Override
            public void before(String call) {
                if (call.equals(WatchedDevice.MAP) && !done) {
                    done = true;
                    show(LogType.EXECUTION);
                }
            }
        }));
        show(LogType.HISTORY);

        assertThat(over.rawDump(Optional.empty()).info().type()).isEqualTo(LogType.EXECUTION);
        assertThat(over.rawDump(Optional.empty()).bytes().size()).isEqualTo(CAPACITY);
    }

    @Test
    void theCountersAreOfTheTypeThatTheySay() throws Exception {
        bench.write("x");

        assertThat(with(WatchedDevice.GET_DATA_INFO, 1, () -> show(LogType.HISTORY))
                        .info()
                        .capacity())
                .isEqualTo(LogSettings.DEFAULT_HISTORY_SIZE);
    }

    @Test
    void theTypeIsNotAskedForForEver() {
        final AtomicInteger asked = new AtomicInteger();
        final PfrtTelemetryService over = with(
                WatchedDevice.GET_DATA_INFO,
                Integer.MAX_VALUE,
                () -> show(LogType.of(asked.incrementAndGet() % 2).orElseThrow()));

        assertThat(failure(over::info)).hasMessageContaining("somebody keeps changing the type of the log");
        assertThat(asked.get()).isLessThanOrEqualTo(10);
    }

    @Test
    void aGapKnowsItsSizeAlsoOverSeveralTurns() throws Exception {
        bench.write(turn(0, 500));
        final LogPosition place = service.position();
        bench.write(turn(7, 33));

        final LogDelta delta = service.since(place);

        assertThat(((LogGap) delta.events().get(0)).lost()).isEqualTo(OptionalLong.of(6 * CAPACITY + 33));
        assertThat(delta.events().get(1)).isInstanceOf(LogWritten.class);
        assertThat(delta.bytes().text()).isEqualTo(last(turn(7, 33), CAPACITY));
    }

    private void show(LogType type) {
        try (CharChannel channel = bench.device.open(Access.READ_ONLY)) {
            channel.ioctl(
                    PfrtIoctl.SET_INFO.request(),
                    InfoStruct.of(TelemetryChange.of(type)).encode());
        } catch (final ErrnoException e) {
            throw new AssertionError(e);
        }
    }
}
