// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** A node of a simulated kernel: its open channels, the advisory lock on it, and whether it is still there. */
abstract class SimulatedDevice implements CharDevice {

    private final String id;
    private final String kind;
    private final String kernelName;
    private final EmulatedFirmware firmware;
    private final SimulatedDriver driver;
    private final Set<SimulatedChannel> channels = ConcurrentHashMap.newKeySet();
    private final AtomicReference<SimulatedChannel> lockHolder = new AtomicReference<>();
    private volatile boolean removed;

    SimulatedDevice(String id, String kind, String kernelName, EmulatedFirmware firmware, SimulatedDriver driver) {
        this.id = id;
        this.kind = kind;
        this.kernelName = kernelName;
        this.firmware = firmware;
        this.driver = driver;
    }

    @Override
    public final String path() {
        return driver.path();
    }

    /**
     * Its name among devices.
     *
     * @return the value of the service property {@link CharDevice#ID}
     */
    public final String id() {
        return id;
    }

    /**
     * What its service carries.
     *
     * @return the service properties
     */
    public final Map<String, Object> properties() {
        return Map.of(PATH, path(), KIND, kind, ID, id, SIMULATED, true, KERNEL_NAME, kernelName);
    }

    /**
     * The firmware behind it.
     *
     * @return for settings and state
     */
    public final EmulatedFirmware firmware() {
        return firmware;
    }

    /**
     * How many channels are open.
     *
     * @return those that are not closed, or closed with a call still in flight
     */
    public final int openChannels() {
        return channels.size();
    }

    /** Takes the device away, as a driver that is unbound: open channels answer ENODEV, calls in flight end as they would. */
    public final void remove() {
        removed = true;
    }

    @Override
    public final CharChannel open(Access access) throws ErrnoException {
        if (removed) {
            throw new ErrnoException("open", path(), Errno.ENOENT);
        }
        driver.checkAlive("open");
        final SimulatedChannel channel = new SimulatedChannel(this, driver, access);
        channels.add(channel);
        return channel;
    }

    final void checkPresent(String call) throws ErrnoException {
        if (removed) {
            throw new ErrnoException(call, path(), Errno.ENODEV);
        }
    }

    final boolean lock(SimulatedChannel channel) {
        return lockHolder.compareAndSet(null, channel) || lockHolder.get() == channel;
    }

    final void release(SimulatedChannel channel) {
        lockHolder.compareAndSet(channel, null);
        channels.remove(channel);
    }
}
