// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.device.EdgeLine;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkTransaction.Gate;
import io.platformfirmware.tpm.ReadyLineState;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time between two transactions. A header that is sent before the chip is ready for it may be lost, so the next one waits for the
 * chip's ready edge, or for a delay where there is no edge to be had (Linux drivers/char/tpm/tpm_tis_spi_cr50.c,
 * {@code cr50_ensure_access_delay}).
 *
 * <p>An edge counts only when it came after the data of the last transaction, and edges are waited for only once they were seen to come
 * and for as long as they do: one that is missing costs {@code readyTimeout}, three in a row and it is delays again, until edges come
 * again.
 *
 * <p>What is lost of a single access shows, and is done again. A part that is lost of many shows when all of them were sent or read, and
 * each is another chance for the chip to be busy: they only come whole when each of them waits for as long as the chip may be busy. So
 * an attempt that failed is followed by a slower one, for the same command. The next command begins at the usual pace: the attempts
 * before the one that is slow enough cost less than that one does, so there is nothing to be remembered. Used on the chip's owner
 * thread; the state may be read by anybody.
 */
final class AccessGate implements AutoCloseable {

    /** How many edges have to come one after the other before they are relied upon. */
    static final int CONFIRMING_EDGES = 2;

    /** After how many transactions without an edge it is said that there are none ({@code MAX_IRQ_CONFIRMATION_ATTEMPTS}). */
    static final int CONFIRMATION_ATTEMPTS = 3;

    /** How many edges may be missing before they are no longer waited for. */
    static final int MISSES = 3;

    /** After so many edges in a row those that were missing before are forgotten. */
    static final int FORGIVING_EDGES = 32;

    /**
     * What did not last is trusted less each time, by this factor: so many times as many edges have to come in a row before they are
     * relied upon again, for so many times as many transactions the delay is the careful one.
     */
    static final int SUSPICION = 4;

    static final int MOST_CONFIRMING_EDGES = 1024;

    /** More edges than this for one transaction, that many times in a row, are noise: the chip makes one. */
    static final int NOISE_EDGES = 8;

    /**
     * The delay after a transaction that the chip was not ready for: its header may have come too early. As long as other drivers have
     * it always (coreboot src/drivers/tpm/cr50.c), and for so many transactions.
     */
    static final long CAREFUL_DELAY = 10_000_000;

    static final int CAREFUL_TRANSACTIONS = 64;

    /** Each time that this was not enough it is for longer. */
    static final int MOST_CAREFUL_TRANSACTIONS = 4096;

    /** After so many transactions that were good without it, it is for short again. */
    static final int CAREFREE_TRANSACTIONS = 1024;

    /**
     * No attempt is slower: the chip is ready again after 150 ms at most, as far as anybody has seen (a background commit of its
     * flash; ChromeOS, "tpm: cr50_spi: fix tpm ready timeouts").
     */
    static final long SLOWEST_DELAY = 160_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(AccessGate.class);

    private final String deviceId;
    private final DeviceClock clock;
    private final Counters counters;
    private final Supplier<Cr50Settings> settings;

    private volatile ReadyLineState state = ReadyLineState.NONE;
    private volatile Optional<String> trouble = Optional.empty();
    private Optional<EdgeLine> line = Optional.empty();
    private long lastEnd;
    private boolean everUsed;
    private boolean edgeDue;
    private int edges;
    private int confirming = CONFIRMING_EDGES;
    private int attempts;
    private int misses;
    private int noisy;
    private int careful;
    private int caution = CAREFUL_TRANSACTIONS;
    private int carefree;
    private long slow;

    AccessGate(String deviceId, DeviceClock clock, Counters counters, Supplier<Cr50Settings> settings) {
        this.deviceId = deviceId;
        this.clock = clock;
        this.counters = counters;
        this.settings = settings;
    }

    ReadyLineState state() {
        return state;
    }

    /** Why the line can not be had. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Uses this line from now on, which has to show that it works. */
    void use(EdgeLine ready) {
        close();
        line = Optional.of(ready);
        state = ReadyLineState.UNCONFIRMED;
    }

    /** Goes by delays, because there is no line, or because of the trouble with it. */
    void useDelays(Optional<String> why) {
        close();
        trouble = why;
        state = why.isPresent() ? ReadyLineState.UNAVAILABLE : ReadyLineState.NONE;
    }

    /** Waits until the next transaction may begin. */
    Gate await() {
        if (!everUsed) {
            return Gate.OPEN;
        }
        final Gate gate = state == ReadyLineState.CONFIRMED && edgeDue ? awaitEdge() : awaitDelay();
        edgeDue = false;
        return gate;
    }

