// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import io.platformfirmware.device.DeviceClock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * A Google Cr50 (H1) chip: its SPI interface, its registers, its sleep, its ready line, over a {@link TpmEngine}. Nothing in it runs by
 * itself: whenever somebody touches it, it becomes what it would be by then on the device's clock. Safe for use by several threads.
 */
public final class Cr50Chip implements SpiPeripheral {

    private final DeviceClock clock;
    private final Chance chance;
    private final CommandRunner runner;
    private final TpmRegisters registers;
    private final SpiFraming framing;
    private final LineNoise noise;
    private final SleepState sleep;
    private final ReadyLine ready;
    private ChipSettings settings;
    private boolean selected;
    private int bytesToLose;
    private long busyUntil = Long.MIN_VALUE;
    private OptionalLong stopAt = OptionalLong.empty();
    private Duration stopTime = Duration.ZERO;
    private OptionalLong stoppedUntil = OptionalLong.empty();
    private int resets;

    /**
     * A chip at power-on whose commands run on the thread that drives the bus: for a clock that stands still meanwhile.
     *
     * @param clock in which it lives
     * @param engine the TPM inside
     * @param settings how it behaves
     */
    public Cr50Chip(DeviceClock clock, TpmEngine engine, ChipSettings settings) {
        this(clock, engine, settings, Runnable::run);
    }

    /**
     * A chip at power-on.
     *
     * @param clock in which it lives
     * @param engine the TPM inside
     * @param settings how it behaves
     * @param executor runs its commands, one at a time and in order
     */
    public Cr50Chip(DeviceClock clock, TpmEngine engine, ChipSettings settings, Executor executor) {
        this.clock = clock;
        this.settings = settings;
        this.chance = new Chance(settings.seed());
        this.runner = new CommandRunner(engine, executor);
        this.registers = new TpmRegisters(runner, this::settings, chance);
        this.framing = new SpiFraming(registers, new WaitStates(this::settings, chance), this::settings);
        this.noise = new LineNoise(this::settings, chance);
        this.sleep = new SleepState(this::settings, clock.nanos());
        this.ready = new ReadyLine(this::settings, chance);
    }

    /**
     * How it behaves.
     *
     * @return the settings in force
     */
    public synchronized ChipSettings settings() {
        return settings;
    }

    /**
     * Lets it behave otherwise from now on. What happens a number of times may happen so often again; a changed seed starts the
     * randomness again.
     *
     * @param changed the new settings
     */
    public synchronized void settings(ChipSettings changed) {
        settle();
        if (changed.seed() != settings.seed()) {
            chance.seed(changed.seed());
        }
        settings = changed;
        registers.arm();
    }

    /**
     * The same, from the settings in force.
     *
     * @param change makes the new ones
     */
    public synchronized void settings(UnaryOperator<ChipSettings> change) {
        settings(change.apply(settings));
    }

    /**
     * A reset of the TPM, as when the machine resets: once the command that runs has ended, the interface stops, the TPM loses its
     * state, and the interface starts again.
     *
     * @param time how long the interface is stopped
     */
    public synchronized void reset(Duration time) {
        settle();
        stopAt = OptionalLong.of(clock.nanos());
        stopTime = time;
        settle();
    }

    /**
     * How often the TPM was reset.
     *
     * @return resets that have begun
     */
    public synchronized int resets() {
        settle();
        return resets;
    }

    /**
     * Whether it sleeps now.
     *
     * @return false while chip select is low or a command runs
     */
    public synchronized boolean asleep() {
        settle();
        return !selected && !runner.busy() && sleep.asleep(clock.nanos());
    }

    /**
     * What the TPM's interface does now.
     *
     * @return {@code IDLE}, {@code READY}, {@code RECEIVING}, {@code EXECUTING} or {@code COMPLETING}
     */
    public synchronized String state() {
        settle();
        return registers.state().name();
    }

    /**
     * The ready line now.
     *
     * @return true for high, its rest
     */
    public synchronized boolean readyLineHigh() {
        return ready.high(clock.nanos());
    }

    @Override
    public synchronized void select() {
        settle();
        final long now = clock.nanos();
        selected = true;
        bytesToLose = now < busyUntil ? settings.busyLosesBytes() : 0;
        if (!runner.busy()) {
            sleep.selected(now);
        }
        ready.selected(now);
    }

    @Override
    public synchronized byte clock(byte mosi) {
        settle();
        final long now = clock.nanos();
        sleep.traffic(now);
        return noise.fromChip(exchange(noise.toChip(mosi), now), now);
    }

    private byte exchange(byte mosi, long now) {
        if (stoppedUntil.isPresent()) {
            return framing.idle();
        }
        if (sleep.blind(now)) {
            return settings.asleepMiso();
        }
        if (bytesToLose > 0) {
            bytesToLose--;
            return framing.idle();
        }
        return framing.clock(mosi, now);
    }

    @Override
    public synchronized void deselect() {
        settle();
        final long now = clock.nanos();
        selected = false;
        if (stoppedUntil.isPresent() || !framing.deselected(now)) {
            return;
        }
        sleep.traffic(now);
        final long handled = Math.max(now, settings.stalledUntil());
        final long busy =
                chance.happens(settings.longBusyProbability()) ? settings.longBusyTime() : settings.busyAfterFrame();
        busyUntil = Math.max(busyUntil, handled == ChipSettings.FOR_EVER ? now : handled + busy);
        ready.frameEnded(now, handled == ChipSettings.FOR_EVER ? handled : busyUntil, registers.longPulses());
        if (chance.happens(settings.resetProbability())) {
            reset(Duration.ofNanos(settings.resetTime()));
        }
    }

    synchronized int risingEdges(long after, long upTo) {
        return ready.risingEdges(after, upTo);
    }

    synchronized long nextRisingEdge(long after) {
        return ready.nextRisingEdge(after);
    }

    /** Lets happen what has happened by now. */
    private void settle() {
        final long now = clock.nanos();
        registers.settle(now);
        if (runner.lastEnd() <= now) {
            sleep.traffic(runner.lastEnd());
        }
        if (stopAt.isPresent() && !runner.busy()) {
            stop(Math.max(stopAt.getAsLong(), runner.lastEnd()));
        }
        if (stoppedUntil.isPresent() && now >= stoppedUntil.getAsLong()) {
            stoppedUntil = OptionalLong.empty();
            framing.start();
        }
    }

    private void stop(long at) {
        stopAt = OptionalLong.empty();
        resets++;
        final long end = at + stopTime.toNanos();
        stoppedUntil = OptionalLong.of(end);
        registers.reset(end + settings.garbageAfterReset());
    }
}
