// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.GpioChip;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.tpm.ChipIdentity;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkState;
import io.platformfirmware.tpm.LinkStatistics;
import io.platformfirmware.tpm.LinkTransaction;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.tpm.SuspendMode;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmExchange;
import io.platformfirmware.tpm.TpmResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One chip: its queue of commands, worked off by the owner thread, and what there is to ask about it. */
final class Cr50Service implements Cr50 {

    private static final Logger LOG = LoggerFactory.getLogger(Cr50Service.class);

    private static final int MAX_RANDOM = 65_536;

    /** A TPM gives as many bytes as its largest digest has (TPM 2.0 Library, Part 3, TPM2_GetRandom); none has a larger one. */
    private static final int RANDOM_AT_ONCE = 64;

    private final String deviceId;
    private final Cr50Failures failures;
    private final OwnerThread owner;
    private final ChipLink link;
    private final EntropyFeed feed;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean suspended = new AtomicBoolean();
    private volatile DeviceIdentity identity;
    private volatile Cr50Settings settings;
    private volatile Optional<Failure> settingsFault = Optional.empty();
    private volatile Optional<String> running = Optional.empty();
    private volatile Optional<String> firmwareVersion = Optional.empty();
    private long uses;
    private boolean releaseDue;

    /**
     * Without a device yet.
     *
     * @param deviceId its short name
     * @param settings to begin with
     * @param owner ended by {@link #close}
     * @param gpioChips finds the chip of a path, if it is there
     * @param entropyPools finds the pool of the kernel that an SPI device belongs to, if it is there
     */
    Cr50Service(
            String deviceId,
            Cr50Settings settings,
            OwnerThread owner,
            Function<String, Optional<GpioChip>> gpioChips,
            Function<SpiDevice, Optional<EntropyPool>> entropyPools) {
        this.deviceId = deviceId;
        this.settings = settings;
        this.owner = owner;
        this.failures = new Cr50Failures(deviceId);
        this.link = new ChipLink(deviceId, failures, () -> this.settings, gpioChips);
        this.feed = new EntropyFeed(
                deviceId,
                failures,
                link,
                entropyPools,
                () -> this.settings,
                () -> suspended.get() || waiting.get() > 0,
                owner::after);
        this.identity = new DeviceIdentity(deviceId, settings.spiDevice(), false);
    }

    /** Uses this device from now on; what waits in the queue is sent to it. */
    void attach(SpiDevice device, boolean simulated) {
        identity = new DeviceIdentity(deviceId, device.path(), simulated);
        link.want(Optional.of(device));
        owner.later(this::open);
        owner.later(feed::lookAnew);
    }

    /** The device has gone: what waits fails, and what runs is given up. */
    void detach() {
        link.want(Optional.empty());
        owner.later(link::close);
    }

    /** New settings are in force from now on. */
    void change(Cr50Settings changed) {
        final Cr50Settings before = settings;
        settings = changed;
        settingsFault = Optional.empty();
        owner.later(() -> {
            if (changed.speedHz() != before.speedHz()) {
                link.setUp();
            }
            if (!changed.waitStrategy().equals(before.waitStrategy())) {
                link.testAnew();
            }
            if (!changed.readyLine().equals(before.readyLine())) {
                link.useReadyLine();
            }
            if (changed.feedKernelEntropy() != before.feedKernelEntropy()
                    || !changed.entropyInterval().equals(before.entropyInterval())) {
                feed.lookAnew();
            }
        });
    }

    /** The stored settings can not be used; those in force stay. */
    void settingsFault(Failure failure) {
        settingsFault = Optional.of(failure);
    }

    /** A GPIO chip has come or gone. */
    void readyLineChanged() {
        owner.later(link::useReadyLine);
    }

    /** A pool of randomness has come or gone. */
    void entropyPoolsChanged() {
        owner.later(feed::lookAnew);
    }

    Cr50Settings settings() {
        return settings;
    }

    /** Lets what runs end, as far as that does not take long, and fails the rest. */
    void close() {
        link.want(Optional.empty());
        owner.close(link::close);
    }

