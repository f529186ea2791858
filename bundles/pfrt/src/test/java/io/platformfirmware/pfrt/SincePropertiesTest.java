// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.simulator.LogSettings;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the firmware and others do, and whenever: a reader that goes on from place to place can account for every byte. */
class SincePropertiesTest {

    private enum Step {
        WRITE_A_BIT,
        WRITE_A_LOT,
        LOOK,
        RESET,
        SWITCH
    }

    @Property(tries = 300)
    void everyByteIsReadOnceOrAccountedFor(
            @ForAll @IntRange(min = 1, max = 3) int executionPages,
            @ForAll @IntRange(min = 1, max = 3) int historyPages,
            @ForAll @Size(max = 60) List<Step> steps,
            @ForAll Random random)
            throws Exception {
        try (Books books = new Books(executionPages, historyPages, random)) {
            for (final Step step : steps) {
                switch (step) {
                    case WRITE_A_BIT -> books.write(300);
                    case WRITE_A_LOT -> books.write(30_000);
                    case LOOK -> books.look();
                    case RESET -> books.reset();
                    case SWITCH -> books.switchOver();
                }
            }
            books.settle();
        }
    }

    @Property(tries = 200)
    void everyByteIsAccountedForAlsoWhenTheFirmwareWritesInBetween(
            @ForAll @IntRange(min = 1, max = 2) int pages,
            @ForAll @IntRange(min = 1, max = 20) int looks,
            @ForAll @IntRange(min = 1, max = 6000) int most,
            @ForAll Random random)
            throws Exception {
        try (Books books = new Books(pages, pages, random)) {
            for (int i = 0; i < looks; i++) {
                books.write(most);
                books.writeInBetween(most);
                books.look();
            }
            books.settle();
        }
    }

    /** A reader, and the account of what it is told. */
    private static final class Books implements AutoCloseable {

        private final AtomicBoolean between = new AtomicBoolean();
        private final Random random;
        private final Bench bench;
        private final PfrtTelemetryService service;
        private final Account account;
        private LogPosition place;
        private int most;

        Books(int executionPages, int historyPages, Random random) throws Exception {
            this.random = random;
            final LogSettings log = LogSettings.defaults()
                    .withSizes(executionPages * LogSettings.PAGE, historyPages * LogSettings.PAGE);
            bench = Bench.launched(log);
            service = bench.over(new WatchedDevice(bench.device, call -> {
                if (between.get() && random.nextInt(3) == 0) {
                    write(most);
                }
            }));
            place = service.position();
            account = new Account(
                    log, place, service.snapshot(LogType.HISTORY).info().resetCount());
        }

        void write(int upTo) {
            final byte[] bytes = new byte[random.nextInt(upTo)];
            random.nextBytes(bytes);
            account.wrote(bytes);
            bench.write(bytes);
        }

        void writeInBetween(int upTo) {
            most = upTo;
            between.set(true);
        }

        void reset() {
            account.reset();
            bench.firmware.resetLog();
        }

        void switchOver() throws Exception {
            service.apply(TelemetryChange.of(service.settings().type().other()));
        }

        void look() throws Exception {
            try {
                final LogDelta delta = service.since(place);
                account.told(delta.events());
                assertThat(
                                delta.events().isEmpty()
                                        ? place
                                        : delta.events()
                                                .get(delta.events().size() - 1)
                                                .position())
                        .as("going on from the last event is going on from the end")
                        .isEqualTo(delta.end());
                place = delta.end();
            } catch (final FirmwareException e) {
                assertThat(e).hasMessageContaining("keeps writing over it");
            }
        }

        void settle() throws Exception {
            between.set(false);
            look();
            assertThat(account.isSettled()).isTrue();
            assertThat(service.since(place).events()).isEmpty();
        }

        @Override
        public void close() {
            bench.close();
            assertThat(bench.device.openChannels() + bench.device.mappings()).isZero();
        }
    }
}