    /** Leaves more time between transactions for a while. */
    void beCareful() {
        if (careful == 0) {
            careful = caution;
            caution = Math.min(MOST_CAREFUL_TRANSACTIONS, caution * SUSPICION);
        }
        carefree = 0;
    }

    /** What has many parts did not come whole: leaves more time between all transactions of this command. */
    void slowDown() {
        slow = slow == 0 ? CAREFUL_DELAY : Math.min(SLOWEST_DELAY, slow * SUSPICION);
    }

    /** The command is over. */
    void goOnAsUsual() {
        slow = 0;
    }

    /** Right before the data of a transaction: edges until now mean nothing. */
    void dataFollows() {
        edgeDue = true;
        line.ifPresent(ready -> {
            try {
                final int old = ready.drain();
                noisy = old >= NOISE_EDGES ? noisy + 1 : 0;
                if (noisy == MISSES) {
                    giveUp("edges come all the time: it is another line, or it floats");
                }
            } catch (final ErrnoException e) {
                giveUp(e.getMessage());
            }
        });
    }

    /**
     * A transaction is over.
     *
     * @param whole false where it failed: then no edge is waited for
     */
    void ended(boolean whole) {
        everUsed = true;
        lastEnd = clock.nanos();
        edgeDue &= whole;
    }

    @Override
    public void close() {
        line.ifPresent(EdgeLine::close);
        line = Optional.empty();
        trouble = Optional.empty();
        state = ReadyLineState.NONE;
        edges = 0;
        confirming = CONFIRMING_EDGES;
        attempts = 0;
        misses = 0;
        noisy = 0;
    }

    private Gate awaitEdge() {
        final long end = lastEnd + settings.get().readyTimeout().toNanos();
        // where something was not understood although the edge had come, it was too early, or another one's
        clock.sleep(lastEnd + care() - clock.nanos());
        if (hasEdge(0)) {
            counters.count(LinkCounter.EARLY_PULSES);
            came();
            return Gate.EDGE;
        }
        final long rest = end - clock.nanos();
        if (rest > 0 && hasEdge(rest)) {
            came();
            return Gate.EDGE;
        }
        counters.count(LinkCounter.MISSED_PULSES);
        edges = 0;
        if (++misses == MISSES) {
            state = ReadyLineState.SILENT;
            confirming = Math.min(MOST_CONFIRMING_EDGES, confirming * SUSPICION);
            LOG.warn("{}: {} ready edges did not come: delays until they do", deviceId, MISSES);
        }
        return Gate.MISSED_EDGE;
    }

    private void came() {
        if (++edges >= FORGIVING_EDGES) {
            misses = 0;
        }
    }

    private Gate awaitDelay() {
        final long rest = lastEnd + delay() - clock.nanos();
        clock.sleep(rest);
        if (edgeDue && line.isPresent()) {
            learn(hasEdge(0));
        }
        return rest > 0 ? Gate.DELAY : Gate.OPEN;
    }

    private long delay() {
        return Math.max(settings.get().accessDelay().toNanos(), care());
    }

    /** How much time the chip gets at least, because something was not understood; 0 where nothing was. */
    private long care() {
        if (careful == 0) {
            if (++carefree >= CAREFREE_TRANSACTIONS) {
                caution = CAREFUL_TRANSACTIONS;
            }
            return slow;
        }
        careful--;
        return Math.max(slow, CAREFUL_DELAY);
    }

    private void learn(boolean edge) {
        edges = edge ? edges + 1 : 0;
        if (edges == confirming) {
            LOG.info("{}: ready edges come, they are waited for", deviceId);
            state = ReadyLineState.CONFIRMED;
            edges = 0;
            misses = 0;
        } else if (!edge && state == ReadyLineState.UNCONFIRMED && ++attempts == CONFIRMATION_ATTEMPTS) {
            LOG.warn("{}: no ready edge in {} transactions: delays until they come", deviceId, CONFIRMATION_ATTEMPTS);
            state = ReadyLineState.SILENT;
        }
    }

    private boolean hasEdge(long nanos) {
        if (line.isEmpty()) {
            clock.sleep(nanos);
            return false;
        }
        try {
            return line.get().await(nanos);
        } catch (final ErrnoException e) {
            giveUp(e.getMessage());
            return false;
        }
    }

    private void giveUp(String why) {
        LOG.warn("{}: the ready line is not used any more: {}", deviceId, why);
        useDelays(Optional.of(why));
    }
}
