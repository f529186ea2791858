// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.tpm.KernelEntropy;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.TpmCommand;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds random bytes of the chip to the pool of the chip's kernel, while the settings want that: some at once, and some more after each
 * interval. It is nobody's command: it gives way to all that wait, and leaves the locality as it was. After a failure it waits twice as
 * long each time. Used on the chip's owner thread, but for {@link #state}.
 */
final class EntropyFeed {

    /** As many as a digest of SHA-256 has, which every TPM gives at once; the response fits into one burst. */
    static final int BYTES = 32;

    /** When it looks again after it gave way, unless the interval is shorter. */
    static final Duration GIVE_WAY = Duration.ofSeconds(1);

    /** The longest pause after failures, and the longest interval that settings may have. */
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(EntropyFeed.class);

    private static final int QUALITY_BITS = 1024;

    /** Where time comes from. */
    @FunctionalInterface
    interface Timer {
        /** Runs a task on the owner thread, unless it is cancelled before; empty where that thread is ending. */
        Optional<Future<?>> after(Duration delay, Runnable task);
    }

    private final String deviceId;
    private final Cr50Failures failures;
    private final ChipLink link;
    private final Function<SpiDevice, Optional<EntropyPool>> pools;
    private final Supplier<Cr50Settings> settings;
    private final BooleanSupplier othersFirst;
    private final Timer timer;
    private volatile Optional<String> trouble = Optional.empty();
    private Optional<Future<?>> next = Optional.empty();
    private boolean feeds;
    private int failed;

    /**
     * Nothing is fed yet.
     *
     * @param pools finds the pool of the kernel that an SPI device belongs to, if it is there
     * @param othersFirst whether commands wait, or none may be sent; asked again until the chip was told to execute
     */
    EntropyFeed(
            String deviceId,
            Cr50Failures failures,
            ChipLink link,
            Function<SpiDevice, Optional<EntropyPool>> pools,
            Supplier<Cr50Settings> settings,
            BooleanSupplier othersFirst,
            Timer timer) {
        this.deviceId = deviceId;
        this.failures = failures;
        this.link = link;
        this.pools = pools;
        this.settings = settings;
        this.othersFirst = othersFirst;
        this.timer = timer;
    }

    /** Settings, device or pool are others now: begins anew. */
    void lookAnew() {
        failed = 0;
        next(Duration.ZERO);
    }

    /** How it stands. Any thread. */
    KernelEntropy state() {
        return new KernelEntropy(link.statistics().get(LinkCounter.ENTROPY_BYTES), trouble);
    }

    private void next(Duration delay) {
        next.ifPresent(before -> before.cancel(false));
        next = timer.after(delay, this::feed);
    }

    private void feed() {
        final Cr50Settings now = settings.get();
        final Optional<SpiDevice> device = link.wanted();
        if (!now.feedKernelEntropy() || device.isEmpty()) {
            feeds = false;
            trouble = Optional.empty();
            return;
        }
        if (pools.apply(device.get()).isEmpty()) {
            feeds = false;
            trouble = Optional.of("the kernel's pool is not there (randomNodes of io.platformfirmware.linux)");
            return;
        }
        if (othersFirst.getAsBoolean() || link.openSession().stream().anyMatch(ChipSession::mayStillExecute)) {
            giveWay(now);
            return;
        }
        final Feeding feeding = new Feeding();
        try {
            if (add(feeding, now.rngQuality())) {
                succeeded(now);
            } else {
                giveWay(now);
            }
        } catch (final FirmwareException e) {
            if (feeding.gaveWay || link.isGone()) {
                giveWay(now);
            } else {
                failed(now, e.failure().message());
            }
        } catch (final ErrnoException e) {
            failed(now, words(e));
        } catch (final RuntimeException e) {
            LOG.error("{}: the kernel's pool could not be fed", deviceId, e);
            failed(now, e.toString());
        }
    }

    /** False where the pool has gone meanwhile. */
    private boolean add(Feeding feeding, int quality) throws FirmwareException, ErrnoException {
        final byte[] bytes = randomBytes(feeding);
        try {
            // of the device that the bytes came from: another one may have taken its place
            final Optional<EntropyPool> pool = link.openDevice().flatMap(pools);
            if (pool.isEmpty()) {
                return false;
            }
            final int bits = bytes.length * Byte.SIZE * quality / QUALITY_BITS;
            pool.get().add(bytes, bits);
            link.counters().add(LinkCounter.ENTROPY_BYTES, bytes.length);
            link.counters().add(LinkCounter.ENTROPY_BITS, bits);
            return true;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private byte[] randomBytes(Feeding feeding) throws FirmwareException {
        final TpmCommand command = TpmCommand.getRandom(BYTES);
        final boolean held = link.isLocalityHeld();
        final ChipSession session = link.session();
        try {
            final byte[] response = session.execute(command, feeding);
            try {
                return RandomBytes.of(command, response, BYTES, failures);
            } finally {
                Arrays.fill(response, (byte) 0);
            }
        } catch (final LinkException e) {
            throw link.failureOf(command.name(), e);
        } finally {
            if (held) {
                session.getReady();
            } else {
                // or the chip would be woken once more, to give it up later
                session.relinquish();
            }
        }
    }

    private void giveWay(Cr50Settings now) {
        next(shorter(now.entropyInterval(), GIVE_WAY));
    }

    private void succeeded(Cr50Settings now) {
        if (!feeds) {
            LOG.info("{}: feeds the kernel's pool of randomness", deviceId);
        }
        feeds = true;
        failed = 0;
        trouble = Optional.empty();
        next(now.entropyInterval());
    }

    private void failed(Cr50Settings now, String why) {
        link.counters().count(LinkCounter.ENTROPY_FAILURES);
        if (!trouble.equals(Optional.of(why))) {
            LOG.warn("{}: does not feed the kernel's pool of randomness: {}", deviceId, why);
        }
        feeds = false;
        trouble = Optional.of(why);
        failed++;
        next(pause(now.entropyInterval()));
    }

    private Duration pause(Duration interval) {
        Duration pause = interval;
        for (int i = 0; i < failed && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return shorter(pause, LONGEST_PAUSE);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static String words(ErrnoException e) {
        return e.is(Errno.EPERM)
                ? e.target() + " takes entropy only from a process with CAP_SYS_ADMIN (" + e.call() + ": EPERM)"
                : e.getMessage();
    }

    /** Nobody waits for it, so it ends as soon as somebody waits for something else, until the chip executes it. */
    private final class Feeding implements Call {

        private boolean sent;
        private boolean gaveWay;

        @Override
        public boolean isOver() {
            gaveWay = gaveWay || !sent && othersFirst.getAsBoolean();
            return gaveWay || link.isGone();
        }

        @Override
        public void sent() {
            sent = true;
        }
    }
}
