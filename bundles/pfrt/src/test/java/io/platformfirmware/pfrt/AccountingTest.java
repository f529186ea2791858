// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.simulator.LogSettings;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetryListener;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log that is written over many times under those who follow it: each byte is told once, in order, or counted in a gap. */
class AccountingTest extends OnTheBench {

    private static final int SEED = 20_240_607;

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @EnumSource(LogType.class)
    void quickAndSlowListenersCanAccountForEveryByte(LogType type) throws Exception {
        service.apply(TelemetryChange.of(type));
        final Account account = account();
        final Account slowAccount = account();
        final Accountant quick = new Accountant(account);
        final Accountant slow = new Accountant(slowAccount);
        bench.follow(quick);
        bench.follow(slow);

        int release = 0;
        for (int i = 0; i < 12_000; i++) {
            final byte[] bytes = bytes(3000);
            account.wrote(bytes);
            slowAccount.wrote(bytes);
            bench.write(bytes);
            if (random.nextInt(3) != 0) {
                bench.look();
            }
            if (i == release) {
                slow.release();
            } else if (i > release && random.nextInt(500) == 0) {
                slow.hold();
                release = i + random.nextInt(3000);
            }
        }
        slow.release();
        bench.look();

        Await.until("both to be told everything", () -> account.isSettled() && slowAccount.isSettled());
        quick.check();
        slow.check();
        final LogSettings log = bench.log;
        assertThat(account.size()).isGreaterThan(3 * Math.max(log.executionSize(), log.historySize()));
        assertThat(account.gaps()).contains(LogGap.Cause.OVERWRITTEN);
        assertThat(slowAccount.gaps()).contains(LogGap.Cause.OVERWRITTEN, LogGap.Cause.SLOW_LISTENER);
        assertThat(slowAccount.lost()).isGreaterThan(account.lost()).isLessThan(slowAccount.size());
    }

    /** Nothing waits for anything: the firmware writes on a thread of its own while the log is copied. */
    @ParameterizedTest
    @EnumSource(LogType.class)
    void everyByteIsAccountedForUnderAFirmwareThatNeverStops(LogType type) throws Exception {
        service.apply(TelemetryChange.of(type));
        final Account account = account();
        final Accountant listener = new Accountant(account);
        bench.follow(listener);
        final Thread firmware = new Thread(() -> {
            for (int i = 0; i < 20_000; i++) {
                final byte[] bytes = bytes(120);
                account.wrote(bytes);
                bench.write(bytes);
            }
        });
        firmware.start();
        while (firmware.isAlive()) {
            bench.look();
        }
        bench.look();

        Await.until("everything to be told", account::isSettled);
        listener.check();
        assertThat(listener.troubles).isSubsetOf(List.of(FailureReason.DEVICE_BUSY));
    }

    /** Listeners that keep their place, over services that come and go on the same device. */
    @Test
    void everyByteIsAccountedForAcrossServices() throws Exception {
        final Account account = account();
        Optional<LogPosition> place = Optional.of(service.position());
        for (int i = 0; i < 30; i++) {
            final PfrtTelemetryService next = bench.over(bench.device);
            final Accountant listener = new Accountant(account, place);
            bench.follow(next, listener);
            for (int looks = random.nextInt(10); looks >= 0; looks--) {
                write(account, 4000);
                bench.look(next);
            }
            next.close();
            listener.check();
            place = listener.place();
            write(account, 10_000);
        }
        final Accountant last = new Accountant(account, place);
        bench.follow(last);

        Await.until("everything to be told", account::isSettled);
        last.check();
    }

    private void write(Account account, int upTo) {
        final byte[] bytes = bytes(upTo);
        account.wrote(bytes);
        bench.write(bytes);
    }

    private byte[] bytes(int upTo) {
        final byte[] bytes = new byte[1 + random.nextInt(upTo)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Account account() throws Exception {
        return new Account(
                bench.log,
                service.position(),
                service.snapshot(service.settings().type().other()).info().resetCount());
    }

    /** Enters what it is told in the books at once, unless it is held; says later what was wrong. */
    private static final class Accountant implements TelemetryListener {

        private final Account account;
        private final List<FailureReason> troubles = new CopyOnWriteArrayList<>();
        private Optional<LogPosition> place;
        private Optional<Throwable> wrong = Optional.empty();
        private boolean held;

        Accountant(Account account) {
            this(account, Optional.empty());
        }

        Accountant(Account account, Optional<LogPosition> place) {
            this.account = account;
            this.place = place;
        }

        @Override
        public synchronized void happened(String deviceId, TelemetryEvent event) {
            try {
                while (held) {
                    wait();
                }
                if (wrong.isEmpty()) {
                    account.told(List.of(event));
                    place = Optional.of(event.position());
                }
            } catch (final InterruptedException | AssertionError | RuntimeException e) {
                wrong = Optional.of(e);
            }
        }

        @Override
        public void unreadable(String deviceId, Failure why) {
            troubles.add(why.reason());
        }

        @Override
        public synchronized Optional<LogPosition> resumeFrom(String deviceId) {
            return place;
        }

        synchronized void hold() {
            held = true;
        }

        synchronized void release() {
            held = false;
            notifyAll();
        }

        synchronized Optional<LogPosition> place() {
            return place;
        }

        synchronized void check() {
            wrong.ifPresent(e -> {
                throw new AssertionError("seed " + SEED, e);
            });
        }
    }
}
