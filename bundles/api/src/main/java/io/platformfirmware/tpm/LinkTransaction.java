// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.time.Duration;
import java.util.Optional;

/**
 * One access to a register, or one wake, as it went over the wire.
 *
 * @param sequence counts from 1
 * @param nanos when it began, on the device's clock
 * @param kind what it was
 * @param register the offset in locality 0, for example {@code 0x018}; 0 for a wake
 * @param position of the FIFO: where in the command or response the first byte stands; 0 for every other register
 * @param length how many bytes of data were asked for or sent
 * @param data the bytes; of the FIFO only the header of a command or response (10 bytes at most), because the rest may be secret,
 *     unless the settings allow more. Empty where the access failed
 * @param waitBytes how many bytes the chip let pass before it was ready
 * @param gate how it was waited for before
 * @param gateTime how long
 * @param duration from the header to the end
 * @param error why it failed, where it did
 */
public record LinkTransaction(
        long sequence,
        long nanos,
        Kind kind,
        int register,
        int position,
        int length,
        byte[] data,
        int waitBytes,
        Gate gate,
        Duration gateTime,
        Duration duration,
        Optional<String> error) {

    /** Copies the bytes. */
    public LinkTransaction {
        data = data.clone();
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    /** What a transaction is. */
    public enum Kind {
        /** A register was read. */
        READ,
        /** A register was written. */
        WRITE,
        /** A pulse on chip select. */
        WAKE
    }

    /** How the time before a transaction was spent. */
    public enum Gate {
        /** Enough time had passed. */
        OPEN,
        /** Until the chip's ready edge. */
        EDGE,
        /** The access delay. */
        DELAY,
        /** For an edge that did not come. */
        MISSED_EDGE
    }
}
