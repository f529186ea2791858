// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A small TPM 2.0 (TCG TPM 2.0 Library, revision 1.16, Parts 2 and 3): starting and stopping, tests, capabilities, random numbers, PCRs
 * with SHA-1 and SHA-256, and one vendor command of Cr50. It has no keys, no objects and no sessions but passwords; commands for them
 * are answered with {@code TPM_RC_COMMAND_CODE}. Nothing outlives it. Safe for use by several threads.
 */
public final class BuiltInTpm implements TpmEngine {

    /** Bytes of one TPM2_GetRandom: the largest digest, that of SHA-512, which Cr50 knows. */
    static final int MAX_RANDOM = 64;

    private static final int TAG_NO_SESSIONS = 0x8001;
    private static final int TAG_SESSIONS = 0x8002;
    private static final int HEADER = 10;
    private static final int SIZE_AT = 2;
    private static final int CODE_AT = 6;

    private static final int PCR_RESET = 0x13D;
    private static final int SELF_TEST = 0x143;
    private static final int STARTUP = 0x144;
    private static final int SHUTDOWN = 0x145;
    private static final int STIR_RANDOM = 0x146;
    private static final int GET_CAPABILITY = 0x17A;
    private static final int GET_RANDOM = 0x17B;
    private static final int GET_TEST_RESULT = 0x17C;
    private static final int PCR_READ = 0x17E;
    private static final int PCR_EXTEND = 0x182;

    /** Cr50's vendor commands (chromium EC, include/extension.h). */
    private static final int VENDOR = 0x2000_0000;

    private static final int VENDOR_GET_BOARD_ID = 25;

    /** Of a board that was never given one: type, inverted type, flags. */
    private static final int NO_BOARD_ID = 0xFFFF_FFFF;

    private static final int CLEAR = 0;
    private static final int STATE = 1;

    private static final int ATTRIBUTE_NV = 1 << 22;
    private static final int ATTRIBUTE_ONE_HANDLE = 1 << 25;

    private final RandomGenerator random;
    private final PcrBanks banks = new PcrBanks();
    private final PcrCommands pcrs = new PcrCommands(banks);
    private final TpmCapabilities capabilities = new TpmCapabilities(commands());
    private boolean started;
    private boolean stateSaved;

    /** A TPM as after power-on, with unpredictable random numbers. */
    public BuiltInTpm() {
        this(new SecureRandom());
    }

    /**
     * A TPM as after power-on.
     *
     * @param random where its random numbers come from
     */
    public BuiltInTpm(RandomGenerator random) {
        this.random = random;
    }

    /**
     * A TPM as after power-on.
     *
     * @return one whose random numbers are the same in every run
     */
    public static BuiltInTpm repeatable() {
        return new BuiltInTpm(new SplittableRandom(1));
    }

    @Override
    public synchronized byte[] execute(byte[] command) {
        try {
            return run(command);
        } catch (final RefusedCommandException e) {
            return AnswerWriter.refusal(e.code());
        }
    }

    @Override
    public synchronized void reset() {
        started = false;
    }

    private byte[] run(byte[] command) throws RefusedCommandException {
        if (command.length < Short.BYTES) {
            throw new RefusedCommandException(ResponseCode.INSUFFICIENT);
        }
        final int tag = BigEndian.u16(command, 0);
        if (tag != TAG_NO_SESSIONS && tag != TAG_SESSIONS) {
            throw new RefusedCommandException(ResponseCode.BAD_TAG);
        }
        if (command.length < HEADER || BigEndian.u32(command, SIZE_AT) != command.length) {
            throw new RefusedCommandException(ResponseCode.COMMAND_SIZE);
        }
        final int code = BigEndian.u32(command, CODE_AT);
        final boolean sessions = tag == TAG_SESSIONS;
        final CommandReader in = new CommandReader(command, HEADER);
        if (code == VENDOR) {
            return vendor(in);
        }
        if (!commands().containsKey(code)) {
            throw new RefusedCommandException(ResponseCode.COMMAND_CODE);
        }
        if (started == (code == STARTUP)) {
            throw new RefusedCommandException(ResponseCode.INITIALIZE);
        }
        return AnswerWriter.success(parameters(code, in, sessions), sessions);
    }

