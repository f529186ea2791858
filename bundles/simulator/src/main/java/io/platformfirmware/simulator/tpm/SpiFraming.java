// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * How bytes on the wire become reads and writes of registers (chromium EC, chip/g/spp_tpm.c over chip/g/spp.c). The controller's memory
 * collects bytes; the processor looks at them when it can. The buffer from which reads are answered is never cleared: what a register
 * does not fill is what an earlier transaction left.
 */
final class SpiFraming {

    private static final int HEADER = 4;

    /** {@code RXBUF_MAX}. */
    private static final int MAX_FRAME = 512;

    /** Of the controller, each way. */
    private static final int FIFO = 1024;

    private static final byte STALL = 0x00;
    private static final byte GO_ON = 0x01;
    private static final byte IDLE_AT_START = (byte) 0xFF;
    private static final int READ = 0x80;
    private static final int SIZE_MASK = 0x3F;

    private final TpmRegisters registers;
    private final WaitStates waits;
    private final Supplier<ChipSettings> settings;
    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    private final byte[] received = new byte[MAX_FRAME];
    private final byte[] sent = new byte[1 + MAX_FRAME];
    private State state = State.HEADER;
    private int count;
    private int size;
    private int address;
    private int sentAt;
    private int sentEnd;
    private byte idle = STALL;
    private boolean seen;

    SpiFraming(TpmRegisters registers, WaitStates waits, Supplier<ChipSettings> settings) {
        this.registers = registers;
        this.waits = waits;
        this.settings = settings;
        start();
    }

    /** {@code spp_if_start}: forgets a frame that is half there. */
    void start() {
        newCycle();
        arrived.reset();
        seen = false;
        if (settings.get().firstFrameIdlesHigh()) {
            idle = IDLE_AT_START;
        }
    }

    /** What the line shows while nobody handles anything. */
    byte idle() {
        return idle;
    }

    /** Eight clocks. */
    byte clock(byte mosi, long now) {
        final byte miso = sentAt < sentEnd ? sent[sentAt++] : idle;
        seen = true;
        if (arrived.size() < FIFO) {
            arrived.write(mosi);
        }
        if (state == State.HEADER && arrived.size() == HEADER) {
            waits.begin();
        } else if (state == State.HEADER && arrived.size() > HEADER) {
            waits.byteClocked();
        }
        if (arrived.size() >= HEADER && waits.over(now) || state != State.HEADER) {
            handle(now);
        }
        return miso;
    }

    /**
     * Chip select rises.
     *
     * @return whether there was data; nothing at all happens otherwise
     */
    boolean deselected(long now) {
        if (!seen) {
            return false;
        }
        handle(now);
        if (state == State.WRITE) {
            registers.put(address, written(), now);
        }
        newCycle();
        seen = false;
        return true;
    }

    private void newCycle() {
        state = State.HEADER;
        count = 0;
        idle = STALL;
        sentAt = 0;
        sentEnd = 0;
    }

    /** The receive interrupt. */
    private void handle(long now) {
        final byte[] batch = arrived.toByteArray();
        arrived.reset();
        if (state == State.PONDERING || state == State.BAD) {
            return;
        }
        if (count + batch.length > MAX_FRAME) {
            idle = GO_ON;
            state = State.BAD;
            return;
        }
        System.arraycopy(batch, 0, received, count, batch.length);
        count += batch.length;
        if (state == State.HEADER && count >= HEADER) {
            header(now);
        }
    }

    private void header(long now) {
        size = (received[0] & SIZE_MASK) + 1;
        address = (received[1] & 0xFF) << 16 | BigEndian.u16(received, 2);
        if ((received[0] & READ) == 0) {
            idle = GO_ON;
            state = State.WRITE;
            return;
        }
        sent[0] = GO_ON;
        registers.get(address, sent, 1, size, now);
        sentAt = 0;
        sentEnd = 1 + size;
        state = State.PONDERING;
    }

    /** The last bytes before chip select rose, whatever they are; where they reach before the buffer, zeros. */
    private byte[] written() {
        if (settings.get().has(FirmwareQuirk.WRITE_TAKES_FIRST_BYTES)) {
            return Arrays.copyOfRange(received, HEADER, HEADER + size);
        }
        final byte[] data = new byte[size];
        final int there = Math.min(size, count);
        System.arraycopy(received, count - there, data, size - there, there);
        return data;
    }

    private enum State {
        HEADER,
        WRITE,
        PONDERING,
        BAD
    }
}
