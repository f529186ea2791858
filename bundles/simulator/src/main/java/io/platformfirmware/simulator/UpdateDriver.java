// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Linux's update driver (Linux {@code drivers/acpi/pfr_update.c}), errno for errno, over an {@link EmulatedFirmware}. */
final class UpdateDriver extends SimulatedDriver {

    static final int SET_REV = 0x4004EE01;
    static final int STAGE = 0x4004EE02;
    static final int ACTIVATE = 0x4004EE03;
    static final int STAGE_ACTIVATE = 0x4004EE04;
    static final int QUERY_CAP = 0x805CEE05;

    private static final Logger LOG = LoggerFactory.getLogger(UpdateDriver.class);

    private static final String WRITE = "write";
    private static final int DEFAULT_REVISION = 1;
    private static final int MAX_REVISION = 2;
    private static final long U32 = 0xFFFF_FFFFL;

    private final EmulatedFirmware firmware;
    private final String device;
    private final SimulatedKernelLog log;
    private final AtomicReference<String> oops = new AtomicReference<>();
    private final AtomicLong writes = new AtomicLong();

    private volatile VersionRule versionRule;
    private volatile int revision = DEFAULT_REVISION;

    /**
     * A driver that is bound.
     *
     * @param path of its node
     * @param device what the kernel calls the device
     * @param firmware behind it
     * @param versionRule of the kernel
     * @param log where its debug lines go
     */
    UpdateDriver(
            String path, String device, EmulatedFirmware firmware, VersionRule versionRule, SimulatedKernelLog log) {
        super(path);
        this.firmware = firmware;
        this.device = device;
        this.log = log;
        this.versionRule = versionRule;
    }

    void versionRule(VersionRule rule) {
        versionRule = rule;
    }

    int revision() {
        return revision;
    }

    List<String> oopses() {
        return Optional.ofNullable(oops.get()).stream().toList();
    }

    long writes() {
        return writes.get();
    }

    @Override
    void checkAlive(String call) throws ErrnoException {
        if (oops.get() != null) {
            throw error(call, Errno.EIO);
        }
    }

    @Override
    void ioctl(String call, int request, Optional<byte[]> argument) throws ErrnoException {
        switch (request) {
            case QUERY_CAP -> {
                final byte[] struct = queryCapability(call).toBytes();
                System.arraycopy(struct, 0, pointer(call, argument), 0, struct.length);
            }
            case SET_REV -> setRevision(call, pointer(call, argument));
            case STAGE -> start(call, StartAction.STAGE);
            case ACTIVATE -> start(call, StartAction.ACTIVATE);
            case STAGE_ACTIVATE -> start(call, StartAction.STAGE_ACTIVATE);
            default -> throw error(call, Errno.ENOTTY);
        }
    }

    @Override
    int write(byte[] bytes) throws ErrnoException {
        writes.incrementAndGet();
        final EmulatedFirmware.Answer<CommunicationBuffer> answer =
                firmware.queryBuffer(revision).orElseThrow(() -> malformed(WRITE, DebugLine.QUERY_BUF_NO_PACKAGE));
        succeed(WRITE, answer.status(), DebugLine.QUERY_BUF_STATUS, DebugLine.QUERY_BUF_EXT_STATUS);
        final CommunicationBuffer buffer = answer.value();
        if (bytes.length > buffer.size()) {
            log.debug(device, DebugLine.TOO_LARGE);
            throw error(WRITE, Errno.EINVAL);
        }
        buffer.load(bytes);
        final PlatformCapability capability = queryCapability(WRITE);
        try {
            judge(ApplicableImage.check(buffer, capability, versionRule));
        } catch (final OutsideBufferException e) {
            oops.compareAndSet(null, e.getMessage());
            LOG.error(
                    "{}: KERNEL OOPS (simulated): {}. The headers of what was written point there. Linux would kill the writing"
                            + " thread within write(2). The device answers EIO until it is removed.",
                    path(),
                    e.getMessage());
            throw error(WRITE, Errno.EIO);
        }
        return bytes.length;
    }

    /** Of a version that is too old the driver says nothing. */
    private void judge(ApplicableImage.Verdict verdict) throws ErrnoException {
        switch (verdict) {
            case APPLICABLE -> {
                return;
            }
            case NO_TYPE -> log.debug(device, DebugLine.IMAGE_TYPE);
            case NO_HEADER_VERSION -> log.debug(device, DebugLine.IMAGE_SIZE);
            case OLD -> LOG.debug("{}: the version is too old", path());
        }
        throw error(WRITE, Errno.EINVAL);
    }

    private PlatformCapability queryCapability(String call) throws ErrnoException {
        final EmulatedFirmware.Answer<PlatformCapability> answer =
                firmware.queryCapability(revision).orElseThrow(() -> malformed(call, DebugLine.QUERY_CAP_NO_PACKAGE));
        // of this one the driver does not look at an extended status
        succeed(call, answer.status(), DebugLine.QUERY_CAP_STATUS);
        return answer.value();
    }

    private void setRevision(String call, byte[] argument) throws ErrnoException {
        final int wanted =
                ByteBuffer.wrap(argument).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (wanted < DEFAULT_REVISION || wanted > MAX_REVISION) {
            throw error(call, Errno.EINVAL);
        }
        LOG.info("{}: revision set to {}, was {}", path(), wanted, revision);
        revision = wanted;
    }

    private void start(String call, StartAction action) throws ErrnoException {
        final FirmwareStatus status =
                firmware.start(revision, action).orElseThrow(() -> malformed(call, DebugLine.UPDATE_NO_PACKAGE));
        succeed(call, status, DebugLine.UPDATE_STATUS, DebugLine.UPDATE_EXT_STATUS);
        final long nanos = firmware.settings().startTime().toNanos();
        log.debug(device, DebugLine.RESULT);
        time(action.stages() ? nanos : 0, DebugLine.AUTHENTICATION_LOW, DebugLine.AUTHENTICATION_HIGH);
        time(action.activates() ? nanos : 0, DebugLine.EXECUTION_LOW, DebugLine.EXECUTION_HIGH);
    }

    private void time(long nanos, DebugLine low, DebugLine high) {
        log.debug(device, low, nanos & U32);
        log.debug(device, high, nanos >>> Integer.SIZE);
    }

    private ErrnoException malformed(String call, DebugLine line) {
        log.debug(device, line);
        return error(call, Errno.EINVAL);
    }

    /** What is no success stands in the debug lines, as signed numbers, the status first. */
    private void succeed(String call, FirmwareStatus status, DebugLine... lines) throws ErrnoException {
        if (!status.succeeded()) {
            log.debug(device, lines[0], (int) status.status());
            if (lines.length > 1) {
                log.debug(device, lines[1], (int) status.extStatus());
            }
            LOG.debug("{}: {}: firmware {}", path(), call, status);
            throw error(call, Errno.EBUSY);
        }
    }
}