    private byte[] parameters(int code, CommandReader in, boolean sessions) throws RefusedCommandException {
        if (code == PCR_EXTEND || code == PCR_RESET) {
            return onPcr(code, in, sessions);
        }
        if (sessions && code == STARTUP) {
            throw new RefusedCommandException(ResponseCode.AUTH_CONTEXT);
        }
        if (sessions) {
            PasswordSession.check(in, 0);
        }
        return switch (code) {
            case STARTUP -> startup(in.parameter(1));
            case SHUTDOWN -> shutdown(in.parameter(1));
            case SELF_TEST -> selfTest(in.parameter(1));
            case GET_TEST_RESULT -> testResult(in);
            case GET_CAPABILITY -> capabilities.answer(in);
            case GET_RANDOM -> random(in.parameter(1));
            case STIR_RANDOM -> stir(in.parameter(1));
            default -> pcrs.read(in);
        };
    }

    private byte[] onPcr(int code, CommandReader in, boolean sessions) throws RefusedCommandException {
        final int handle = in.handle(1).u32();
        if (!PcrCommands.isPcr(handle, code == PCR_EXTEND)) {
            throw in.wrong(ResponseCode.VALUE);
        }
        if (!sessions) {
            throw new RefusedCommandException(ResponseCode.AUTH_MISSING);
        }
        PasswordSession.check(in, 1);
        if (code == PCR_EXTEND) {
            pcrs.extend(handle, in);
        } else {
            pcrs.reset(handle, in);
        }
        return new byte[0];
    }

    private byte[] startup(CommandReader in) throws RefusedCommandException {
        final int type = type(in);
        if (type == STATE && !stateSaved) {
            throw in.wrong(ResponseCode.VALUE);
        }
        if (type == CLEAR) {
            banks.clear();
        } else {
            banks.resume();
        }
        started = true;
        stateSaved = false;
        return new byte[0];
    }

    private byte[] shutdown(CommandReader in) throws RefusedCommandException {
        stateSaved = type(in) == STATE;
        return new byte[0];
    }

    private static int type(CommandReader in) throws RefusedCommandException {
        final int type = in.u16();
        if (type != CLEAR && type != STATE) {
            throw in.wrong(ResponseCode.VALUE);
        }
        in.end();
        return type;
    }

    private static byte[] selfTest(CommandReader in) throws RefusedCommandException {
        if (in.u8() > 1) {
            throw in.wrong(ResponseCode.VALUE);
        }
        in.end();
        return new byte[0];
    }

    private static byte[] testResult(CommandReader in) throws RefusedCommandException {
        in.end();
        return new AnswerWriter().sized(new byte[0]).u32(ResponseCode.SUCCESS).toBytes();
    }

    private byte[] random(CommandReader in) throws RefusedCommandException {
        final int asked = in.u16();
        in.end();
        final byte[] bytes = new byte[Math.min(asked, MAX_RANDOM)];
        random.nextBytes(bytes);
        return new AnswerWriter().sized(bytes).toBytes();
    }

    /** What is stirred in changes nothing: the numbers are good, or meant to be the same in every run. */
    private static byte[] stir(CommandReader in) throws RefusedCommandException {
        final int size = in.u16();
        if (size > 128) {
            throw in.wrong(ResponseCode.SIZE);
        }
        in.bytes(size);
        in.end();
        return new byte[0];
    }

    private static byte[] vendor(CommandReader in) throws RefusedCommandException {
        if (in.left() < Short.BYTES || in.u16() != VENDOR_GET_BOARD_ID) {
            throw new RefusedCommandException(ResponseCode.VENDOR_NO_SUCH_COMMAND);
        }
        return AnswerWriter.success(
                new AnswerWriter()
                        .u16(VENDOR_GET_BOARD_ID)
                        .u32(NO_BOARD_ID)
                        .u32(NO_BOARD_ID)
                        .u32(NO_BOARD_ID)
                        .toBytes(),
                false);
    }

    /** Attributes (TPMA_CC) by command code. */
    private static SortedMap<Integer, Integer> commands() {
        final SortedMap<Integer, Integer> attributes = new TreeMap<>(Integer::compareUnsigned);
        for (final int code : Arrays.asList(
                SELF_TEST, STARTUP, SHUTDOWN, STIR_RANDOM, GET_CAPABILITY, GET_RANDOM, GET_TEST_RESULT, PCR_READ)) {
            attributes.put(code, code);
        }
        for (final int code : Arrays.asList(PCR_RESET, PCR_EXTEND)) {
            attributes.put(code, code | ATTRIBUTE_ONE_HANDLE);
        }
        for (final int code : Arrays.asList(SELF_TEST, STARTUP, SHUTDOWN, STIR_RANDOM, PCR_RESET, PCR_EXTEND)) {
            attributes.merge(code, ATTRIBUTE_NV, (all, nv) -> all | nv);
        }
        return attributes;
    }
}
