// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The registers and the state machine of the TPM's interface, of locality 0 only, with one buffer for command and answer (chromium EC,
 * common/tpm_registers.c). What the firmware does not check is not checked here: a Go before the whole command is there is taken, and
 * the answer of an aborted command appears over whatever the buffer has by then.
 */
final class TpmRegisters {

    private static final int BASE = 0xD4_0000;
    private static final int ACCESS = 0x000;
    private static final int INTF_CAPS = 0x014;
    private static final int STS = 0x018;
    private static final int DATA_FIFO = 0x024;
    private static final int DID_VID = 0xF00;
    private static final int RID = 0xF04;
    private static final int FW_VER = 0xF90;
    private static final int BOARD_CFG = 0xFE0;

    /** Version 1.3 for TPM 2.0, transfers of 64 bytes. */
    private static final int INTF_CAPS_VALUE = 0x3000_0615;

    private static final int ACCESS_VALID = 0x80;
    private static final int ACCESS_ACTIVE = 0x20;
    private static final int ACCESS_REQUEST = 0x02;

    private static final int RESPONSE_RETRY = 0x02;
    private static final int EXPECT = 0x08;
    private static final int DATA_AVAILABLE = 0x10;
    private static final int GO = 0x20;
    private static final int COMMAND_READY = 0x40;
    private static final int BURST_MASK = 0xFF_FF00;
    private static final int BURST_SHIFT = 8;
    private static final int MAX_BURST = 63;

    /** Family 2.0, burst count 63, valid. */
    private static final int STS_AT_RESET = 0x0400_3F80;

    private static final int NO_STATUS = -1;

    private static final int LONG_PULSES = 1;
    private static final int BOARD_CFG_LOCKED = 0x8000_0000;

    private static final int BUFFER_SIZE = 2048;
    private static final int SIZE_AT = 2;
    private static final int SIZE_END = 6;
    private static final int PCR_EXTEND = 0x182;
    private static final byte LEFT_OVER = (byte) 0xAA;

    private final CommandRunner runner;
    private final Supplier<ChipSettings> settings;
    private final Chance chance;
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private State state = State.IDLE;
    private int access = ACCESS_VALID;
    private int sts = STS_AT_RESET;
    private int boardConfig;
    private int written;
    private int read;
    private int versionIndex;
    private int offered;
    private boolean goAgain;
    private boolean answerDropped;
    private int wrongExpectsLeft;
    private int retriesLeft;
    private long garbageUntil = Long.MIN_VALUE;

    TpmRegisters(CommandRunner runner, Supplier<ChipSettings> settings, Chance chance) {
        this.runner = runner;
        this.settings = settings;
        this.chance = chance;
        arm();
    }

    /** What the settings allow a number of times may happen so many times from now on. */
    void arm() {
        wrongExpectsLeft = settings.get().expectTimes();
        retriesLeft = settings.get().retryAnswers();
    }

    State state() {
        return state;
    }

    boolean longPulses() {
        return settings.get().longPulses() || (boardConfig & LONG_PULSES) != 0;
    }

    /** {@code tpm_reset_now}. The buffer keeps its bytes. */
    void reset(long garbageEnd) {
        state = State.IDLE;
        access = ACCESS_VALID;
        sts = STS_AT_RESET;
        boardConfig = 0;
        written = 0;
        read = 0;
        versionIndex = 0;
        goAgain = false;
        answerDropped = false;
        garbageUntil = garbageEnd;
        runner.reset();
    }

    /** Lets a command end that has ended by now: the TPM task, which does not ask what the host has done meanwhile. */
    void settle(long now) {
        for (Optional<byte[]> answer = runner.takeAnswer(now); answer.isPresent(); answer = runner.takeAnswer(now)) {
            if (answerDropped) {
                answerDropped = false;
            } else {
                complete(answer.get());
            }
            if (goAgain) {
                // Go while the last command still ran: the task finds the event, and in the buffer whatever is there
                goAgain = false;
                run(runner.lastEnd());
            }
        }
    }

