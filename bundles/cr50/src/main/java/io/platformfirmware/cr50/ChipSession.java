// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmCommandCode;
import io.platformfirmware.tpm.TpmResponseCode;
import io.platformfirmware.tpm.TpmTransport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands through an open device, one after the other, whatever the chip does meanwhile. What may be done again is: everything until the
 * chip was told to execute a command, and reading a response. Used on the chip's owner thread; what it says about itself may be asked by
 * anybody.
 */
final class ChipSession implements AutoCloseable {

    /** The chip's buffer in bytes (chromium EC common/tpm_registers.c, {@code data_fifo}): a longer command never becomes whole. */
    static final int MAX_COMMAND = 2048;

    private static final Logger LOG = LoggerFactory.getLogger(ChipSession.class);

    /**
     * How often a command is sent that the chip does not take whole, and a message that the controller refuses: the last two times at
     * the slowest pace.
     */
    private static final int ATTEMPTS = 5;

    private static final long FIRST_PAUSE = 1_000_000;
    private static final long LAST_PAUSE = 100_000_000;

    /** From an answer that asks for the command again to that command, doubled each time (Linux tpm-interface.c, tpm_transmit). */
    private static final long FIRST_RESEND = 20_000_000;

    private static final long LAST_RESEND = 2_000_000_000;

    private static final int CODE_AT = 6;

    /** FW_VER is a string in a buffer of 80 bytes (chromium EC common/tpm_registers.c); Linux reads 64. */
    private static final int FIRMWARE_VERSION_SIZE = 80;

    private static final byte FIRST_PRINTABLE = ' ';
    private static final byte LAST_PRINTABLE = '~';

    private final String deviceId;
    private final SpiChannel channel;
    private final DeviceClock clock;
    private final Counters counters;
    private final Supplier<Cr50Settings> settings;
    private final AccessGate gate;
    private final Wire wire;
    private final SpiLink link;
    private final FifoProtocol fifo;
    private final Fence fence;
    private Optional<Orphan> orphan = Optional.empty();
    private boolean doubtful;

    /**
     * Over an open device.
     *
     * @param channel owned by this from now on
     */
    ChipSession(
            String deviceId,
            SpiChannel channel,
            DeviceClock clock,
            Counters counters,
            Trace trace,
            Supplier<Cr50Settings> settings) {
        this.deviceId = deviceId;
        this.channel = channel;
        this.clock = clock;
        this.counters = counters;
        this.settings = settings;
        this.gate = new AccessGate(deviceId, clock, counters, settings);
        this.wire = new Wire(channel, clock, gate, counters, settings);
        this.link = new SpiLink(wire, gate, counters, trace, settings);
        this.fifo = new FifoProtocol(link, counters, settings);
        this.fence = new Fence(fifo, counters, clock, settings);
    }

    DeviceClock clock() {
        return clock;
    }

    /** How transactions follow each other. */
    AccessGate gate() {
        return gate;
    }

    boolean isLocalityHeld() {
        return fifo.isLocalityHeld();
    }

    /** The next access wakes the chip first. */
    void assumeAsleep() {
        link.assumeAsleep();
    }

    /** Sets mode and speed as the settings have them now. */
    void setUp() throws LinkException {
        try {
            wire.setUp();
        } catch (final ErrnoException e) {
            throw new LinkException(e);
        }
    }

    /** What the chip may have left to do. */
    Unfinished unfinished() {
        return new Unfinished(orphan, fence.isUp());
    }

    /** Whether the chip may be in the middle of a command that nobody waits for. */
    boolean mayStillExecute() {
        return orphan.stream().anyMatch(old -> clock.nanos() < old.end());
    }

    /** Goes on where another session has ended. */
    void goOn(Unfinished before) {
        orphan = before.orphan();
        if (before.outOfStep()) {
            fence.raise();
        }
    }

    /**
     * Finds out how the chip can be talked to.
     *
     * @return what was found; where nothing works, commands must not be sent
     * @throws LinkException {@code SYSTEM} when the device has gone
     */
    SelfTestReport selfTest() throws LinkException {
        final SelfTest test = new SelfTest(deviceId, wire, link, fifo, settings);
        final SelfTestReport report;
        try {
            report = test.run();
        } finally {
            gate.goOnAsUsual();
        }
        if (test.mayHaveBeenBusy()) {
            fence.raise();
        }
        return report;
    }

