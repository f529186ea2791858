// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.util.Arrays;

/** Takes a command apart. Numbers are big endian. */
final class CommandReader {

    private final byte[] bytes;
    private int at;
    private int end;
    private int subject;

    CommandReader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
        this.end = bytes.length;
    }

    /** The next bytes, as a part of their own. */
    CommandReader part(int length) throws RefusedCommandException {
        need(length);
        final CommandReader part = new CommandReader(bytes, at);
        part.end = at + length;
        part.subject = subject;
        at += length;
        return part;
    }

    /** What is read from now on belongs to the parameter with this number, counted from 1. */
    CommandReader parameter(int number) {
        subject = ResponseCode.parameter(number);
        return this;
    }

    /** What is read from now on belongs to the session with this number, counted from 1. */
    CommandReader session(int number) {
        subject = ResponseCode.session(number);
        return this;
    }

    /** What is read from now on belongs to the handle with this number, counted from 1. */
    CommandReader handle(int number) {
        subject = ResponseCode.handle(number);
        return this;
    }

    /** What is read from now on belongs to nothing that has a number. */
    CommandReader anything() {
        subject = 0;
        return this;
    }

    int left() {
        return end - at;
    }

    int u8() throws RefusedCommandException {
        need(1);
        return bytes[at++] & 0xFF;
    }

    int u16() throws RefusedCommandException {
        need(Short.BYTES);
        at += Short.BYTES;
        return BigEndian.u16(bytes, at - Short.BYTES);
    }

    int u32() throws RefusedCommandException {
        need(Integer.BYTES);
        at += Integer.BYTES;
        return BigEndian.u32(bytes, at - Integer.BYTES);
    }

    byte[] bytes(int length) throws RefusedCommandException {
        need(length);
        final byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return copy;
    }

    /** A TPM2B. */
    byte[] sized() throws RefusedCommandException {
        return bytes(u16());
    }

    /** Nothing may follow. */
    void end() throws RefusedCommandException {
        if (left() > 0) {
            throw new RefusedCommandException(ResponseCode.SIZE);
        }
    }

    /** Refuses what was read last, with a code of format one. */
    RefusedCommandException wrong(int code) {
        return new RefusedCommandException(code | subject);
    }

    private void need(int length) throws RefusedCommandException {
        if (left() < length) {
            throw wrong(ResponseCode.INSUFFICIENT);
        }
    }
}
