// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiTransfer;
import io.platformfirmware.tpm.LinkCounter;
import java.util.function.Supplier;

/** Messages on the bus, counted. Used on the chip's owner thread. */
final class Wire {

    private final SpiChannel channel;
    private final DeviceClock clock;
    private final AccessGate gate;
    private final Counters counters;
    private final Supplier<Cr50Settings> settings;
    private int waitBytes;

    Wire(SpiChannel channel, DeviceClock clock, AccessGate gate, Counters counters, Supplier<Cr50Settings> settings) {
        this.channel = channel;
        this.clock = clock;
        this.gate = gate;
        this.counters = counters;
        this.settings = settings;
    }

    DeviceClock clock() {
        return clock;
    }

    /** How long the chip may stay in its wait states, in nanoseconds. */
    long flowControl() {
        return settings.get().flowControlTimeout().toNanos();
    }

    /** A message after which chip select stays low. */
    void hold(SpiTransfer transfer) throws ErrnoException {
        send(transfer.withCsChange());
    }

    /** The message that ends a transaction, after which the chip gives a ready edge. */
    void last(SpiTransfer transfer) throws ErrnoException {
        gate.dataFollows();
        send(transfer);
    }

    /** Chip select low and high again without a clock. */
    void pulse(int micros) throws ErrnoException {
        channel.message(SpiTransfer.pause(micros));
    }

    /** Ends whatever is on the bus: chip select is high afterwards, unless the controller does not even do that. */
    void release() throws ErrnoException {
        try {
            pulse(0);
        } catch (final ErrnoException e) {
            // setting the mode releases it too, and needs no message
            setUp();
        }
    }

    /** Sets mode and speed, which releases chip select. */
    void setUp() throws ErrnoException {
        channel.setUp(settings.get().speedHz());
    }

    /** Bytes that the chip let pass before it was ready. */
    void waited(int bytes) {
        waitBytes += bytes;
        counters.add(LinkCounter.WAIT_BYTES, bytes);
    }

    /** Bytes waited since this was last asked. */
    int takeWaitBytes() {
        final int taken = waitBytes;
        waitBytes = 0;
        return taken;
    }

    private void send(SpiTransfer transfer) throws ErrnoException {
        channel.message(transfer);
        counters.add(LinkCounter.BYTES_OUT, transfer.length());
        counters.add(LinkCounter.BYTES_IN, transfer.length());
    }
}