    /**
     * Has a command executed, again where the TPM asks for that.
     *
     * @return the whole response
     */
    byte[] execute(TpmCommand command, Call call) throws LinkException {
        long pause = FIRST_RESEND;
        while (true) {
            final byte[] response = atItsPace(command, call);
            if (!asksForItAgain(command, codeOf(response)) || pause > LAST_RESEND || call.isOver()) {
                return response;
            }
            counters.count(LinkCounter.RESPONSE_RETRIES);
            clock.sleep(pause);
            pause *= 2;
        }
    }

    /** Gets the chip ready for the next command, while nobody waits for that. Where it can not be, the next command tries again. */
    void getReady() {
        if (orphan.isPresent() || fence.isUp()) {
            return;
        }
        try {
            fifo.getReady(FifoProtocol.FIRST_BYTE);
        } catch (final LinkException e) {
            counters.count(e.fault().counter());
            doubtful = true;
            LOG.debug("{}: not ready for the next command yet", deviceId, e);
        }
    }

    /**
     * Gives the locality up, where it is claimed. Not while the chip may execute a command that nobody waits for: it would look idle, and
     * take the next command in the middle of this one.
     */
    void relinquish() {
        if (!fifo.isLocalityHeld() || orphan.isPresent()) {
            return;
        }
        try {
            fifo.relinquish();
        } catch (final LinkException e) {
            LOG.debug("{}: the locality was not given up: {}", deviceId, e.getMessage());
        }
    }

