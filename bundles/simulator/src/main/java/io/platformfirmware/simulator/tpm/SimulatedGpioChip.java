// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.device.EdgeLine;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.GpioChip;
import java.util.Map;
import java.util.Optional;

/**
 * A GPIO character device with one line, number 0: a {@link Cr50Chip}'s ready line ({@code drivers/gpio/gpiolib-cdev.c} of Linux).
 * Safe for use by several threads.
 */
public final class SimulatedGpioChip implements GpioChip {

    /** The number of the ready line. */
    public static final int READY_LINE = 0;

    private static final int MAX_CONSUMER = 31;

    private final int index;
    private final DeviceClock clock;
    private final Cr50Chip chip;
    private Optional<SimulatedEdgeLine> taken = Optional.empty();
    private String consumer = "";
    private Optional<Errno> refusal = Optional.empty();
    private volatile boolean removed;

    /**
     * A chip.
     *
     * @param index the number at its end, 0 or more
     * @param clock the TPM chip's
     * @param chip whose ready line it sees
     */
    public SimulatedGpioChip(int index, DeviceClock clock, Cr50Chip chip) {
        this.index = index;
        this.clock = clock;
        this.chip = chip;
    }

    @Override
    public String path() {
        return "simulated:/dev/gpiochip" + index;
    }

    /**
     * Its name among devices.
     *
     * @return the value of the service property {@link #ID}
     */
    public String id() {
        return "gpiochip-sim" + index;
    }

    /**
     * What its service carries.
     *
     * @return the service properties
     */
    public Map<String, Object> properties() {
        return Map.of(PATH, path(), KIND, KIND_GPIO, ID, id(), SIMULATED, true);
    }

    @Override
    public synchronized EdgeLine risingEdges(int line, String name) throws ErrnoException {
        final String call = "ioctl GPIO_V2_GET_LINE " + line;
        checkPresent(call);
        if (line != READY_LINE || name.length() > MAX_CONSUMER) {
            throw new ErrnoException(call, path(), Errno.EINVAL);
        }
        if (refusal.isPresent()) {
            throw new ErrnoException(call, path(), refusal.get());
        }
        if (taken.isPresent()) {
            throw new ErrnoException(call, path(), Errno.EBUSY);
        }
        final SimulatedEdgeLine edges = new SimulatedEdgeLine(this, clock, chip);
        taken = Optional.of(edges);
        consumer = name;
        return edges;
    }

    /**
     * Refuses the line from now on, or no longer.
     *
     * @param errno {@link Errno#EBUSY} as if a driver of the kernel had it, {@link Errno#ENXIO} as if it had no interrupt; empty: given
     *     again
     */
    public synchronized void refuse(Optional<Errno> errno) {
        refusal = errno;
    }

    /**
     * Who has the line.
     *
     * @return the name that it gave; empty when nobody has it
     */
    public synchronized Optional<String> consumer() {
        return taken.map(line -> consumer);
    }

    /** Takes the chip away: every call answers ENODEV from now on. */
    public void remove() {
        removed = true;
    }

    void checkPresent(String call) throws ErrnoException {
        if (removed) {
            throw new ErrnoException(call, path(), Errno.ENODEV);
        }
    }

    synchronized void release(SimulatedEdgeLine line) {
        taken = taken.filter(holder -> holder != line);
    }
}
