// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.TpmTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Commands and responses through the chip's registers (TCG PC Client Platform TPM Profile, "FIFO interface"; Linux
 * drivers/char/tpm/tpm_tis_core.c; chromium EC common/tpm_registers.c). Used on the chip's owner thread.
 *
 * <p>Each transaction costs an access delay, so nothing is asked twice. docs/cr50.md says, step by step, why what is merged here may be:
 * above all, the first byte of the next command, which is the same for all, is sent ahead, so that the chip shows {@code Expect} before
 * the rest of it comes: a rest that the chip has not taken whole leaves {@code Expect} as it was.
 */
final class FifoProtocol {

    /** The first byte of {@code TPM_ST_NO_SESSIONS} and {@code TPM_ST_SESSIONS}. */
    static final byte FIRST_BYTE = (byte) 0x80;

    /** The largest response that is taken, in bytes, as Linux has it ({@code TPM_BUFSIZE}). */
    static final int MAX_RESPONSE = 4096;

    /** What the chip offers while it has room or data for more: it keeps a whole command or response in one buffer. */
    private static final int FULL_BURST = 63;

    private static final int REREADS = 4;
    private static final int STATUS_SIZE = 4;
    private static final int NO_BYTE = -1;
    private static final int SIZE_AT = 2;

    private static final long STATUS_PAUSE = 500_000;
    private static final long ACCESS_PAUSE = 5_000_000;
    private static final long FIRST_READY_PAUSE = 1_000_000;
    private static final long LAST_READY_PAUSE = 20_000_000;
    private static final long GO_AGAIN = 100_000_000;

    /** Before tpmGo is written again the chip is left alone for this share of the time that has passed. */
    private static final int GO_SHARE = 4;

    private final SpiLink link;
    private final DeviceClock clock;
    private final Counters counters;
    private final Supplier<Cr50Settings> settings;
    private final Pace pace = new Pace();
    private volatile boolean localityHeld;
    private int sentAhead = NO_BYTE;
    private int offered;

    /** The highest burst count that the chip shows. */
    private int room;

    /** Whether the chip offered no less than all it can whenever it was asked while it took a command or had more of a response. */
    private boolean steady = true;

    /** Whether the burst count was seen to tell what is left of a response, as Cr50's does. */
    private boolean countsWhatIsLeft;

    /** Whether the chip shows commandReady only until the first byte of a command, as the profile has it; Cr50 goes on showing it. */
    private boolean firstByteEndsReady;

    private boolean mayHavePart = true;

    FifoProtocol(SpiLink link, Counters counters, Supplier<Cr50Settings> settings) {
        this.link = link;
        this.clock = link.clock();
        this.counters = counters;
        this.settings = settings;
    }

    boolean isLocalityHeld() {
        return localityHeld;
    }

    /** Whether the chip has the first byte of a command that begins with this one. */
    boolean isReadyFor(byte first) {
        return localityHeld && sentAhead == Byte.toUnsignedInt(first);
    }

    /** After a fault: takes nothing for granted any more but the locality, and leaves the chip more time. */
    void assumeNothing() {
        sentAhead = NO_BYTE;
        link.beCareful();
    }

    /** Claims locality 0, again where the chip did not notice. */
    void claim() throws LinkException {
        final TimeLimit limit = new TimeLimit(clock, settings.get().timeoutA());
        while (true) {
            link.write(Register.ACCESS, (byte) Register.ACCESS_REQUEST);
            final int access = access();
            if (isActive(access)) {
                localityHeld = true;
                return;
            }
            if (limit.isOver()) {
                throw new LinkException(
                        isValid(access) ? Fault.TIMEOUT : Fault.IMPLAUSIBLE,
                        String.format("the chip did not give locality 0: ACCESS %02X", access));
            }
            link.beCareful();
            clock.sleep(ACCESS_PAUSE);
        }
    }

    /** Gives the locality up. Whatever state the chip is in, it is idle then; a command that it executes goes on all the same. */
    void relinquish() throws LinkException {
        localityHeld = false;
        sentAhead = NO_BYTE;
        link.write(Register.ACCESS, (byte) Register.ACCESS_ACTIVE);
    }

    /**
     * Whether the locality is still claimed.
     *
     * @return false after the chip was reset
     */
    boolean stillHasLocality() throws LinkException {
        final TimeLimit limit = new TimeLimit(clock, settings.get().timeoutA());
        while (true) {
            final int access = access();
            if (isValid(access)) {
                localityHeld = isActive(access);
                return localityHeld;
            }
            if (limit.isOver()) {
                throw new LinkException(Fault.IMPLAUSIBLE, String.format("ACCESS shows %02X", access));
            }
            link.beCareful();
            clock.sleep(ACCESS_PAUSE);
        }
    }