    /**
     * A read of a register.
     *
     * @param address as in the header, 24 bits
     * @param target where the value goes: what the register does not fill keeps what it has
     * @param at where in it
     * @param size bytes asked for, 1 to 64
     */
    void get(int address, byte[] target, int at, int size, long now) {
        if (now < garbageUntil) {
            for (int i = 0; i < size; i++) {
                target[at + i] = (byte) chance.between(0, 0xFF);
            }
            return;
        }
        switch (address - BASE) {
            case ACCESS -> value(access, target, at, size);
            case INTF_CAPS -> value(INTF_CAPS_VALUE, target, at, size);
            case STS -> value(visibleStatus(now), target, at, size);
            case DATA_FIFO -> pop(target, at, size);
            case DID_VID -> value(settings.get().didVid(), target, at, size);
            case RID -> value(settings.get().rid(), target, at, size);
            case FW_VER -> version(target, at, size);
            case BOARD_CFG -> value(boardConfig, target, at, size);
            default -> {
                // unknown registers leave everything stale
            }
        }
    }

    /** A write of a register, 1 to 64 bytes. */
    void put(int address, byte[] data, long now) {
        switch (address - BASE) {
            case ACCESS -> putAccess(data[0]);
            case STS -> putStatus(value(data), now);
            case DATA_FIFO -> push(data);
            case FW_VER -> versionIndex = 0;
            case BOARD_CFG -> putBoardConfig(value(data));
            default -> {
                // unknown registers and those that are only read ignore it
            }
        }
    }

    private void putAccess(byte value) {
        if (value == ACCESS_REQUEST) {
            access |= ACCESS_ACTIVE;
        } else if (value == ACCESS_ACTIVE) {
            access &= ~ACCESS_ACTIVE;
            idle();
        }
    }

    private void putStatus(int value, long now) {
        if (value == COMMAND_READY) {
            commandReady();
        } else if (value == GO && state == State.RECEIVING) {
            // the firmware means to check Expect here, and does not
            state = State.EXECUTING;
            if (runner.busy()) {
                goAgain = true;
            } else {
                run(now);
            }
        } else if (value == RESPONSE_RETRY && state == State.COMPLETING) {
            read = 0;
        }
    }

    private void commandReady() {
        switch (state) {
            case IDLE -> {
                state = State.READY;
                sts |= COMMAND_READY;
            }
            case READY -> sts |= COMMAND_READY;
            case RECEIVING, EXECUTING, COMPLETING -> idle();
        }
    }

    /** {@code set_idle}: Expect stays. */
    private void idle() {
        if (runner.busy() && !settings.get().completesAfterAbort()) {
            answerDropped = true;
            goAgain = false;
        }
        state = State.IDLE;
        written = 0;
        read = 0;
        if (!settings.get().has(FirmwareQuirk.IDLE_KEEPS_COMMAND_READY)) {
            sts &= ~COMMAND_READY;
        }
        if (!settings.get().has(FirmwareQuirk.IDLE_KEEPS_DATA_AVAILABLE)) {
            sts &= ~DATA_AVAILABLE;
        }
        burst(MAX_BURST);
    }

    private void push(byte[] all) {
        final byte[] data = taken(all);
        if (state == State.READY && written == 0) {
            state = State.RECEIVING;
        }
        if (state != State.RECEIVING) {
            return;
        }
        if (written + data.length > BUFFER_SIZE) {
            written = 0;
            state = State.READY;
            return;
        }
        System.arraycopy(data, 0, buffer, written, data.length);
        written += data.length;
        final boolean more = written < SIZE_END || Integer.compareUnsigned(written, BigEndian.u32(buffer, SIZE_AT)) < 0;
        sts = more ? sts | EXPECT : sts & ~EXPECT;
    }

    private byte[] taken(byte[] data) {
        if (!settings.get().has(FirmwareQuirk.BURST_COUNT_VARIES) || state != State.RECEIVING) {
            return data;
        }
        final int count = Math.min(data.length, offered);
        offered -= count;
        return Arrays.copyOf(data, count);
    }

    private void pop(byte[] target, int at, int size) {
        final int count = Math.min(unread(size), BUFFER_SIZE - read);
        System.arraycopy(buffer, read, target, at, count);
        read += count;
        if (read == written) {
            sts &= ~(DATA_AVAILABLE | COMMAND_READY);
            burst(MAX_BURST);
        } else {
            burst(unread(MAX_BURST));
        }
    }

