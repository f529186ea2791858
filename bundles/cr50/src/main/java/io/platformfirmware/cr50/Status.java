// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

/**
 * The register STS with its burst count.
 *
 * @param value four bytes, the first on the wire lowest
 */
record Status(int value) {

    /** Bits that read 0: reserved, tpmGo and responseRetry of byte 0, and all but tpmFamily of byte 3. */
    private static final int ALWAYS_ZERO = 0xF3000023;

    private static final int BURST_MASK = 0xFFFF;
    private static final int BYTE = 8;

    static Status of(byte[] bytes) {
        int value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << BYTE | Byte.toUnsignedInt(bytes[i]);
        }
        return new Status(value);
    }

    /** Whether a chip can show this: a wire that is stuck at 1, or wait states taken for data, can not. */
    boolean isPlausible() {
        return (value & ALWAYS_ZERO) == 0;
    }

    boolean isValid() {
        return has(Register.STS_VALID);
    }

    boolean isCommandReady() {
        return has(Register.STS_COMMAND_READY);
    }

    boolean isExpecting() {
        return has(Register.STS_EXPECT);
    }

    boolean isDataAvailable() {
        return has(Register.STS_DATA_AVAILABLE);
    }

    /** How many bytes the FIFO takes or has now. */
    int burst() {
        return value >>> BYTE & BURST_MASK;
    }

    @Override
    public String toString() {
        return String.format("STS %02X, burst count %d", value & 0xFF, burst());
    }

    private boolean has(int bit) {
        return (value & bit) != 0;
    }
}
