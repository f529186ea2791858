// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

/**
 * The registers of locality 0 that the chip has (chromium EC common/tpm_registers.c; TCG PC Client Platform TPM Profile, "FIFO interface
 * register space"). Reading any other gives bytes of earlier transactions, so no other is ever used.
 */
enum Register {
    /** Who may send commands. One byte. */
    ACCESS(0x000, true),
    /** Status, and the burst count in bytes 1 and 2. Four bytes, little endian; read at this address only. */
    STS(0x018, true),
    /** Commands and responses, 1 to 64 bytes at a time. Each access goes on where the last one ended. */
    DATA_FIFO(0x024, false),
    /** Vendor and device. Four bytes, little endian. */
    DID_VID(0xF00, true),
    /** Revision. One byte. */
    RID(0xF04, true),
    /** Firmware version, text: a write goes back to its start, each read goes on. Vendor register. */
    FW_VER(0xF90, false);

    /** ACCESS: the other bits mean something. */
    static final int ACCESS_VALID = 0x80;

    /** ACCESS: this locality may send commands. Written: gives the locality up. */
    static final int ACCESS_ACTIVE = 0x20;

    /** ACCESS: the locality is asked for. Written: asks for it. */
    static final int ACCESS_REQUEST = 0x02;

    /** STS: {@code Expect} and {@code dataAvail} mean something. */
    static final int STS_VALID = 0x80;

    /** STS: a command may be written. Written: get ready, or abort. */
    static final int STS_COMMAND_READY = 0x40;

    /** STS, written: execute the command. */
    static final int STS_GO = 0x20;

    /** STS: there is a response. */
    static final int STS_DATA_AVAILABLE = 0x10;

    /** STS: more bytes of the command are expected. */
    static final int STS_EXPECT = 0x08;

    /** STS, written: put the response back to its start. */
    static final int STS_RESPONSE_RETRY = 0x02;

    private final int offset;
    private final boolean rereadable;

    Register(int offset, boolean rereadable) {
        this.offset = offset;
        this.rereadable = rereadable;
    }

    /**
     * Where it is.
     *
     * @return offset in the locality's 4 KiB
     */
    int offset() {
        return offset;
    }

    /**
     * Whether it may be read twice without harm.
     *
     * @return false where reading moves something on
     */
    boolean isRereadable() {
        return rereadable;
    }
}
