// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/**
 * Everything that a test of a driver needs: a chip at power-on with a TPM inside, the SPI node and the GPIO chip that lead to it, a
 * recorder on the bus, and a time of its own that passes only when somebody waits.
 */
public final class SimulatedCr50 implements AutoCloseable {

    private final VirtualClock clock = new VirtualClock();
    private final WireLog wire = WireLog.recording();
    private final TpmEngine engine;
    private final Cr50Chip chip;
    private final SimulatedSpiDevice spi;
    private final SimulatedGpioChip gpio;

    private SimulatedCr50(TpmEngine engine, ChipSettings settings) {
        this.engine = engine;
        this.chip = new Cr50Chip(clock, engine, settings);
        this.spi = new SimulatedSpiDevice(0, clock, chip, wire);
        this.gpio = new SimulatedGpioChip(0, clock, chip);
    }

    /**
     * A healthy chip with the built-in TPM, whose random numbers are the same in every run.
     *
     * @return all of it
     */
    public static SimulatedCr50 virtual() {
        return virtual(ChipSettings.defaults());
    }

    /**
     * A chip with the built-in TPM, whose random numbers are the same in every run.
     *
     * @param settings how the chip behaves
     * @return all of it
     */
    public static SimulatedCr50 virtual(ChipSettings settings) {
        return virtual(BuiltInTpm.repeatable(), settings);
    }

    /**
     * A healthy chip.
     *
     * @param engine the TPM inside
     * @return all of it
     */
    public static SimulatedCr50 virtual(TpmEngine engine) {
        return virtual(engine, ChipSettings.defaults());
    }

    /**
     * A chip.
     *
     * @param engine the TPM inside
     * @param settings how the chip behaves
     * @return all of it
     */
    public static SimulatedCr50 virtual(TpmEngine engine, ChipSettings settings) {
        return new SimulatedCr50(engine, settings);
    }

    /**
     * Its time.
     *
     * @return at 0 when it was made
     */
    public VirtualClock clock() {
        return clock;
    }

    /**
     * The chip.
     *
     * @return for settings and resets
     */
    public Cr50Chip chip() {
        return chip;
    }

    /**
     * The way to it.
     *
     * @return the node {@code simulated:/dev/spidev0.0}
     */
    public SimulatedSpiDevice spi() {
        return spi;
    }

    /**
     * Where its ready line ends.
     *
     * @return the chip {@code simulated:/dev/gpiochip0}, line 0
     */
    public SimulatedGpioChip gpio() {
        return gpio;
    }

    /**
     * What goes over the bus.
     *
     * @return the recorder
     */
    public WireLog wire() {
        return wire;
    }

    /**
     * The TPM inside.
     *
     * @return what the chip was made with
     */
    public TpmEngine engine() {
        return engine;
    }

    @Override
    public void close() {
        engine.close();
    }
}