    /** The firmware subtracts without sign: what was read before an overflow emptied the buffer makes it look full. */
    private int unread(int atMost) {
        final int left = written - read;
        return left < 0 ? atMost : Math.min(left, atMost);
    }

    private void run(long now) {
        final byte[] command = Arrays.copyOf(buffer, written);
        final int code = CommandRunner.code(command);
        final long end = now + settings.get().commandTime(code);
        if (code == PCR_EXTEND) {
            boardConfig |= BOARD_CFG_LOCKED;
        }
        if (retriesLeft > 0) {
            retriesLeft--;
            runner.refuse(end);
        } else {
            runner.start(command, end);
        }
    }

    private void complete(byte[] answer) {
        final byte[] response = Arrays.copyOf(
                answer, answer.length == 0 ? 0 : answer.length + settings.get().leftOver());
        Arrays.fill(response, answer.length, response.length, LEFT_OVER);
        if (response.length == 0 || response.length > BUFFER_SIZE) {
            return;
        }
        if (settings.get().responseSize().isPresent() && response.length >= SIZE_END) {
            BigEndian.put32(response, SIZE_AT, settings.get().responseSize().getAsInt());
        }
        System.arraycopy(response, 0, buffer, 0, response.length);
        read = 0;
        written = response.length;
        state = State.COMPLETING;
        sts |= DATA_AVAILABLE;
        burst(Math.min(written, MAX_BURST));
    }

    private void putBoardConfig(int value) {
        if ((boardConfig & BOARD_CFG_LOCKED) == 0) {
            boardConfig = value & LONG_PULSES | BOARD_CFG_LOCKED;
        }
    }

    private int visibleStatus(long now) {
        final ChipSettings knobs = settings.get();
        if (knobs.sts().isPresent()) {
            return knobs.sts().getAsInt();
        }
        if (knobs.has(FirmwareQuirk.STATUS_NEEDS_LOCALITY) && (access & ACCESS_ACTIVE) == 0) {
            return NO_STATUS;
        }
        offered = now < knobs.burstZeroUntil() ? 0 : visibleBurst(knobs);
        final int ready =
                knobs.has(FirmwareQuirk.FIRST_BYTE_ENDS_COMMAND_READY) && state != State.READY ? COMMAND_READY : 0;
        return visibleExpect(sts & ~BURST_MASK & ~ready | offered << BURST_SHIFT);
    }

    private int visibleBurst(ChipSettings knobs) {
        final int right = knobs.has(FirmwareQuirk.BURST_COUNT_STAYS) ? MAX_BURST : (sts & BURST_MASK) >>> BURST_SHIFT;
        final int most = Math.min(right, knobs.burstLimit());
        return knobs.has(FirmwareQuirk.BURST_COUNT_VARIES) ? chance.between(1, most) : most;
    }

    private int visibleExpect(int right) {
        final int wrong = switch (settings.get().expect()) {
            case NONE -> right;
            case STUCK_ON -> right | EXPECT;
            case STUCK_OFF -> right & ~EXPECT;
        };
        if (wrong == right || state != State.RECEIVING || wrongExpectsLeft == 0) {
            return right;
        }
        wrongExpectsLeft--;
        return wrong;
    }

    private void version(byte[] target, int at, int size) {
        final byte[] text = settings.get().firmwareVersion();
        for (int i = 0; i < size && versionIndex < text.length; i++) {
            target[at + i] = text[versionIndex];
            if (text[versionIndex] != 0) {
                versionIndex++;
            }
        }
    }

    private void burst(int count) {
        sts = sts & ~BURST_MASK | count << BURST_SHIFT;
    }

    /** At most 4 bytes, little endian. */
    private static void value(int value, byte[] target, int at, int size) {
        for (int i = 0; i < Math.min(size, Integer.BYTES); i++) {
            target[at + i] = (byte) (value >>> 8 * i);
        }
    }

    private static int value(byte[] data) {
        int value = 0;
        for (int i = 0; i < Math.min(data.length, Integer.BYTES); i++) {
            value |= (data[i] & 0xFF) << 8 * i;
        }
        return value;
    }

    /** Of the interface. */
    enum State {
        IDLE,
        READY,
        RECEIVING,
        EXECUTING,
        COMPLETING
    }
}