    /** The status as it is, for whoever opens the chip and knows nothing. */
    Status status() throws LinkException {
        final TimeLimit limit = new TimeLimit(clock, settings.get().timeoutC());
        while (true) {
            final Status status = Status.of(link.read(Register.STS, STATUS_SIZE));
            if (status.isPlausible() && status.isValid()) {
                return status;
            }
            if (limit.isOver()) {
                throw new LinkException(Fault.IMPLAUSIBLE, status + " is nothing that the chip can show");
            }
            counters.count(LinkCounter.REREADS);
            link.beCareful();
            clock.sleep(STATUS_PAUSE);
        }
    }

    /**
     * Has the chip forget what it has of a command. The status does not tell a chip that did not notice commandReady from one that did:
     * it would put the rest of the next command behind that part. Giving up the locality has the same effect, and shows.
     */
    void startOver() throws LinkException {
        final TimeLimit limit = new TimeLimit(clock, settings.get().timeoutB());
        while (true) {
            relinquish();
            if (!stillHasLocality()) {
                break;
            }
            if (limit.isOver()) {
                throw new LinkException(Fault.TIMEOUT, "the chip does not give up what it has of a command");
            }
            link.beCareful();
            clock.sleep(ACCESS_PAUSE);
        }
        claim();
        mayHavePart = false;
    }

    /**
     * Brings the chip from any state but executing to where it has the first byte of a command. commandReady is written twice, because
     * a chip that has a response, or part of a command, only becomes idle by the first; and again until it takes.
     */
    void getReady(byte first) throws LinkException {
        sentAhead = NO_BYTE;
        if (mayHavePart) {
            startOver();
        }
        final TimeLimit limit = new TimeLimit(clock, settings.get().timeoutB());
        long pause = FIRST_READY_PAUSE;
        boolean look = firstByteEndsReady;
        while (true) {
            link.write(Register.STS, (byte) Register.STS_COMMAND_READY);
            link.write(Register.STS, (byte) Register.STS_COMMAND_READY);
            final boolean seenReady = look && status().isCommandReady();
            link.write(Register.DATA_FIFO, first);
            final Status status = status();
            if ((status.isCommandReady() || seenReady) && status.isExpecting() && !status.isDataAvailable()) {
                firstByteEndsReady = !status.isCommandReady();
                sentAhead = Byte.toUnsignedInt(first);
                offered = taking(status);
                room = offered;
                return;
            }
            // idle with Expect left of a command looks the same; what had commandReady before has taken the byte
            look |= !status.isCommandReady() && status.isExpecting();
            if (status.isDataAvailable()) {
                counters.count(LinkCounter.DISCARDED_RESPONSES);
                // older firmware goes on showing it until the FIFO was read (chromium EC, b/118178519)
                link.write(Register.STS, (byte) Register.STS_COMMAND_READY);
                link.read(Register.DATA_FIFO, 1);
            }
            if (limit.isOver()) {
                throw new LinkException(Fault.TIMEOUT, "the chip does not get ready for a command: " + status);
            }
            link.beCareful();
            clock.sleep(pause);
            pause = Math.min(LAST_READY_PAUSE, pause * 2);
        }
    }

    /** Sends the rest of a command whose first byte the chip has, and sees that it has it whole. */
    void send(byte[] command) throws LinkException {
        sentAhead = NO_BYTE;
        mayHavePart = true;
        final boolean roomy = steady && offered >= FULL_BURST;
        int at = 1;
        while (at < command.length) {
            final int left = command.length - at;
            if (at > 1 && (!roomy || left <= offered)) {
                offered = expecting(true).burst();
            }
            if (offered == 0) {
                offered = awaitBurst();
                room = Math.max(room, offered);
            }
            final int length = Math.min(left, Math.min(offered, FULL_BURST));
            link.write(Register.DATA_FIFO, Arrays.copyOfRange(command, at, at + length), at);
            at += length;
        }
        expecting(false);
    }

    /** Has the command executed. */
    void go() throws LinkException {
        link.write(Register.STS, (byte) Register.STS_GO);
    }

