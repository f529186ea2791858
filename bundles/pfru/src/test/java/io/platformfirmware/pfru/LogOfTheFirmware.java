// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Mapping;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The log of a simulated firmware, read as simply as can be: it never rolls over in these tests. */
final class LogOfTheFirmware {

    private static final int GET_DATA_INFO = 0x8040EE08;
    private static final int STRUCT_SIZE = 64;
    private static final long U32 = 0xFFFF_FFFFL;

    private final CharDevice device;

    LogOfTheFirmware(CharDevice device) {
        this.device = device;
    }

    FakeTelemetry service() {
        return new FakeTelemetry().at(() -> LogPosition.endOf(info())).then(this::since);
    }

    private LogInfo info() {
        try (CharChannel channel = device.open(CharDevice.Access.READ_ONLY)) {
            final ByteBuffer struct = ByteBuffer.allocate(STRUCT_SIZE).order(ByteOrder.LITTLE_ENDIAN);
            channel.ioctl(GET_DATA_INFO, struct.array());
            return new LogInfo(
                    LogType.EXECUTION,
                    struct.getInt(40) & U32,
                    new LogChunk(0, struct.getInt(44) & U32),
                    new LogChunk(struct.getLong(32) << Integer.SIZE | struct.getLong(24), struct.getInt(48) & U32),
                    struct.getInt(52) & U32,
                    struct.getInt(56) & U32);
        } catch (final ErrnoException e) {
            throw new AssertionError(e);
        }
    }

    private LogDelta since(LogPosition from) {
        final LogInfo info = info();
        final LogPosition end = LogPosition.endOf(info);
        final List<TelemetryEvent> events = new ArrayList<>();
        long start = from.offset();
        if (from.resetCount() != end.resetCount()) {
            start = 0;
            events.add(new LogReset(
                    new LogPosition(end.type(), end.bufferAddress(), end.resetCount(), end.rolloverCount(), start)));
        }
        if (end.offset() > start) {
            events.add(new LogWritten(read(start, end.offset()), end));
        }
        return new LogDelta(events, end);
    }

    private LogBytes read(long start, long end) {
        final byte[] bytes = new byte[Math.toIntExact(end - start)];
        try (CharChannel channel = device.open(CharDevice.Access.READ_ONLY);
                Mapping mapping = channel.map(end)) {
            mapping.read(start, bytes);
            return LogBytes.of(bytes);
        } catch (final ErrnoException e) {
            throw new AssertionError(e);
        }
    }
}