    @Override
    public String deviceId() {
        return identity.id();
    }

    @Override
    public String devicePath() {
        return identity.path();
    }

    @Override
    public boolean simulated() {
        return identity.simulated();
    }

    @Override
    public TpmExchange submit(byte[] command, Optional<Duration> deadline) throws FirmwareException {
        final TpmCommand checked = TpmCommand.of(command);
        if (checked.length() > ChipSession.MAX_COMMAND) {
            throw failures.invalid(
                            checked.name(),
                            checked.length() + " bytes are too many: the chip takes " + ChipSession.MAX_COMMAND)
                    .asException();
        }
        if (deadline.isPresent() && (deadline.get().isZero() || deadline.get().isNegative())) {
            throw failures.invalid(checked.name(), "a deadline of " + deadline.get() + " is over already")
                    .asException();
        }
        refuseIfSuspended(checked.name());
        final Exchange exchange = new Exchange(checked, deadline, failures);
        waiting.incrementAndGet();
        try {
            owner.submit(checked.name(), () -> {
                run(exchange);
                return null;
            });
        } catch (final FirmwareException e) {
            waiting.decrementAndGet();
            throw e;
        }
        return exchange;
    }

    @Override
    public byte[] random(int count) throws FirmwareException {
        if (count < 0 || count > MAX_RANDOM) {
            throw failures.invalid("random", count + " bytes: 0 to " + MAX_RANDOM + " at once")
                    .asException();
        }
        final ByteBuffer all = ByteBuffer.allocate(count);
        while (all.hasRemaining()) {
            final int most = Math.min(all.remaining(), RANDOM_AT_ONCE);
            final TpmCommand command = TpmCommand.getRandom(most);
            all.put(RandomBytes.of(command, transmit(command.bytes()), most, failures));
        }
        return all.array();
    }

    @Override
    public int rngQuality() {
        return settings.rngQuality();
    }

    @Override
    public ChipIdentity identity() throws FirmwareException {
        final Optional<ChipIdentity> known = link.report().flatMap(SelfTestReport::identity);
        return known.isPresent()
                ? known.get()
                : ask(
                        "read identity",
                        session ->
                                link.report().flatMap(SelfTestReport::identity).orElseThrow());
    }

    @Override
    public String firmwareVersion() throws FirmwareException {
        final String version = ask("read firmware version", ChipSession::firmwareVersion);
        firmwareVersion = Optional.of(version);
        return version;
    }

    @Override
    public LinkState state() {
        final Cr50Settings now = settings;
        return new LinkState(
                link.report(),
                link.readyLine(),
                now.readyLine().map(ReadyLineName::text),
                link.readyLineTrouble(),
                now.accessDelay(),
                now.speedHz(),
                link.isLocalityHeld(),
                suspended.get(),
                waiting.get(),
                running,
                firmwareVersion,
                now.feedKernelEntropy() ? Optional.of(feed.state()) : Optional.empty());
    }

    @Override
    public LinkStatistics statistics() {
        return link.statistics();
    }

    @Override
    public List<LinkTransaction> trace(int count) {
        return link.trace().newest(count);
    }

    @Override
    public List<LinkTransaction> traceSince(long sequence) {
        return link.trace().since(sequence);
    }

    @Override
    public SelfTestReport selfTest() throws FirmwareException {
        refuseIfSuspended("self-test");
        return await("self-test", owner.submit("self-test", () -> {
            final SelfTestReport report = link.selfTest();
            releaseWhenIdle();
            return report;
        }));
    }

    @Override
    public Optional<Failure> settingsFault() {
        return settingsFault;
    }

    @Override
    public void suspend(SuspendMode mode) throws FirmwareException {
        if (!suspended.compareAndSet(false, true)) {
            throw failures.wrongState("suspend", "it is suspended already")
                    .next("cr50:resume wakes it.")
                    .asException();
        }
        await("suspend", owner.submit("suspend", () -> {
            if (mode == SuspendMode.FIRMWARE_TAKES_POWER) {
                shutdown();
            }
            link.openSession().ifPresent(ChipSession::relinquish);
            return null;
        }));
    }

