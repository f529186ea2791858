// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.tpm.ChipIdentity;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.tpm.WaitStrategy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Opens the link: releases chip select, reads who the chip is again and again in each way that there is, and takes the first that works.
 * Used once, on the chip's owner thread.
 */
final class SelfTest {

    private static final int READS = 3;
    private static final int ID_SIZE = 4;

    /** What a wire that is stuck, or wait states taken for data, look like. */
    private static final List<Integer> NO_IDENTITY = List.of(0, 0xFFFFFFFF, 0x01010101);

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String deviceId;
    private final Wire wire;
    private final SpiLink link;
    private final FifoProtocol fifo;
    private final Supplier<Cr50Settings> settings;
    private final List<String> findings = new ArrayList<>();
    private boolean busy;

    SelfTest(String deviceId, Wire wire, SpiLink link, FifoProtocol fifo, Supplier<Cr50Settings> settings) {
        this.deviceId = deviceId;
        this.wire = wire;
        this.link = link;
        this.fifo = fifo;
        this.settings = settings;
    }

    /** Whether the chip may have been executing a command of somebody who did not wait for it. */
    boolean mayHaveBeenBusy() {
        return busy;
    }

    SelfTestReport run() throws LinkException {
        try {
            // a process that died in the middle of a transaction has left chip select low
            wire.setUp();
            wire.pulse(0);
        } catch (final ErrnoException e) {
            throw new LinkException(e);
        }
        link.assumeAsleep();
        final Optional<WaitStrategy> only = settings.get().waitStrategy();
        for (final WaitStrategy strategy : only.map(List::of).orElse(List.of(WaitStrategy.values()))) {
            final Optional<ChipIdentity> identity = works(strategy);
            if (identity.isPresent()) {
                return new SelfTestReport(
                        Optional.of(strategy), reason(strategy, only), identity, findings, Optional.empty());
            }
        }
        final String reason = "the chip can not be talked to: " + String.join("; ", findings);
        return new SelfTestReport(Optional.empty(), reason, Optional.empty(), findings, Optional.of(failure(reason)));
    }

    private Optional<ChipIdentity> works(WaitStrategy strategy) throws LinkException {
        final OverClock overClock = new OverClock(wire);
        final HoldChipSelect hold = new HoldChipSelect(wire);
        final Framing framing = strategy == WaitStrategy.HOLD_CS ? hold : overClock;
        link.frame(framing, framing);
        final long end = wire.clock().nanos() + settings.get().timeoutA().toNanos();
        while (true) {
            try {
                final ChipIdentity identity = identify();
                resync();
                if (strategy == WaitStrategy.HOLD_CS) {
                    final boolean shorter = agrees(identity, hold, overClock);
                    find(strategy, "works" + (shorter ? ", registers in one message" : ", every register by it"));
                } else {
                    find(strategy, "works");
                }
                return Optional.of(identity);
            } catch (final LinkException e) {
                if (e.isGone()) {
                    throw e;
                }
                if (wire.clock().nanos() >= end) {
                    find(strategy, e.getMessage());
                    return Optional.empty();
                }
                // the chip may be busy
                link.slowDown();
            }
        }
    }

    /** The same identity again and again, after a first read that nothing is expected of: a chip idles wrongly before it. */
    private ChipIdentity identify() throws LinkException {
        try {
            link.read(Register.DID_VID, ID_SIZE);
        } catch (final LinkException e) {
            if (e.isGone()) {
                throw e;
            }
        }
        final int first = didVid();
        if (NO_IDENTITY.contains(first)) {
            throw new LinkException(Fault.IMPLAUSIBLE, "DID_VID reads " + HEX.toHexDigits(first));
        }
        for (int i = 1; i < READS; i++) {
            final int other = didVid();
            if (other != first) {
                throw new LinkException(
                        Fault.IMPLAUSIBLE,
                        "DID_VID reads " + HEX.toHexDigits(first) + ", and then " + HEX.toHexDigits(other));
            }
        }
        final int revision = Byte.toUnsignedInt(link.read(Register.RID, 1)[0]);
        return new ChipIdentity(first, revision);
    }

    /**
     * Makes the chip idle from whatever it was left in, and sees that it takes what is written. The locality is claimed before the status is
     * looked at, because a chip may show it to nobody else; it changes nothing of what the chip does.
     */
    private void resync() throws LinkException {
        fifo.claim();
        final Status found = fifo.status();
        busy |= found.isCommandReady() && !found.isDataAvailable();
        fifo.startOver();
    }

    /** Whether registers can be read in one message, too. */
    private boolean agrees(ChipIdentity identity, Framing hold, Framing overClock) throws LinkException {
        link.frame(overClock, overClock);
        try {
            if (didVid() == identity.didVid() && didVid() == identity.didVid()) {
                link.frame(hold, overClock);
                return true;
            }
        } catch (final LinkException e) {
            if (e.isGone()) {
                throw e;
            }
        }
        link.frame(hold, hold);
        return false;
    }

    private int didVid() throws LinkException {
        return ByteBuffer.wrap(link.read(Register.DID_VID, ID_SIZE))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    private void find(WaitStrategy strategy, String what) {
        findings.add(strategy.id() + ": " + what);
    }

    private String reason(WaitStrategy strategy, Optional<WaitStrategy> only) {
        if (only.isPresent()) {
            return "the settings want it";
        }
        return strategy == WaitStrategy.HOLD_CS
                ? "the controller holds chip select between messages"
                : "the controller does not hold chip select between messages (" + findings.get(0) + ")";
    }

    private Failure failure(String reason) {
        return Failure.of(FailureReason.TRANSPORT_ERROR, "open", reason)
                .on(deviceId)
                .likely(
                        "it is another chip select: " + settings.get().spiDevice(),
                        "no power, the chip is held in reset, or MISO is not connected, where nothing but 00 or FF comes",
                        "the clock is too fast (speedHz), or the chip needs more time (accessDelay)")
                .next("Correct the wiring or the settings, then cr50:selftest; every command tries again by itself.");
    }
}
