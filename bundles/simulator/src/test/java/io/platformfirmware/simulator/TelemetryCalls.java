// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Mapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** One system call at a time on one open telemetry channel, and a reader of the log as simple as a program could have it. */
final class TelemetryCalls implements AutoCloseable {

    static final int SET_INFO = 0x400CEE06;
    static final int GET_INFO = 0x800CEE07;
    static final int GET_DATA_INFO = 0x8040EE08;

    private final CharChannel channel;

    private TelemetryCalls(CharChannel channel) {
        this.channel = channel;
    }

    static TelemetryCalls on(SimulatedTelemetryDevice device) throws ErrnoException {
        return new TelemetryCalls(device.open(Access.READ_ONLY));
    }

    CharChannel channel() {
        return channel;
    }

    /** Numbers that mean no value leave it as it is. */
    String setInfo(int level, int type, int revision) {
        return ioctl(SET_INFO, struct(12).putInt(level).putInt(type).putInt(revision));
    }

    /** Level, type and revision; a level that is none in hexadecimal. */
    String getInfo() {
        final ByteBuffer struct = struct(12);
        final String outcome = ioctl(GET_INFO, struct);
        if (!"0".equals(outcome)) {
            return outcome;
        }
        final int level = struct.getInt(0);
        return (level < 0 ? String.format("0x%X", level) : level) + " " + struct.getInt(4) + " " + struct.getInt(8);
    }

    String getDataInfo() {
        return ioctl(GET_DATA_INFO, struct(64));
    }

    Data data() throws ErrnoException {
        final ByteBuffer struct = struct(64);
        channel.ioctl(GET_DATA_INFO, struct.array());
        return new Data(
                struct.getLong(16) << 32 | struct.getLong(8),
                struct.getLong(32) << 32 | struct.getLong(24),
                struct.getInt(40),
                struct.getInt(44),
                struct.getInt(48),
                struct.getInt(52),
                struct.getInt(56));
    }

    /** The whole log in the order of time, when nobody writes meanwhile. */
    byte[] log() throws ErrnoException {
        final Data data = data();
        try (Mapping mapping = channel.map(data.maxDataSize())) {
            return data.log(mapping);
        }
    }

    String text() throws ErrnoException {
        return new String(log(), StandardCharsets.US_ASCII);
    }

    String map(long length) {
        return outcome(() -> {
            channel.map(length).close();
            return 0;
        });
    }

    String ioctl(int request) {
        return outcome(() -> channel.ioctl(request));
    }

    String write(byte[] bytes) {
        return outcome(() -> channel.write(bytes));
    }

    String lock() {
        return outcome(() -> channel.tryLock() ? 1 : 0);
    }

    @Override
    public void close() {
        channel.close();
    }

    private String ioctl(int request, ByteBuffer struct) {
        return outcome(() -> channel.ioctl(request, struct.array()));
    }

    static ByteBuffer struct(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static String outcome(Call call) {
        try {
            return Integer.toString(call.run());
        } catch (final ErrnoException e) {
            return Errno.symbol(e.number());
        }
    }

    interface Call {
        int run() throws ErrnoException;
    }

    /** Where the log is said to be. */
    record Data(
            long chunk1Address,
            long chunk2Address,
            int maxDataSize,
            int chunk1Size,
            int chunk2Size,
            int rollovers,
            int resets) {

        /** Chunk 1, then chunk 2. */
        byte[] log(Mapping mapping) {
            final byte[] chunk1 = new byte[chunk1Size];
            final byte[] chunk2 = new byte[chunk2Size];
            mapping.read(chunk1Size == 0 ? 0 : chunk1Address - chunk2Address, chunk1);
            mapping.read(0, chunk2);
            return ByteBuffer.allocate(chunk1Size + chunk2Size)
                    .put(chunk1)
                    .put(chunk2)
                    .array();
        }
    }
}