    /** The chip's vendor register with the versions of its firmware, as far as it can be printed. */
    String firmwareVersion() throws LinkException {
        LinkException last = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return readFirmwareVersion();
            } catch (final LinkException e) {
                counters.count(e.fault().counter());
                last = e;
                if (e.isGone()) {
                    break;
                }
                clock.sleep(LAST_PAUSE);
            }
        }
        throw last;
    }

    @Override
    public void close() {
        relinquish();
        gate.close();
        channel.close();
    }

    /** Once. How much time the chip has needed for this command says nothing about the next one. */
    private byte[] atItsPace(TpmCommand command, Call call) throws LinkException {
        try {
            return once(command, call);
        } finally {
            gate.goOnAsUsual();
        }
    }

    private byte[] once(TpmCommand command, Call call) throws LinkException {
        handOver(command.bytes(), call);
        if (call.isOver()) {
            fifo.assumeNothing();
            throw new LinkException(Fault.TIMEOUT, "given up before it was executed");
        }
        final Duration duration = settings.get().durations().of(command.code());
        final long end = clock.nanos() + duration.toNanos();
        orphan = Optional.of(new Orphan(command.code(), end));
        call.sent();
        try {
            start();
            final Status status = fifo.awaitResponse(command.code(), duration, call::isOver);
            orphan = Optional.empty();
            return fifo.receive(status);
        } catch (final LinkException e) {
            counters.count(e.fault().counter());
            lost(e, end);
            throw e;
        }
    }

    /** tpmGo. Where the chip did not notice, the wait for the response finds out and writes it again. */
    private void start() throws LinkException {
        try {
            fifo.go();
        } catch (final LinkException e) {
            if (e.isGone()) {
                throw e;
            }
            counters.count(e.fault().counter());
        }
    }

    /** Until the chip has the command whole. It does nothing with it yet, so all of this may be done again. */
    private void handOver(byte[] command, Call call) throws LinkException {
        final long end = clock.nanos() + settings.get().resetTimeout().toNanos();
        long pause = FIRST_PAUSE;
        int failures = 0;
        while (true) {
            try {
                lookForReset();
                outliveOrphan(call);
                if (!fifo.isLocalityHeld()) {
                    fifo.claim();
                }
                fence.pass(call);
                if (!fifo.isReadyFor(command[0])) {
                    fifo.getReady(command[0]);
                }
                fifo.send(command);
                return;
            } catch (final LinkException e) {
                counters.count(e.fault().counter());
                fifo.assumeNothing();
                gate.slowDown();
                doubtful = true;
                if (!isOfAReset(e.fault())) {
                    failures++;
                }
                if (e.isGone() || call.isOver() || clock.nanos() >= end || failures == ATTEMPTS) {
                    throw e;
                }
                LOG.debug("{}: again, because {}", deviceId, e.getMessage());
                counters.count(LinkCounter.SEND_RETRIES);
                clock.sleep(pause);
                pause = Math.min(LAST_PAUSE, pause * 2);
            }
        }
    }

    /** A chip that is reset answers nothing, or nothing that makes sense, for a while: that is no failure of the command's. */
    private static boolean isOfAReset(Fault fault) {
        return switch (fault) {
            case FLOW_CONTROL, IMPLAUSIBLE, RESET -> true;
            default -> false;
        };
    }

    /** After a fault the locality tells whether that was a reset: the chip takes commands without it, too. */
    private void lookForReset() throws LinkException {
        if (doubtful && fifo.isLocalityHeld() && !fifo.stillHasLocality()) {
            counters.count(LinkCounter.CHIP_RESETS);
            LOG.warn("{}: the chip was reset", deviceId);
            orphan = Optional.empty();
        }
        doubtful = false;
    }

    /** The chip was told to execute a command, or may have been, and there is no response for whoever waited. */
    private void lost(LinkException e, long end) {
        fifo.assumeNothing();
        doubtful = true;
        if (e.fault() == Fault.RESET) {
            orphan = Optional.empty();
        } else if (orphan.isPresent() && clock.nanos() >= end) {
            abandonOrphan();
        }
    }

    /** Waits until the chip is done with a command that nobody waits for, as long as that may take. */
    private void outliveOrphan(Call call) throws LinkException {
        if (orphan.isEmpty()) {
            return;
        }
        final Orphan old = orphan.get();
        final Duration rest = Duration.ofNanos(Math.max(0, old.end() - clock.nanos()));
        try {
            fifo.awaitResponse(old.code(), rest, call::isOver);
            counters.count(LinkCounter.DISCARDED_RESPONSES);
            orphan = Optional.empty();
        } catch (final LinkException e) {
            if (e.fault() == Fault.RESET) {
                counters.count(LinkCounter.CHIP_RESETS);
                orphan = Optional.empty();
            } else if (clock.nanos() >= old.end()) {
                abandonOrphan();
            } else {
                throw e;
            }
        }
    }

    /** Ends it for the interface; its response may turn up at any time, so the next exchange has to prove that it is in step. */
    private void abandonOrphan() {
        orphan = Optional.empty();
        fence.raise();
        try {
            fifo.abort();
        } catch (final LinkException e) {
            LOG.debug("{}: not aborted yet: {}", deviceId, e.getMessage());
        }
    }

    private String readFirmwareVersion() throws LinkException {
        link.write(Register.FW_VER, (byte) 0);
        final ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (text.size() < FIRMWARE_VERSION_SIZE) {
            final byte[] part = link.read(Register.FW_VER, Math.min(Frame.MAX, FIRMWARE_VERSION_SIZE - text.size()));
            for (final byte one : part) {
                if (one == 0) {
                    return text.toString(StandardCharsets.US_ASCII);
                }
                text.write(one >= FIRST_PRINTABLE && one <= LAST_PRINTABLE ? one : '.');
            }
        }
        return text.toString(StandardCharsets.US_ASCII);
    }

    private static TpmResponseCode codeOf(byte[] response) {
        return new TpmResponseCode(
                ByteBuffer.wrap(response, 0, TpmTransport.HEADER_SIZE).getInt(CODE_AT));
    }

    private static boolean asksForItAgain(TpmCommand command, TpmResponseCode code) {
        if (code.equals(TpmResponseCode.TESTING)) {
            // of a self-test it is the answer
            return command.code() != TpmCommandCode.SELF_TEST.value();
        }
        return code.equals(TpmResponseCode.RETRY) || code.equals(TpmResponseCode.YIELDED);
    }
}
