// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.GpioChip;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.simulator.tpm.BuiltInTpm;
import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.ControllerSettings;
import io.platformfirmware.simulator.tpm.SimulatedCr50;
import io.platformfirmware.simulator.tpm.SimulatedEntropyPool;
import io.platformfirmware.simulator.tpm.TpmEngine;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A simulated chip and the service over it, in virtual time: what a test does with both hands. */
final class Bench implements AutoCloseable {

    static final String ID = "cr50-test";

    /** The line that the simulated chip has, as settings name it. */
    static final String READY_LINE = "simulated:/dev/gpiochip0:0";

    final SimulatedCr50 chip;
    final SimulatedEntropyPool pool = new SimulatedEntropyPool();
    final Cr50Service service;
    private volatile Optional<EntropyPool> published = Optional.of(pool);
    private final OwnerThread owner = new OwnerThread(ID, Cr50Failures.LIST, Duration.ofSeconds(10));

    private Bench(SimulatedCr50 chip, Cr50Settings settings) {
        this.chip = chip;
        this.service = new Cr50Service(ID, settings, owner, this::gpio, device -> published);
        service.change(settings);
    }

    /** A healthy chip. */
    static Bench healthy(String... settings) throws FirmwareException {
        return with(ChipSettings.defaults(), settings);
    }

    /** A chip that behaves like this from the beginning. */
    static Bench with(ChipSettings chip, String... settings) throws FirmwareException {
        return with(BuiltInTpm.repeatable(), chip, settings);
    }

    /** The same with another TPM inside. */
    static Bench with(TpmEngine engine, ChipSettings chip, String... settings) throws FirmwareException {
        final Bench bench = new Bench(SimulatedCr50.virtual(engine, chip), Settings.of(settings));
        bench.service.attach(bench.chip.spi(), true);
        return bench;
    }

    /** A chip with numbered commands, to which something has happened before the service came. */
    static Bench after(Consumer<SimulatedCr50> before, String... settings) throws FirmwareException {
        final SimulatedCr50 chip = SimulatedCr50.virtual(Numbered.engine(() -> {}), ChipSettings.defaults());
        before.accept(chip);
        final Bench bench = new Bench(chip, Settings.of(settings));
        bench.service.attach(chip.spi(), true);
        return bench;
    }

    /** A healthy chip with numbered commands, at rest. */
    static Bench numbered(String... settings) throws FirmwareException {
        final Bench bench = after(chip -> {}, settings);
        bench.settle();
        return bench;
    }

    /** Lets the chip behave otherwise from now on, between two commands. */
    void chip(UnaryOperator<ChipSettings> change) throws FirmwareException {
        between(() -> chip.chip().settings(change));
        settle();
    }

    /** Lets the controller behave otherwise from now on, between two commands. */
    void controller(UnaryOperator<ControllerSettings> change) throws FirmwareException {
        between(() -> chip.spi().settings(change.apply(chip.spi().settings())));
        settle();
    }

    /** The pool of randomness comes or goes. */
    void pool(Optional<EntropyPool> now) {
        published = now;
        service.entropyPoolsChanged();
    }

    /** A numbered command gets its own answer. */
    void answers(long number) throws FirmwareException {
        assertThat(service.transmit(Numbered.command(number))).isEqualTo(Numbered.answer(number));
    }

    /** Commands fail like this, within this time of the chip, and chip select is high afterwards. */
    Failure fails(Duration atMost, FailureReason reason) throws FirmwareException {
        final long start = chip.clock().nanos();
        final FirmwareException e =
                catchThrowableOfType(FirmwareException.class, () -> service.transmit(Numbered.command(4711)));
        assertThat(e).isNotNull();
        assertThat(Duration.ofNanos(chip.clock().nanos() - start)).isLessThan(atMost);
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
        settle();
        assertThat(chip.spi().chipSelectLow()).as("chip select is low").isFalse();
        return e.failure();
    }

    /** Once everything is well again, the next command gets its right answer. */
    void recovers() throws FirmwareException {
        between(() -> {
            chip.chip().settings(ChipSettings.defaults());
            chip.spi().settings(ControllerSettings.defaults());
        });
        settle();
        answers(1);
        settle();
        answers(2);
        settle();
        assertThat(chip.spi().chipSelectLow()).as("chip select is low").isFalse();
    }

    /** A healthy chip whose TPM was started and answers. */
    static Bench started(String... settings) throws FirmwareException {
        final Bench bench = healthy(settings);
        bench.start();
        return bench;
    }

    /** TPM2_Startup, and the link at rest afterwards. */
    void start() throws FirmwareException {
        service.transmit(TpmCommand.startup(false).bytes());
        settle();
    }

    /** Sends a command and reads what came. */
    TpmResponse send(TpmCommand command) throws FirmwareException {
        return TpmResponse.of(service.transmit(command.bytes()));
    }

    /** Waits until the owner thread has nothing to do. */
    void settle() throws FirmwareException {
        owner.query("settle", () -> null);
    }

    /** Does something on the owner thread, between two commands. */
    void between(Runnable task) {
        owner.later(task);
    }

    long count(LinkCounter counter) {
        return service.statistics().get(counter);
    }

    /** Milliseconds of virtual time. */
    double millis() {
        return chip.clock().nanos() / 1e6;
    }

    @Override
    public void close() {
        service.close();
        chip.close();
    }

    private Optional<GpioChip> gpio(String path) {
        return Optional.<GpioChip>of(chip.gpio()).filter(one -> one.path().equals(path));
    }
}