    @Override
    public void resume() throws FirmwareException {
        if (!suspended.get()) {
            throw failures.wrongState("resume", "it is not suspended").asException();
        }
        await("resume", owner.submit("resume", () -> {
            link.openSession().ifPresent(ChipSession::assumeAsleep);
            suspended.set(false);
            return null;
        }));
    }

    private void shutdown() {
        final TpmCommand command = TpmCommand.shutdown(true);
        final Exchange exchange = new Exchange(command, Optional.empty(), failures);
        execute(exchange);
        try {
            final TpmResponse response = TpmResponse.of(exchange.response());
            if (!response.success()) {
                LOG.warn("{}: suspended, but the TPM answered {} with {}", deviceId, command.name(), response.code());
            }
        } catch (final FirmwareException e) {
            LOG.warn("{}: suspended, but without {}: {}", deviceId, command.name(), e.getMessage());
        }
    }

    private void open() {
        if (suspended.get()) {
            return;
        }
        try {
            firmwareVersion = Optional.of(link.session().firmwareVersion());
            releaseWhenIdle();
        } catch (final LinkException e) {
            LOG.warn("{}: its firmware version was not read: {}", deviceId, e.getMessage());
        } catch (final FirmwareException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private void run(Exchange exchange) {
        waiting.decrementAndGet();
        if (exchange.isDone()) {
            link.counters().count(LinkCounter.CANCELLED_COMMANDS);
        } else if (suspended.get()) {
            failed(exchange, failures.suspended(exchange.command().name()).asException());
        } else {
            execute(exchange);
        }
    }

    private void execute(Exchange exchange) {
        running = Optional.of(exchange.command().name());
        try {
            final ChipSession session = link.session();
            exchange.begin(session.clock(), link::isGone);
            final boolean delivered = exchange.answer(session.execute(exchange.command(), exchange));
            link.counters().count(delivered ? LinkCounter.COMMANDS : LinkCounter.CANCELLED_COMMANDS);
            session.getReady();
            releaseWhenIdle();
        } catch (final LinkException e) {
            failed(exchange, link.failureOf(exchange.command().name(), e));
        } catch (final FirmwareException e) {
            failed(exchange, e);
        } catch (final RuntimeException | Error e) {
            failed(exchange, e);
            throw e;
        } finally {
            running = Optional.empty();
        }
    }

    private void failed(Exchange exchange, Throwable why) {
        link.counters().count(exchange.fail(why) ? LinkCounter.FAILED_COMMANDS : LinkCounter.CANCELLED_COMMANDS);
    }

    /** Gives the locality up when it was not used for a while. */
    private void releaseWhenIdle() {
        uses++;
        if (!releaseDue) {
            releaseDue = true;
            releaseAfter(uses);
        }
    }

    private void releaseAfter(long known) {
        owner.after(settings.localityRelease(), () -> {
            if (uses == known) {
                releaseDue = false;
                link.openSession().ifPresent(ChipSession::relinquish);
            } else {
                releaseAfter(uses);
            }
        });
    }

    private void refuseIfSuspended(String operation) throws FirmwareException {
        if (suspended.get()) {
            throw failures.suspended(operation).asException();
        }
    }

    /** What is asked of the chip. */
    @FunctionalInterface
    private interface Question<T> {
        T ask(ChipSession session) throws LinkException;
    }

    private <T> T ask(String operation, Question<T> question) throws FirmwareException {
        refuseIfSuspended(operation);
        return await(operation, owner.submit(operation, () -> {
            refuseIfSuspended(operation);
            try {
                final T answer = question.ask(link.session());
                releaseWhenIdle();
                return answer;
            } catch (final LinkException e) {
                throw link.failureOf(operation, e);
            }
        }));
    }

    /** Waits for what waits in the queue, which every command in it leaves within its duration. */
    private <T> T await(String operation, Future<T> answer) throws FirmwareException {
        try {
            return answer.get();
        } catch (final InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new FirmwareException(failures.cancelled(operation, true), e);
        } catch (final ExecutionException e) {
            throw OwnerThread.unwrap(e);
        }
    }
}
