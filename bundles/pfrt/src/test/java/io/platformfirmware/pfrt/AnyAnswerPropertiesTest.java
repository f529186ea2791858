// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.simulator.LogSettings;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogSnapshot;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogWritten;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever a driver answers: a log, an empty one, or a failure; never another exception, never a byte outside the log. */
class AnyAnswerPropertiesTest {

    private static final long BUFFER = 0x20_0000;

    private interface Call<T> {
        T make() throws FirmwareException;
    }

    /** Any bytes at all, for any call. */
    @Property(tries = 400)
    void isALogOrAFailure(@ForAll Random random) {
        try (Any any = new Any(() -> bytes(random, InfoStruct.SIZE), () -> bytes(random, DataInfoStruct.SIZE))) {
            any.everything(random);
        }
    }

    /** Numbers that are nearly right, and another time other ones. */
    @Property(tries = 1000)
    void isALogOrAFailureAlsoWhereItNearlyMakesSense(
            @ForAll @IntRange(min = 0, max = 8) int pages,
            @ForAll @IntRange(max = 3) int rollovers,
            @ForAll Random random) {
        final byte[] settings = {2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0};
        final long capacity = (long) pages * LogSettings.PAGE;
        try (Any any = new Any(() -> settings, () -> nearly(random, capacity, rollovers))) {
            any.everything(random);
        }
    }

    private static byte[] nearly(Random random, long capacity, int rollovers) {
        final long newer = random.nextLong(capacity + 2);
        final long start = random.nextBoolean() ? newer : random.nextLong(capacity + 2);
        final long older = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextLong(capacity + 2);
            case 2 -> 0xFFFF_FFFFL;
            default -> Math.max(0, capacity - start);
        };
        final long address = random.nextInt(8) == 0 ? random.nextLong() : BUFFER;
        return ClaimingDevice.data(capacity, address + start, older, address, newer, random.nextInt(rollovers + 1));
    }

    private static byte[] bytes(Random random, int size) {
        final byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        if (size == InfoStruct.SIZE && random.nextInt(4) != 0) {
            // a type that exists, or nothing else would be looked at
            bytes[4] &= 1;
            bytes[5] = bytes[6] = bytes[7] = 0;
        }
        if (size == DataInfoStruct.SIZE && random.nextInt(4) != 0) {
            // a capacity that may be mapped
            bytes[43] = 0;
            bytes[42] = 0;
        }
        return bytes;
    }

    private static final class Any implements AutoCloseable {

        private final Bench bench = new Bench();
        private final ClaimingDevice device;
        private final PfrtTelemetryService service;

        Any(Supplier<byte[]> settings, Supplier<byte[]> data) {
            device = new ClaimingDevice(settings, data);
            service = bench.over(device);
        }

        void everything(Random random) {
            failing(service::settings);
            failing(service::info);
            check(failing(service::snapshot));
            check(failing(() -> service.snapshot(LogType.HISTORY)));
            LogPosition place = new LogPosition(
                    LogType.of(random.nextInt(2)).orElseThrow(),
                    BUFFER,
                    7,
                    random.nextInt(4),
                    random.nextInt(2 * LogSettings.PAGE));
            for (int i = 0; i < 5; i++) {
                final LogPosition from = place;
                final LogDelta delta = failing(() -> service.since(from));
                if (delta != null) {
                    delta.events().forEach(event -> {
                        if (event instanceof LogGap gap) {
                            assertThat(gap.lost().orElse(1)).isPositive();
                        } else if (event instanceof LogWritten written) {
                            assertThat(written.bytes().isEmpty()).isFalse();
                        }
                    });
                    place = delta.end();
                }
            }
        }

        private static void check(LogSnapshot snapshot) {
            if (snapshot != null) {
                assertThat(snapshot.bytes().size()).isLessThanOrEqualTo((int) LogLayout.MAX_CAPACITY);
                assertThat((long) snapshot.bytes().size())
                        .isLessThanOrEqualTo(snapshot.info().capacity());
            }
        }

        private static <T> T failing(Call<T> call) {
            try {
                return call.make();
            } catch (final FirmwareException e) {
                assertThat(e.failure().deviceId()).contains(Bench.ID);
                return null;
            }
        }

        @Override
        public void close() {
            bench.close();
            assertThat(device.open()).as("channels and mappings").isZero();
            assertThat(device.mostMapped()).isLessThanOrEqualTo(LogLayout.MAX_CAPACITY);
        }
    }
}
