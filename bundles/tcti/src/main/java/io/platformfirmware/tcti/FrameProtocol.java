// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A protocol whose frames are read field by field, again from the start when more has come. */
abstract class FrameProtocol implements Protocol {

    /** Reads a frame. */
    abstract Request read(Frame in, int maxCommandSize) throws Frame.MissingException, BrokenException;

    @Override
    public final Optional<Request> next(ByteBuffer in, int maxCommandSize) throws BrokenException {
        final int start = in.position();
        try {
            return Optional.of(read(new Frame(in), maxCommandSize));
        } catch (final Frame.MissingException e) {
            in.position(start);
            return Optional.empty();
        }
    }

    @Override
    public byte[] frame(byte[] response) {
        return response;
    }

    /** Numbers of 32 bits. */
    static byte[] words(int... values) {
        final ByteBuffer out = ByteBuffer.allocate(values.length * Integer.BYTES);
        for (final int value : values) {
            out.putInt(value);
        }
        return out.array();
    }

    static Request done(int... values) {
        return new Request.Answer(words(values), false, false);
    }

    static Request refused(int... values) {
        return new Request.Answer(words(values), true, false);
    }
}
