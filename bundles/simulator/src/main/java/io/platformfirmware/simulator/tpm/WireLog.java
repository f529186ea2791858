// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A recorder on the bus: what went over it while chip select was low, frame by frame, so that tests count transactions and compare
 * bytes. Grows without limit while it records. Safe for use by several threads.
 */
public final class WireLog {

    private final boolean recording;
    private final List<Frame> frames = new ArrayList<>();
    private final ByteArrayOutputStream mosi = new ByteArrayOutputStream();
    private final ByteArrayOutputStream miso = new ByteArrayOutputStream();
    private long start;

    private WireLog(boolean recording) {
        this.recording = recording;
    }

    /**
     * A log that records.
     *
     * @return an empty one
     */
    public static WireLog recording() {
        return new WireLog(true);
    }

    /**
     * A log that stays empty.
     *
     * @return one for when nobody looks
     */
    public static WireLog off() {
        return new WireLog(false);
    }

    /**
     * What went over the bus.
     *
     * @return the frames that have ended, oldest first
     */
    public synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    /**
     * The same without pulses on chip select.
     *
     * @return the frames with at least one byte, oldest first
     */
    public List<Frame> transactions() {
        return frames().stream().filter(frame -> !frame.isPulse()).toList();
    }

    /** Forgets all frames that have ended. */
    public synchronized void clear() {
        frames.clear();
    }

    synchronized void selected(long nanos) {
        start = nanos;
        mosi.reset();
        miso.reset();
    }

    synchronized void clocked(byte out, byte in) {
        if (recording) {
            mosi.write(out);
            miso.write(in);
        }
    }

    synchronized void deselected(long nanos) {
        if (recording) {
            frames.add(new Frame(mosi.toByteArray(), miso.toByteArray(), start, nanos));
        }
    }

    /**
     * What went over the bus between a falling and a rising edge of chip select.
     *
     * @param mosi what the controller shifted out
     * @param miso what it shifted in, as many bytes; none in a pulse on chip select
     * @param start when chip select fell, nanoseconds of the device's clock
     * @param end when it rose
     */
    public record Frame(byte[] mosi, byte[] miso, long start, long end) {

        private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

        /**
         * Whether it is only a pulse on chip select.
         *
         * @return true when no byte was clocked
         */
        public boolean isPulse() {
            return mosi.length == 0;
        }

        /**
         * What the controller shifted out.
         *
         * @return hexadecimal bytes with blanks between them, such as {@code 83 D4 0F 00}
         */
        public String mosiHex() {
            return HEX.formatHex(mosi);
        }

        /**
         * What it shifted in.
         *
         * @return hexadecimal bytes with blanks between them
         */
        public String misoHex() {
            return HEX.formatHex(miso);
        }

        @Override
        public String toString() {
            return mosiHex() + " -> " + misoHex();
        }
    }
}
