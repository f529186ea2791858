// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Ioctl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Platform Firmware Runtime Update node as Linux's driver serves it (Linux {@code drivers/acpi/pfr_update.c}), errno for errno,
 * over an {@link EmulatedFirmware}. What the driver does not check is not checked here either: where it would read memory outside
 * the communication buffer, the simulated kernel oopses, and the device answers EIO from then on.
 *
 * <p>The driver has no lock of its own: any number of channels may be open and their calls interleave.
 */
public final class SimulatedUpdateDevice implements CharDevice {

    static final int SET_REV = 0x4004EE01;
    static final int STAGE = 0x4004EE02;
    static final int ACTIVATE = 0x4004EE03;
    static final int STAGE_ACTIVATE = 0x4004EE04;
    static final int QUERY_CAP = 0x805CEE05;

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedUpdateDevice.class);

    private static final String WRITE = "write";
    private static final int DEFAULT_REVISION = 1;
    private static final int MAX_REVISION = 2;

    private final int index;
    private final EmulatedFirmware firmware;
    private final Set<UpdateChannel> channels = ConcurrentHashMap.newKeySet();
    private final AtomicReference<UpdateChannel> lockHolder = new AtomicReference<>();
    private final AtomicReference<String> oops = new AtomicReference<>();
    private final AtomicLong writes = new AtomicLong();

    private volatile VersionRule versionRule;
    private volatile int revision = DEFAULT_REVISION;
    private volatile boolean removed;

    /**
     * A node.
     *
     * @param index the number at its end, 0 or more
     * @param firmware behind it
     * @param versionRule of the simulated kernel
     */
    public SimulatedUpdateDevice(int index, EmulatedFirmware firmware, VersionRule versionRule) {
        this.index = index;
        this.firmware = firmware;
        this.versionRule = versionRule;
    }

    /**
     * A node over a firmware at power on that does everything at once and without failure.
     *
     * @param index the number at its end, 0 or more
     * @return the node; the kernel judges driver updates by secure version number
     */
    public static SimulatedUpdateDevice atPowerOn(int index) {
        return new SimulatedUpdateDevice(
                index,
                new EmulatedFirmware(PlatformCapability.atPowerOn(), FirmwareSettings.defaults(), Delay.realTime()),
                VersionRule.SVN);
    }

    @Override
    public String path() {
        return "simulated:/dev/acpi_pfr_update" + index;
    }

    /**
     * Its name among devices.
     *
     * @return the value of the service property {@link CharDevice#ID}
     */
    public String id() {
        return "pfru-sim" + index;
    }

    /**
     * What its service carries.
     *
     * @return the service properties
     */
    public Map<String, Object> properties() {
        return Map.of(PATH, path(), KIND, KIND_PFRU, ID, id(), SIMULATED, true);
    }

    /**
     * The firmware behind it.
     *
     * @return for settings and state
     */
    public EmulatedFirmware firmware() {
        return firmware;
    }

    /**
     * Changes the simulated kernel.
     *
     * @param rule for versions, from the next write on
     */
    public void versionRule(VersionRule rule) {
        versionRule = rule;
    }

    /**
     * The revision set last. The kernel has no call that tells it.
     *
     * @return 1 or 2
     */
    public int revision() {
        return revision;
    }

    /**
     * How often the simulated kernel oopsed.
     *
     * @return what it read when it did; empty when it never did, and no more than one because the device is dead after it
     */
    public List<String> oopses() {
        return Optional.ofNullable(oops.get()).stream().toList();
    }

    /**
     * How many write(2) calls reached the driver.
     *
     * @return taken and refused ones
     */
    public long writes() {
        return writes.get();
    }

    /**
     * How many channels are open.
     *
     * @return those that are not closed, or closed with a call still in flight
     */
    public int openChannels() {
        return channels.size();
    }

    /** Takes the device away, as a driver that is unbound: open channels answer ENODEV, calls in flight end as they would. */
    public void remove() {
        removed = true;
    }

    @Override
    public CharChannel open(Access access) throws ErrnoException {
        if (removed) {
            throw new ErrnoException("open", path(), Errno.ENOENT);
        }
        checkAlive("open");
        final UpdateChannel channel = new UpdateChannel(this, access);
        channels.add(channel);
        return channel;
    }

    void checkAlive(String call) throws ErrnoException {
        if (removed) {
            throw new ErrnoException(call, path(), Errno.ENODEV);
        }
        if (oops.get() != null) {
            throw new ErrnoException(call, path(), Errno.EIO);
        }
    }

    boolean lock(UpdateChannel channel) {
        return lockHolder.compareAndSet(null, channel) || lockHolder.get() == channel;
    }

    void release(UpdateChannel channel) {
        lockHolder.compareAndSet(channel, null);
        channels.remove(channel);
    }

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
            default -> throw new ErrnoException(call, path(), Errno.ENOTTY);
        }
    }

    int write(byte[] bytes) throws ErrnoException {
        writes.incrementAndGet();
        final EmulatedFirmware.Answer<CommunicationBuffer> answer =
                firmware.queryBuffer(revision).orElseThrow(() -> new ErrnoException(WRITE, path(), Errno.EINVAL));
        succeed(WRITE, answer.status());
        final CommunicationBuffer buffer = answer.value();
        if (bytes.length > buffer.size()) {
            throw new ErrnoException(WRITE, path(), Errno.EINVAL);
        }
        buffer.load(bytes);
        final PlatformCapability capability = queryCapability(WRITE);
        try {
            if (!ApplicableImage.check(buffer, capability, versionRule)) {
                throw new ErrnoException(WRITE, path(), Errno.EINVAL);
            }
        } catch (final OutsideBufferException e) {
            oops.compareAndSet(null, e.getMessage());
            LOG.error(
                    "{}: KERNEL OOPS (simulated): {}. The headers of what was written point there. Linux would kill the writing"
                            + " thread within write(2). The device answers EIO until it is removed.",
                    id(),
                    e.getMessage());
            throw new ErrnoException(WRITE, path(), Errno.EIO);
        }
        return bytes.length;
    }

    private PlatformCapability queryCapability(String call) throws ErrnoException {
        final EmulatedFirmware.Answer<PlatformCapability> answer =
                firmware.queryCapability(revision).orElseThrow(() -> new ErrnoException(call, path(), Errno.EINVAL));
        succeed(call, answer.status());
        return answer.value();
    }

    private void setRevision(String call, byte[] argument) throws ErrnoException {
        final int wanted =
                ByteBuffer.wrap(argument).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (wanted < DEFAULT_REVISION || wanted > MAX_REVISION) {
            throw new ErrnoException(call, path(), Errno.EINVAL);
        }
        LOG.info("{}: revision set to {}, was {}", id(), wanted, revision);
        revision = wanted;
    }

    private void start(String call, StartAction action) throws ErrnoException {
        succeed(
                call,
                firmware.start(revision, action).orElseThrow(() -> new ErrnoException(call, path(), Errno.EINVAL)));
    }

    private void succeed(String call, FirmwareStatus status) throws ErrnoException {
        if (!status.succeeded()) {
            LOG.debug("{}: {}: firmware {}", id(), call, status);
            throw new ErrnoException(call, path(), Errno.EBUSY);
        }
    }

    private byte[] pointer(String call, Optional<byte[]> argument) throws ErrnoException {
        return argument.orElseThrow(() -> new ErrnoException(call, path(), Errno.EFAULT));
    }

    static String name(int request) {
        return "ioctl " + Ioctl.toString(request);
    }
}
