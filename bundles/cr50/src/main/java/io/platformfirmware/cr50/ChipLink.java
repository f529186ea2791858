// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.GpioChip;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.tpm.LinkStatistics;
import io.platformfirmware.tpm.ReadyLineState;
import io.platformfirmware.tpm.SelfTestReport;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the chip: the SPI device that is wanted now, opened and tested when it is needed, and the ready line. Used on the chip's
 * owner thread, but for what says otherwise.
 */
final class ChipLink {

    private static final Logger LOG = LoggerFactory.getLogger(ChipLink.class);

    /** Shown for the line where somebody lists the users of GPIO lines. */
    private static final String CONSUMER = "platform-firmware";

    private final String deviceId;
    private final Cr50Failures failures;
    private final Counters counters = new Counters();
    private final Trace trace;
    private final Supplier<Cr50Settings> settings;
    private final Function<String, Optional<GpioChip>> gpioChips;
    private volatile Optional<SpiDevice> wanted = Optional.empty();
    private volatile Optional<SelfTestReport> report = Optional.empty();
    private volatile Optional<Open> open = Optional.empty();
    private Optional<SpiDevice> before = Optional.empty();
    private Unfinished unfinished = Unfinished.NOTHING;
    private String toldFailure = "";

    private record Open(SpiDevice device, ChipSession session) {}

    /**
     * Nothing is opened yet.
     *
     * @param gpioChips finds the chip of a path, if it is there
     */
    ChipLink(
            String deviceId,
            Cr50Failures failures,
            Supplier<Cr50Settings> settings,
            Function<String, Optional<GpioChip>> gpioChips) {
        this.deviceId = deviceId;
        this.failures = failures;
        this.settings = settings;
        this.gpioChips = gpioChips;
        this.trace = new Trace(() -> settings.get().traceLength());
    }

    /** Which device is to be used from now on; none: every command fails. Any thread. */
    void want(Optional<SpiDevice> device) {
        wanted = device;
    }

    /** Which device is to be used. Any thread. */
    Optional<SpiDevice> wanted() {
        return wanted;
    }

    /** Whether there is no device to be used any more. Any thread. */
    boolean isGone() {
        return wanted.isEmpty();
    }

    /** What the last test found. Any thread. */
    Optional<SelfTestReport> report() {
        return report;
    }

    /** What is known of the ready line. Any thread. */
    ReadyLineState readyLine() {
        return open.map(now -> now.session().gate().state()).orElse(ReadyLineState.NONE);
    }

    /** Why it can not be had. Any thread. */
    Optional<String> readyLineTrouble() {
        return open.flatMap(now -> now.session().gate().trouble());
    }

    /** Any thread. */
    boolean isLocalityHeld() {
        return open.stream().anyMatch(now -> now.session().isLocalityHeld());
    }

    Counters counters() {
        return counters;
    }

    /** Any thread. */
    LinkStatistics statistics() {
        return counters.snapshot();
    }

    /** Any thread. */
    Trace trace() {
        return trace;
    }

    /**
     * The open device, tested.
     *
     * @throws FirmwareException when it can not be opened, or the chip can not be talked to
     */
    ChipSession session() throws FirmwareException {
        final ChipSession session = opened();
        if (report.isEmpty() || report.get().strategy().isEmpty()) {
            report = Optional.of(tell(testOnce(session)));
        }
        final Optional<Failure> failure = report.flatMap(SelfTestReport::failure);
        if (failure.isPresent()) {
            throw failure.get().asException();
        }
        return session;
    }

    /** The open device, if it is open. */
    Optional<ChipSession> openSession() {
        return open.map(Open::session);
    }

    /** The device that is open, if one is. */
    Optional<SpiDevice> openDevice() {
        return open.map(Open::device);
    }

    /** What an error means for whoever waits for a response. A device that has gone is closed. */
    FirmwareException failureOf(String operation, LinkException e) {
        if (isGone()) {
            return new FirmwareException(failures.gone(operation), e);
        }
        if (e.isGone()) {
            close();
        }
        return failures.of(operation, e);
    }

    /** Opens the device where it is not open, and tests the link anew. */
    SelfTestReport selfTest() throws FirmwareException {
        final ChipSession session = opened();
        final SelfTestReport found = tell(testOnce(session));
        report = Optional.of(found);
        return found;
    }

    /** Asks for the ready line of the settings anew. */
    void useReadyLine() {
        open.ifPresent(now -> useReadyLine(now.session().gate()));
    }

    /** Takes over mode and speed of the settings. */
    void setUp() {
        open.ifPresent(now -> {
            try {
                now.session().setUp();
            } catch (final LinkException e) {
                LOG.warn("{}: speed not set: {}", deviceId, e.getMessage());
            }
        });
    }

    /** Forgets how the chip can be talked to. */
    void testAnew() {
        report = Optional.empty();
    }

    /** Closes what is open, and gives the locality up before, where that can be done. */
    void close() {
        open.ifPresent(now -> {
            before = Optional.of(now.device());
            unfinished = now.session().unfinished();
            now.session().close();
        });
        open = Optional.empty();
        report = Optional.empty();
    }

    private ChipSession opened() throws FirmwareException {
        final SpiDevice device = wanted.orElseThrow(() -> failures.gone("open").asException());
        if (open.isPresent() && open.get().device() == device) {
            return open.get().session();
        }
        close();
        final ChipSession session =
                new ChipSession(deviceId, failures.openLocked(device), device.clock(), counters, trace, settings);
        session.goOn(before.stream().anyMatch(device::equals) ? unfinished : unfinished.elsewhere());
        unfinished = Unfinished.NOTHING;
        open = Optional.of(new Open(device, session));
        useReadyLine(session.gate());
        return session;
    }

    private SelfTestReport testOnce(ChipSession session) throws FirmwareException {
        try {
            return session.selfTest();
        } catch (final LinkException e) {
            close();
            throw failures.of("open", e);
        }
    }

    private SelfTestReport tell(SelfTestReport found) {
        if (found.failure().isPresent()) {
            // once: whoever tries again and again finds the same
            if (!found.reason().equals(toldFailure)) {
                LOG.warn("{}: {}", deviceId, found.reason());
            }
            toldFailure = found.reason();
        } else {
            toldFailure = "";
            LOG.info(
                    "{}: {} at {}, {}: {}",
                    deviceId,
                    found.identity().orElseThrow().family(),
                    settings.get().spiDevice(),
                    found.strategy().orElseThrow().id(),
                    found.reason());
        }
        return found;
    }

    private void useReadyLine(AccessGate gate) {
        final Optional<ReadyLineName> name = settings.get().readyLine();
        if (name.isEmpty()) {
            gate.useDelays(Optional.empty());
            return;
        }
        final Optional<GpioChip> chip = gpioChips.apply(name.get().chipPath());
        if (chip.isEmpty()) {
            gate.useDelays(Optional.of("there is no " + name.get().chipPath()));
            return;
        }
        // a line can be had once only
        gate.close();
        try {
            gate.use(chip.get().risingEdges(name.get().line(), CONSUMER));
        } catch (final ErrnoException e) {
            LOG.warn("{}: no ready line, delays instead: {}", deviceId, e.getMessage());
            gate.useDelays(Optional.of(e.getMessage()));
        }
    }
}