    /**
     * Waits until there is a response. A status that can not be read is read again for a while; tpmGo is written again where nothing
     * comes: the chip ignores it while it executes, and may have missed the first.
     *
     * @param code of the command
     * @param duration how long it may take
     * @param giveUp asked between looks: true ends the wait with {@code TIMEOUT}
     */
    Status awaitResponse(int code, Duration duration, BooleanSupplier giveUp) throws LinkException {
        final long start = clock.nanos();
        final long end = start + duration.toNanos();
        long again = start + GO_AGAIN;
        long understood = start;
        int looks = 0;
        boolean suspicious = true;
        clock.sleep(Math.min(pace.first(code), duration.toNanos()));
        while (true) {
            try {
                final Status status = status();
                looks++;
                counters.count(LinkCounter.STATUS_POLLS);
                if (status.isDataAvailable()) {
                    pace.took(code, clock.nanos() - start, looks);
                    mayHavePart = false;
                    return status;
                }
                if (!status.isCommandReady() && suspicious) {
                    // other chips show this while they execute, ours when it was reset
                    checkNotReset();
                    suspicious = false;
                }
                understood = clock.nanos();
            } catch (final LinkException e) {
                if (e.fault() == Fault.RESET
                        || e.isGone()
                        || clock.nanos() - understood
                                > settings.get().timeoutB().toNanos()) {
                    throw e;
                }
            }
            final long now = clock.nanos();
            if (now >= end || giveUp.getAsBoolean()) {
                throw new LinkException(
                        Fault.TIMEOUT,
                        "no response after " + Duration.ofNanos(now - start).toMillis() + " ms");
            }
            if (now >= again) {
                again = now + (now - start);
                suspicious = true;
                // looks make a chip busy, which then misses this one, too
                clock.sleep(Math.min(AccessGate.SLOWEST_DELAY, Math.min(end - now, (now - start) / GO_SHARE)));
                goAgain();
            }
            clock.sleep(Math.min(end - now, Pace.next(now - start)));
        }
    }

    /**
     * Reads a response whole, from its start again where something went wrong on the way, or where the chip was reset: that may have been
     * before the command, which it takes without the locality, and then the response is still there.
     *
     * @param status that announced it
     */
    byte[] receive(Status status) throws LinkException {
        LinkException first;
        try {
            return read(status);
        } catch (final LinkException e) {
            first = e;
        }
        for (int i = 0; i < REREADS && !first.isGone(); i++) {
            counters.count(LinkCounter.RESPONSE_REREADS);
            link.beCareful();
            link.slowDown();
            try {
                return readAgain(status);
            } catch (final LinkException e) {
                first.addSuppressed(e);
            }
        }
        throw first;
    }

    /** Ends what the chip does with a command or a response, as far as it can be ended. */
    void abort() throws LinkException {
        sentAhead = NO_BYTE;
        link.write(Register.STS, (byte) Register.STS_COMMAND_READY);
    }

    private byte[] read(Status announced) throws LinkException {
        final boolean counted = countsWhatIsLeft;
        final boolean roomy = counted && steady && announced.burst() >= FULL_BURST;
        final Response response = new Response(counted ? FULL_BURST : TpmTransport.HEADER_SIZE);
        int now = announced.burst();
        while (true) {
            if (now == 0) {
                now = awaitBurst();
            }
            final int length = Math.min(response.wanted(), Math.min(now, FULL_BURST));
            response.add(link.read(Register.DATA_FIFO, length, response.have()));
            if (response.isWhole()) {
                break;
            }
            // the chip has all of it already: only before the last part it has to agree how much is left
            if (!roomy || response.wanted() <= FULL_BURST) {
                final Status status = status();
                if (!status.isDataAvailable()) {
                    throw new LinkException(
                            Fault.RESPONSE, "the response ended after " + response.have() + " bytes: " + status);
                }
                now = status.burst();
                if (roomy && now > response.wanted()) {
                    throw leftOver(response);
                }
                if (response.size() != NO_BYTE) {
                    // a count that only stays the same may fit by chance
                    steady &= now >= Math.min(response.wanted(), FULL_BURST);
                    countsWhatIsLeft |= now == response.wanted() && now < FULL_BURST && now != announced.burst();
                }
            }
        }
        final boolean toldSize = response.have() == announced.burst() && announced.burst() < FULL_BURST;
        countsWhatIsLeft |= toldSize && response.have() == TpmTransport.HEADER_SIZE;
        if (!toldSize || !countsWhatIsLeft) {
            checkEnd(response);
        }
        return response.bytes();
    }

