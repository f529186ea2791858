// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiTransfer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/** A host that does everything by hand: messages on a channel, bytes in hexadecimal. */
final class Host implements AutoCloseable {

    static final int ACCESS = 0x000;
    static final int INTF_CAPS = 0x014;
    static final int STS = 0x018;
    static final int FIFO = 0x024;
    static final int DID_VID = 0xF00;
    static final int RID = 0xF04;
    static final int FW_VER = 0xF90;
    static final int BOARD_CFG = 0xFE0;

    static final String STARTUP_CLEAR = "80 01 00 00 00 0C 00 00 01 44 00 00";
    static final String SUCCESS = "80 01 00 00 00 0A 00 00 00 00";

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
    private static final int MAX_POLLS = 1000;

    private final SimulatedCr50 cr50;
    private final SpiChannel channel;

    private Host(SimulatedCr50 cr50) throws ErrnoException {
        this.cr50 = cr50;
        this.channel = cr50.spi().open();
        channel.setUp(1_000_000);
    }

    /** The first thing on the bus. */
    static Host on(SimulatedCr50 cr50) throws ErrnoException {
        return new Host(cr50);
    }

    /** After the first frame, which idles at FF, and its ready pulse, with nothing on the wire log. */
    static Host awake(SimulatedCr50 cr50) throws ErrnoException {
        final Host host = on(cr50);
        host.read(DID_VID, 4);
        cr50.clock().advance(Duration.ofMillis(1));
        cr50.wire().clear();
        return host;
    }

    /** A Cr50 that does at once what it is asked. */
    static Host healthy() throws ErrnoException {
        return awake(SimulatedCr50.virtual());
    }

    SimulatedCr50 cr50() {
        return cr50;
    }

    SpiChannel channel() {
        return channel;
    }

    /** One frame of these bytes, whatever the chip says. */
    String frame(String mosi) throws ErrnoException {
        final byte[] out = bytes(mosi);
        final byte[] in = new byte[out.length];
        channel.message(SpiTransfer.exchange(out, in));
        return hex(in);
    }

    /** A pulse on chip select. */
    void pulse(int micros) throws ErrnoException {
        channel.message(SpiTransfer.pause(micros));
    }

    /** A read as hosts do it: header, polls until 01, data. */
    byte[] read(int register, int size) throws ErrnoException {
        begin(0x80 | size - 1, register);
        final byte[] data = new byte[size];
        channel.message(SpiTransfer.read(data));
        return data;
    }

    String readHex(int register, int size) throws ErrnoException {
        return hex(read(register, size));
    }

    void write(int register, String data) throws ErrnoException {
        final byte[] bytes = bytes(data);
        begin(bytes.length - 1, register);
        channel.message(SpiTransfer.write(bytes));
    }

    String sts() throws ErrnoException {
        return readHex(STS, 1);
    }

    /** From request of the locality to everything drained; empty answer: none came. */
    byte[] command(String command) throws ErrnoException {
        write(ACCESS, "02");
        send(command);
        final byte[] answer = await() ? answer() : new byte[0];
        write(STS, "40");
        write(ACCESS, "20");
        return answer;
    }

    String commandHex(String command) throws ErrnoException {
        return hex(command(command));
    }

    /** Idle to executing. */
    void send(String command) throws ErrnoException {
        write(STS, "40");
        final byte[] bytes = bytes(command);
        for (int at = 0; at < bytes.length; at += 63) {
            write(FIFO, hex(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 63))));
        }
        write(STS, "20");
    }

    /** Polls for an answer. */
    boolean await() throws ErrnoException {
        for (int poll = 0; poll < MAX_POLLS; poll++) {
            if ((read(STS, 1)[0] & 0x90) == 0x90) {
                return true;
            }
            cr50.clock().advance(Duration.ofMillis(1));
        }
        return false;
    }

    /** What the fifo has, by its burst count. */
    byte[] answer() throws ErrnoException {
        byte[] all = new byte[0];
        for (byte[] sts = read(STS, 4); (sts[0] & 0x10) != 0; sts = read(STS, 4)) {
            final int at = all.length;
            final byte[] more = read(FIFO, sts[1] & 0x3F);
            all = Arrays.copyOf(all, at + more.length);
            System.arraycopy(more, 0, all, at, more.length);
        }
        return all;
    }

    @Override
    public void close() {
        channel.close();
    }

    private void begin(int first, int register) throws ErrnoException {
        channel.message(
                SpiTransfer.write(bytes(String.format("%02X D4 %02X %02X", first, register >> 8, register & 0xFF)))
                        .withCsChange());
        final byte[] poll = new byte[1];
        for (int polls = 0; poll[0] != 1; polls++) {
            assertThat(polls).as("polls").isLessThan(MAX_POLLS);
            channel.message(SpiTransfer.read(poll).withCsChange());
        }
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }
}
