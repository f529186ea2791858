// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

/**
 * The memory of one log. The firmware writes byte after byte and begins again at the start when it is full, over the oldest; what
 * is cleared stays in the memory until it is written over. Safe for use by several threads: as if the firmware wrote in Management
 * Mode, nobody sees a part of an append, except a copy in progress, which it may come in between.
 */
final class LogRing {

    /** As much as a processor copies at once. */
    private static final int CACHE_LINE = 64;

    private final long address;
    private final byte[] memory;
    private int position;
    private int rollovers;
    private int resets;

    /**
     * An empty log.
     *
     * @param address physical
     * @param size in bytes
     * @param resets how often it was reset before
     */
    LogRing(long address, int size, int resets) {
        this.address = address;
        this.memory = new byte[size];
        this.resets = resets;
    }

    int size() {
        return memory.length;
    }

    synchronized void append(byte[] bytes) {
        for (final byte value : bytes) {
            memory[position++] = value;
            if (position == memory.length) {
                position = 0;
                rollovers++;
            }
        }
    }

    synchronized void reset() {
        position = 0;
        rollovers = 0;
        resets++;
    }

    synchronized int resets() {
        return resets;
    }

    synchronized LogDataInfo info() {
        final boolean rolledOver = rollovers != 0;
        return new LogDataInfo(
                memory.length,
                rolledOver ? address + position : 0,
                rolledOver ? memory.length - position : 0,
                address,
                position,
                Integer.toUnsignedLong(rollovers),
                Integer.toUnsignedLong(resets));
    }

    /** Copies from the start of the memory on, whatever of it is in use. The range is the caller's to check. */
    void read(int offset, byte[] target) {
        for (int done = 0; done < target.length; done += CACHE_LINE) {
            final int length = Math.min(CACHE_LINE, target.length - done);
            synchronized (this) {
                System.arraycopy(memory, offset + done, target, done, length);
            }
        }
    }
}
