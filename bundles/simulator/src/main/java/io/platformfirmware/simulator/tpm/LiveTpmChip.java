// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A chip that lives in real time, from power-on to {@link #close()}, with the SPI node and the GPIO chip that lead to it. Its TPM runs
 * on a daemon thread of its own, so that a slow one does not hold up the bus.
 */
public final class LiveTpmChip implements AutoCloseable {

    /** As long as a machine's reset line is low, about. */
    private static final Duration ENGINE_RESET = Duration.ofMillis(200);

    private static final long IDLE_THREAD_SECONDS = 10;

    private final RealTimeClock clock = new RealTimeClock();
    private final ReplaceableEngine engine;
    private final ThreadPoolExecutor executor;
    private final Cr50Chip chip;
    private final SimulatedSpiDevice spi;
    private final SimulatedGpioChip gpio;

    /**
     * A chip at power-on.
     *
     * @param index the number of its nodes, 0 or more
     * @param tpm the TPM inside, which is reset and started (TPM2_Startup)
     * @param settings how it behaves
     */
    public LiveTpmChip(int index, TpmEngine tpm, ChipSettings settings) {
        engine = new ReplaceableEngine(tpm);
        executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    final Thread thread = new Thread(task, "simulated TPM " + index);
                    thread.setDaemon(true);
                    return thread;
                },
                // what a host still asks for when the chip has gone
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
        executor.execute(engine::reset);
        chip = new Cr50Chip(clock, engine, settings, executor);
        spi = new SimulatedSpiDevice(index, clock, chip, WireLog.off());
        gpio = new SimulatedGpioChip(index, clock, chip);
    }

    /**
     * The way to it.
     *
     * @return the node
     */
    public SimulatedSpiDevice spi() {
        return spi;
    }

    /**
     * Where its ready line ends.
     *
     * @return the GPIO chip, line 0
     */
    public SimulatedGpioChip gpio() {
        return gpio;
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
     * Lets it behave otherwise from now on.
     *
     * @param forChip of the chip
     * @param forController of what leads to it
     */
    public void settings(ChipSettings forChip, ControllerSettings forController) {
        chip.settings(forChip);
        spi.settings(forController);
    }

    /**
     * Puts another TPM in, once the command that runs has ended, with a reset of the interface.
     *
     * @param tpm the new one, which is reset and started
     */
    public void replaceEngine(TpmEngine tpm) {
        executor.execute(() -> engine.replace(tpm));
        chip.reset(ENGINE_RESET);
    }

    /** Ends it. Commands that wait are not run. */
    @Override
    public void close() {
        executor.shutdown();
        engine.close();
    }
}