    /**
     * From the start. Whether there is data is not asked: the chip no longer says so once all of it was read. How much there is it still
     * says by the burst count, as long as that is less than it can say; so the last part is always less, and the count before and after
     * it proves that the chip has counted every part as it was counted here.
     */
    private byte[] readAgain(Status announced) throws LinkException {
        final boolean held = localityHeld;
        link.write(Register.STS, (byte) Register.STS_RESPONSE_RETRY);
        final Response response = new Response(TpmTransport.HEADER_SIZE);
        response.add(link.read(Register.DATA_FIFO, TpmTransport.HEADER_SIZE, 0));
        if (announced.burst() < room && response.size() != announced.burst()) {
            throw new LinkException(
                    Fault.RESPONSE,
                    "the chip has " + announced.burst() + " bytes, and the response says that it has "
                            + response.size());
        }
        while (response.wanted() >= room) {
            final int length = Math.min(response.wanted(), room) - 1;
            if (length < 1) {
                throw new LinkException(
                        Fault.RESPONSE, "the chip does not count what is left, so the response can not be read again");
            }
            response.add(link.read(Register.DATA_FIFO, length, response.have()));
        }
        if (response.isWhole()) {
            // too short to be counted
            checkEnd(response);
            return response.bytes();
        }
        final int last = response.wanted();
        if (status().burst() != last) {
            throw new LinkException(
                    Fault.RESPONSE,
                    "the chip does not have the " + last + " bytes that are missing of " + response.size());
        }
        response.add(link.read(Register.DATA_FIFO, last, response.have()));
        if (status().burst() == last) {
            throw new LinkException(
                    Fault.RESPONSE, "the chip still has the last " + last + " bytes of " + response.size());
        }
        if (held) {
            checkNotReset();
        }
        return response.bytes();
    }

    /** Every byte was taken from the chip, and the chip is the one that executed the command. */
    private void checkEnd(Response response) throws LinkException {
        if (status().isDataAvailable()) {
            throw leftOver(response);
        }
        checkNotReset();
    }

    private void checkNotReset() throws LinkException {
        if (!stillHasLocality()) {
            throw new LinkException(Fault.RESET, "the chip was reset while it executed the command");
        }
    }

    private static LinkException leftOver(Response response) {
        return new LinkException(
                Fault.RESPONSE, "the chip has more bytes than the " + response.size() + " of the response");
    }

    /** Mostly the command only takes long: it is no reason to leave the chip more time from now on. */
    private void goAgain() {
        try {
            go();
        } catch (final LinkException e) {
            // the next look at the status tells
            counters.count(LinkCounter.REREADS);
        }
    }

    private Status expecting(boolean more) throws LinkException {
        final Status status = status();
        final boolean ready = status.isCommandReady() || firstByteEndsReady;
        if (!ready || status.isDataAvailable() || status.isExpecting() != more) {
            throw new LinkException(
                    Fault.SEND, "the chip has not taken the command" + (more ? " as it came: " : " whole: ") + status);
        }
        taking(status);
        return status;
    }

    /** How many bytes the chip takes now. */
    private int taking(Status status) {
        steady &= status.burst() >= FULL_BURST;
        return status.burst();
    }

    private int awaitBurst() throws LinkException {
        final TimeLimit limit = new TimeLimit(clock, settings.get().timeoutA());
        while (true) {
            final int burst = status().burst();
            if (burst > 0) {
                return burst;
            }
            if (limit.isOver()) {
                throw new LinkException(Fault.TIMEOUT, "the burst count stayed 0");
            }
            clock.sleep(STATUS_PAUSE);
        }
    }

    private int access() throws LinkException {
        return Byte.toUnsignedInt(link.read(Register.ACCESS, 1)[0]);
    }

    /** Bit 6 is reserved and reads 0; with it the wire is stuck at 1. */
    private static boolean isValid(int access) {
        return (access & (Register.ACCESS_VALID | 0x40)) == Register.ACCESS_VALID;
    }

    private static boolean isActive(int access) {
        return isValid(access)
                && (access & (Register.ACCESS_ACTIVE | Register.ACCESS_REQUEST)) == Register.ACCESS_ACTIVE;
    }

    /** A response as it comes. */
    private static final class Response {

        private final ByteBuffer bytes = ByteBuffer.allocate(MAX_RESPONSE);
        private final int first;
        private int size = NO_BYTE;

        /**
         * Nothing of it yet.
         *
         * @param first how many bytes are wanted of a response whose size is not known
         */
        Response(int first) {
            this.first = first;
        }

        void add(byte[] part) throws LinkException {
            bytes.put(part);
            if (size == NO_BYTE && bytes.position() >= TpmTransport.HEADER_SIZE) {
                size = bytes.getInt(SIZE_AT);
                if (size < TpmTransport.HEADER_SIZE || size > MAX_RESPONSE) {
                    throw new LinkException(
                            Fault.RESPONSE,
                            "the response says that it has " + Integer.toUnsignedString(size) + " bytes");
                }
                if (bytes.position() > size) {
                    throw leftOver(this);
                }
            }
        }

        int have() {
            return bytes.position();
        }

        int size() {
            return size;
        }

        /** How many bytes are still to come; where that is not known yet, how many are wanted at first. */
        int wanted() {
            return size == NO_BYTE ? first - bytes.position() : size - bytes.position();
        }

        boolean isWhole() {
            return bytes.position() == size;
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes.array(), size);
        }
    }
}
