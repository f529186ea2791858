// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkTransaction;
import io.platformfirmware.tpm.LinkTransaction.Gate;
import io.platformfirmware.tpm.LinkTransaction.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Register accesses, one SPI transaction each: the access gate, a wake where the chip may sleep, the frame. Whatever happens, chip select
 * is released at the end. Used on the chip's owner thread.
 */
final class SpiLink {

    private static final Logger LOG = LoggerFactory.getLogger(SpiLink.class);

    /** A command or response has its tag, size and code in so many bytes; of the others no record is kept. */
    private static final int OPEN_BYTES = 10;

    /** The chip sleeps so long after a transaction, not earlier ({@code init_new_cycle} of chromium EC chip/g/spp_tpm.c). */
    private static final long SLEEPS_AFTER = 1_000_000_000;

    /** A header may be on the wire so long after it was due. */
    private static final long LATENESS = 3_000_000;

    private static final byte[] NOTHING = {};

    private final Wire wire;
    private final DeviceClock clock;
    private final AccessGate gate;
    private final Counters counters;
    private final Trace trace;
    private final Supplier<Cr50Settings> settings;
    private Framing careful;
    private Framing rereading;
    private long lastAccess;
    private long lastEnd;
    private boolean accessed;

    SpiLink(Wire wire, AccessGate gate, Counters counters, Trace trace, Supplier<Cr50Settings> settings) {
        this.wire = wire;
        this.clock = wire.clock();
        this.gate = gate;
        this.counters = counters;
        this.trace = trace;
        this.settings = settings;
        this.careful = new HoldChipSelect(wire);
        this.rereading = careful;
    }

    DeviceClock clock() {
        return clock;
    }

    /**
     * How transactions are framed from now on.
     *
     * @param all every one
     * @param rereadable those that may be done again without harm, tried once, before the other one
     */
    void frame(Framing all, Framing rereadable) {
        careful = all;
        rereading = rereadable;
    }

    /** The next access wakes the chip first. */
    void assumeAsleep() {
        accessed = false;
    }

    /** Something was not understood: the next transactions get more time. */
    void beCareful() {
        gate.beCareful();
    }

    /** Something in many parts did not come whole: until the command is over there is more time between its transactions. */
    void slowDown() {
        gate.slowDown();
    }

    /**
     * Reads a register.
     *
     * @param length 1 to 64 bytes
     * @return as they came
     */
    byte[] read(Register register, int length) throws LinkException {
        return read(register, length, 0);
    }

    /**
     * Reads the FIFO, or another register.
     *
     * @param position where in the response the first byte stands
     */
    byte[] read(Register register, int length, int position) throws LinkException {
        final Frame frame = new Frame(true, register, length);
        if (register.isRereadable() && rereading != careful) {
            try {
                return transact(frame, position, () -> rereading.read(frame));
            } catch (final LinkException e) {
                countReread(e);
            }
        }
        try {
            return transact(frame, position, () -> careful.read(frame));
        } catch (final LinkException e) {
            gate.beCareful();
            if (!register.isRereadable()) {
                throw e;
            }
            countReread(e);
            return transact(frame, position, () -> careful.read(frame));
        }
    }

    /** Writes a register. */
    void write(Register register, byte... data) throws LinkException {
        write(register, data, 0);
    }

    /**
     * Writes the FIFO, or another register.
     *
     * @param position where in the command the first byte stands
     */
    void write(Register register, byte[] data, int position) throws LinkException {
        final Frame frame = new Frame(false, register, data.length);
        try {
            write(frame, position, data);
        } catch (final LinkException e) {
            gate.beCareful();
            if (register == Register.DATA_FIFO) {
                // what the chip took in place of the data is in the command now
                throw e;
            }
            countReread(e);
            write(frame, position, data);
        }
    }

    private void write(Frame frame, int position, byte[] data) throws LinkException {
        transact(frame, position, () -> {
            careful.write(frame, data);
            return data;
        });
    }

    /** Only what the chip was not ready for is done again here. */
    private void countReread(LinkException e) throws LinkException {
        if (e.fault() != Fault.FLOW_CONTROL) {
            throw e;
        }
        counters.count(LinkCounter.REREADS);
    }

    /** A frame on the wire. */
    @FunctionalInterface
    private interface Exchange {
        byte[] run() throws ErrnoException, LinkException;
    }

    private byte[] transact(Frame frame, int position, Exchange exchange) throws LinkException {
        final long asked = clock.nanos();
        final Gate how = gate.await();
        final long gateTime = clock.nanos() - asked;
        counters.add(LinkCounter.GATE_NANOS, gateTime);
        wakeIfAsleep();
        final long start = clock.nanos();
        accessed = true;
        lastAccess = start;
        counters.count(LinkCounter.TRANSACTIONS);
        Optional<String> error = Optional.empty();
        byte[] data = NOTHING;
        try {
            data = exchange.run();
            return data;
        } catch (final ErrnoException e) {
            error = Optional.of(e.getMessage());
            release();
            throw new LinkException(e);
        } catch (final LinkException e) {
            error = Optional.of(e.getMessage());
            release();
            throw e;
        } finally {
            gate.ended(error.isEmpty());
            lastEnd = clock.nanos();
            trace.add(new LinkTransaction(
                    trace.next(),
                    start,
                    frame.read() ? Kind.READ : Kind.WRITE,
                    frame.register().offset(),
                    position,
                    frame.length(),
                    mayBeKept(frame.register(), position, data),
                    wire.takeWaitBytes(),
                    how,
                    Duration.ofNanos(gateTime),
                    Duration.ofNanos(clock.nanos() - start),
                    error));
        }
    }

    /** Of the FIFO only the header: behind it may be a secret. */
    private byte[] mayBeKept(Register register, int position, byte[] data) {
        if (register != Register.DATA_FIFO || settings.get().traceData()) {
            return data;
        }
        return Arrays.copyOf(data, Math.max(0, Math.min(data.length, OPEN_BYTES - position)));
    }

    private void wakeIfAsleep() throws LinkException {
        final long now = clock.nanos();
        if (accessed
                && now >= lastAccess
                && now - lastAccess < settings.get().sleepDelay().toNanos()) {
            return;
        }
        counters.count(LinkCounter.WAKES);
        letItFallAsleep(now);
        try {
            wire.pulse((int)
                    TimeUnit.NANOSECONDS.toMicros(settings.get().wakePulse().toNanos()));
        } catch (final ErrnoException e) {
            release();
            throw new LinkException(e);
        }
        clock.sleep(settings.get().wakeDelay().toNanos());
        trace.add(new LinkTransaction(
                trace.next(),
                now,
                Kind.WAKE,
                0,
                0,
                0,
                NOTHING,
                0,
                Gate.OPEN,
                Duration.ZERO,
                Duration.ofNanos(clock.nanos() - now),
                Optional.empty()));
    }

    /** A pulse just before the chip falls asleep neither wakes it nor keeps it awake, and the header would come to a chip that sleeps. */
    private void letItFallAsleep(long now) {
        final long sleeps = lastEnd + SLEEPS_AFTER;
        final long header = now
                + settings.get().wakePulse().toNanos()
                + settings.get().wakeDelay().toNanos();
        if (accessed && now < sleeps && header + LATENESS >= sleeps) {
            clock.sleep(sleeps - now);
        }
    }

    private void release() {
        try {
            wire.release();
        } catch (final ErrnoException e) {
            LOG.debug("chip select was not released: the device has gone", e);
        }
    }
}
