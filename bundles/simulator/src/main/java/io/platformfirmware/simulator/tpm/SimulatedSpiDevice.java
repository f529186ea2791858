// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.device.SpiTransfer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A node of Linux's spidev driver over a simulated bus: chip select, speed and time as Linux does it ({@code spi_transfer_one_message}
 * and {@code spi_setup} of drivers/spi/spi.c, {@code spidev_message} of drivers/spi/spidev.c).
 */
public final class SimulatedSpiDevice implements SpiDevice {

    /** {@code spidev.bufsiz}. */
    private static final int MAX_MESSAGE = 4096;

    /** How long chip select is high between two transfers of a message: 10 microseconds, {@code _spi_transfer_cs_change_delay}. */
    private static final long CHANGE_NANOS = 10_000;

    private static final int SPEED_AT_START = 500_000;
    private static final long NANOS_PER_MICRO = 1000;
    private static final byte[] NONE = {};

    private final int index;
    private final DeviceClock clock;
    private final SpiBus bus;
    private final Set<SimulatedSpiChannel> channels = ConcurrentHashMap.newKeySet();
    private final AtomicReference<SimulatedSpiChannel> lockHolder = new AtomicReference<>();
    private ControllerSettings settings = ControllerSettings.defaults();
    private int speedHz = SPEED_AT_START;
    private long messages;
    private long sinceSettings;
    private volatile boolean removed;

    /**
     * A node.
     *
     * @param index the number of its bus, 0 or more
     * @param clock the chip's
     * @param chip behind it
     * @param wire records what goes over the bus
     */
    public SimulatedSpiDevice(int index, DeviceClock clock, Cr50Chip chip, WireLog wire) {
        this.index = index;
        this.clock = clock;
        this.bus = new SpiBus(clock, chip, wire);
    }

    @Override
    public String path() {
        return "simulated:/dev/spidev" + index + ".0";
    }

    /**
     * Its name among devices.
     *
     * @return the value of the service property {@link #ID}
     */
    public String id() {
        return "spidev-sim" + index + ".0";
    }

    /**
     * What its service carries.
     *
     * @return the service properties
     */
    public Map<String, Object> properties() {
        return Map.of(PATH, path(), KIND, KIND_SPI, ID, id(), SIMULATED, true);
    }

    @Override
    public DeviceClock clock() {
        return clock;
    }

    @Override
    public SpiChannel open() throws ErrnoException {
        checkPresent("open");
        final SimulatedSpiChannel channel = new SimulatedSpiChannel(this);
        channels.add(channel);
        return channel;
    }

    /**
     * How the controller behaves.
     *
     * @return the settings in force
     */
    public synchronized ControllerSettings settings() {
        return settings;
    }

    /**
     * Lets the controller behave otherwise from the next message on.
     *
     * @param changed the new settings; messages that fail are counted from now on
     */
    public synchronized void settings(ControllerSettings changed) {
        settings = changed;
        sinceSettings = 0;
    }

    /**
     * How many messages there were.
     *
     * @return also those that failed
     */
    public synchronized long messages() {
        return messages;
    }

    /**
     * How many channels are open.
     *
     * @return those that are not closed, or closed with a call still in flight
     */
    public int openChannels() {
        return channels.size();
    }

    /**
     * Chip select.
     *
     * @return true while the chip is selected
     */
    public boolean chipSelectLow() {
        return bus.low();
    }

    /**
     * The clock rate of the next message.
     *
     * @return Hz
     */
    public synchronized int speedHz() {
        return Math.min(speedHz, settings.maxSpeedHz());
    }

    /** Takes the node away, as a module that is unloaded: every call answers ENODEV from now on, calls in flight end as they would. */
    public void remove() {
        removed = true;
    }

    void checkPresent(String call) throws ErrnoException {
        if (removed) {
            throw error(call, Errno.ENODEV);
        }
    }

    ErrnoException error(String call, Errno errno) {
        return new ErrnoException(call, path(), errno);
    }

    boolean lock(SimulatedSpiChannel channel) {
        return lockHolder.compareAndSet(null, channel) || lockHolder.get() == channel;
    }

    void release(SimulatedSpiChannel channel) {
        lockHolder.compareAndSet(channel, null);
        channels.remove(channel);
    }

    /** {@code spi_setup}: chip select ends up released, whoever held it. */
    synchronized void setUp(int hz) throws ErrnoException {
        if (hz <= 0) {
            throw error("ioctl SPI_IOC_WR_MAX_SPEED_HZ", Errno.EINVAL);
        }
        speedHz = hz;
        bus.deselect();
    }

    /** A whole message, with the bus to itself. */
    synchronized void message(SpiTransfer... transfers) throws ErrnoException {
        final String call = "ioctl SPI_IOC_MESSAGE(" + transfers.length + ")";
        final int length = SpiMessages.length(transfers);
        if (transfers.length == 0) {
            throw error(call, Errno.EINVAL);
        }
        if (length > MAX_MESSAGE) {
            throw error(call, Errno.EMSGSIZE);
        }
        messages++;
        final Optional<ControllerFault> fault = fault();
        clock.sleep(settings.messageOverhead().toNanos());
        if (fault.isPresent() && fault.get().kind() == ControllerFault.Kind.REFUSED) {
            throw error(call, fault.get().errno());
        }
        final byte[][] received = new byte[transfers.length][];
        clock(
                transfers,
                received,
                fault.map(one -> SpiMessages.clocked(one.kind(), length)).orElse(length));
        if (fault.isPresent()) {
            bus.deselect();
            throw error(call, fault.get().errno());
        }
        for (int i = 0; i < transfers.length; i++) {
            System.arraycopy(received[i], 0, transfers[i].in(), 0, transfers[i].in().length);
        }
        if (!transfers[transfers.length - 1].csChange() || !settings.holdsChipSelect()) {
            bus.deselect();
        }
    }

    private void clock(SpiTransfer[] transfers, byte[][] received, int bytes) {
        int left = bytes;
        bus.select();
        for (int i = 0; i < transfers.length; i++) {
            final SpiTransfer transfer = transfers[i];
            received[i] = transfer.length() == 0 ? NONE : new byte[transfer.length()];
            for (int at = 0; at < transfer.length() && left > 0; at++, left--) {
                received[i][at] = bus.exchange(transfer.out().length == 0 ? 0 : transfer.out()[at], speedHz());
            }
            clock.sleep(transfer.delayMicros() * NANOS_PER_MICRO);
            if (transfer.csChange() && i < transfers.length - 1) {
                bus.deselect();
                clock.sleep(CHANGE_NANOS);
                bus.select();
            }
        }
    }

    private Optional<ControllerFault> fault() {
        final long number = sinceSettings++;
        return settings.fault().filter(one -> number >= one.after() && number - one.after() < one.count());
    }
}
