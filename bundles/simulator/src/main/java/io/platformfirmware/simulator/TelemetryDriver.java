// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Mapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linux's telemetry driver (Linux {@code drivers/acpi/pfr_telemetry.c}), errno for errno, over an {@link EmulatedFirmware}. It
 * has no write operation, and ignores every value of {@link #SET_INFO} that does not exist.
 */
final class TelemetryDriver extends SimulatedDriver {

    static final int SET_INFO = 0x400CEE06;
    static final int GET_INFO = 0x800CEE07;
    static final int GET_DATA_INFO = 0x8040EE08;

    /** Bytes of {@code struct pfrt_log_info} (Linux {@code include/uapi/linux/pfrut.h}): level, type and revision, u32 each. */
    static final int INFO_SIZE = 12;

    private static final Logger LOG = LoggerFactory.getLogger(TelemetryDriver.class);

    private static final int DEFAULT_REVISION = 1;
    private static final int MAX_REVISION = 2;

    private final EmulatedFirmware firmware;
    private final AtomicLong ioctls = new AtomicLong();
    private final AtomicInteger mappings = new AtomicInteger();
    private final AtomicLong bytesCopied = new AtomicLong();

    private volatile LogKind type = LogKind.EXECUTION;
    private volatile int revision = DEFAULT_REVISION;

    TelemetryDriver(String path, EmulatedFirmware firmware) {
        super(path);
        this.firmware = firmware;
    }

    LogKind type() {
        return type;
    }

    int revision() {
        return revision;
    }

    long ioctls() {
        return ioctls.get();
    }

    int mappings() {
        return mappings.get();
    }

    long bytesCopied() {
        return bytesCopied.get();
    }

    @Override
    void ioctl(String call, int request, Optional<byte[]> argument) throws ErrnoException {
        ioctls.incrementAndGet();
        switch (request) {
            case SET_INFO -> setInfo(call, pointer(call, argument));
            case GET_INFO -> {
                final int level = level(call);
                struct(pointer(call, argument))
                        .putInt(level)
                        .putInt(type.code())
                        .putInt(revision);
            }
            case GET_DATA_INFO -> {
                final byte[] struct = data(call).info().toBytes();
                System.arraycopy(struct, 0, pointer(call, argument), 0, struct.length);
            }
            default -> throw error(call, Errno.ENOTTY);
        }
    }

    @Override
    Mapping map(long length) throws ErrnoException {
        final FirmwareLog.Data data = data("mmap");
        final LogDataInfo info = data.info();
        if (info.chunk2Address() == 0 || !wholePages(info.chunk2Address()) || !wholePages(info.maxDataSize())) {
            throw error("mmap", Errno.ENODEV);
        }
        if (length > info.maxDataSize()) {
            throw error("mmap", Errno.EINVAL);
        }
        mappings.incrementAndGet();
        return new SimulatedMapping(data.ring(), length, bytesCopied::addAndGet, mappings::decrementAndGet);
    }

    private void setInfo(String call, byte[] argument) throws ErrnoException {
        final ByteBuffer struct = struct(argument);
        final Optional<LineLevel> level = LineLevel.of(struct.getInt());
        final Optional<LogKind> kind = LogKind.of(struct.getInt());
        final int wantedRevision = struct.getInt();
        if (wantedRevision >= DEFAULT_REVISION && wantedRevision <= MAX_REVISION) {
            revision = wantedRevision;
        }
        if (level.isPresent()) {
            final FirmwareStatus status =
                    firmware.setLevel(revision, level.get()).orElseThrow(() -> error(call, Errno.EINVAL));
            if (!status.succeeded()) {
                LOG.debug("{}: {}: firmware {}", path(), call, status);
                throw error(call, Errno.EBUSY);
            }
        }
        kind.ifPresent(wanted -> type = wanted);
    }

    /** The driver takes the error for the level, and so passes it on as one. */
    private int level(String call) {
        try {
            return value(call, firmware.getLevel(revision));
        } catch (final ErrnoException e) {
            return -e.number();
        }
    }

    private FirmwareLog.Data data(String call) throws ErrnoException {
        return value(call, firmware.getData(revision, type));
    }

    private <T> T value(String call, Optional<EmulatedFirmware.Answer<Optional<T>>> answer) throws ErrnoException {
        final EmulatedFirmware.Answer<Optional<T>> packed = answer.orElseThrow(() -> error(call, Errno.EINVAL));
        if (!packed.status().succeeded()) {
            LOG.debug("{}: {}: firmware {}", path(), call, packed.status());
            throw error(call, Errno.EBUSY);
        }
        return packed.value().orElseThrow(() -> error(call, Errno.EBUSY));
    }

    private static boolean wholePages(long value) {
        return value % LogSettings.PAGE == 0;
    }

    private static ByteBuffer struct(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
