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

    private final EmulatedFirmware firmware;
    private final AtomicReference<String> oops = new AtomicReference<>();
    private final AtomicLong writes = new AtomicLong();

    private volatile VersionRule versionRule;
    private volatile int revision = DEFAULT_REVISION;

    UpdateDriver(String path, EmulatedFirmware firmware, VersionRule versionRule) {
        super(path);
        this.firmware = firmware;
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
                firmware.queryBuffer(revision).orElseThrow(() -> error(WRITE, Errno.EINVAL));
        succeed(WRITE, answer.status());
        final CommunicationBuffer buffer = answer.value();
        if (bytes.length > buffer.size()) {
            throw error(WRITE, Errno.EINVAL);
        }
        buffer.load(bytes);
        final PlatformCapability capability = queryCapability(WRITE);
        try {
            if (!ApplicableImage.check(buffer, capability, versionRule)) {
                throw error(WRITE, Errno.EINVAL);
            }
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

    private PlatformCapability queryCapability(String call) throws ErrnoException {
        final EmulatedFirmware.Answer<PlatformCapability> answer =
                firmware.queryCapability(revision).orElseThrow(() -> error(call, Errno.EINVAL));
        succeed(call, answer.status());
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
        succeed(call, firmware.start(revision, action).orElseThrow(() -> error(call, Errno.EINVAL)));
    }

    private void succeed(String call, FirmwareStatus status) throws ErrnoException {
        if (!status.succeeded()) {
            LOG.debug("{}: {}: firmware {}", path(), call, status);
            throw error(call, Errno.EBUSY);
        }
    }
}
