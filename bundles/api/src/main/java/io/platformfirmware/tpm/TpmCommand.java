// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import io.platformfirmware.FirmwareException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;

/**
 * A whole command as it goes to a TPM, big endian: tag, size, code, and what belongs to the code (TPM 2.0 Library, Part 1,
 * "Command structure"; the commands are those of Part 3). Unchangeable.
 */
public final class TpmCommand {

    /** How long a command may be: what drivers and the chips on SPI take (Linux {@code TPM_BUFSIZE}). */
    public static final int MAX_SIZE = 4096;

    private static final String OPERATION = "check command";

    /** TPM 2.0 Library, Part 2, {@code TPM_ST_NO_SESSIONS}. */
    private static final short NO_SESSIONS = (short) 0x8001;

    /** TPM 2.0 Library, Part 2, {@code TPM_SU_CLEAR}. */
    private static final short SU_CLEAR = 0;

    /** TPM 2.0 Library, Part 2, {@code TPM_SU_STATE}. */
    private static final short SU_STATE = 1;

    /** TPM 2.0 Library, Part 2, {@code TPMA_CC}, attribute V: the vendor defines the command. */
    private static final int VENDOR_BIT = 1 << 29;

    private static final int MAX_U16 = 0xFFFF;

    /** Bytes of a selection of 24 PCRs, the least that a TPM takes (TPM 2.0 Library, Part 2, {@code PCR_SELECT_MIN}). */
    private static final int SELECT_SIZE = PcrValues.PCR_COUNT / Byte.SIZE;

    private final byte[] bytes;

    private TpmCommand(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A command from its bytes. Neither its tag nor its code nor what follows them is judged: the TPM does that.
     *
     * @param bytes the whole command; copied
     * @return the command
     * @throws FirmwareException {@code INVALID_VALUE} when there are fewer than {@link TpmTransport#HEADER_SIZE} or more than
     *     {@link #MAX_SIZE} bytes, or not as many as the size field says
     */
    public static TpmCommand of(byte[] bytes) throws FirmwareException {
        if (bytes.length > MAX_SIZE) {
            throw TpmFields.failure(OPERATION, bytes.length + " bytes are too many: " + MAX_SIZE + " at most");
        }
        TpmFields.of(OPERATION, bytes);
        return new TpmCommand(bytes.clone());
    }

    /**
     * {@code TPM2_GetRandom}. A TPM may give fewer bytes than asked for.
     *
     * @param count how many bytes, 0 to 65535
     * @return the command
     * @throws IllegalArgumentException when the number is out of range
     */
    public static TpmCommand getRandom(int count) {
        if (count < 0 || count > MAX_U16) {
            throw new IllegalArgumentException("can not ask for " + count + " bytes: 0 to " + MAX_U16);
        }
        return with(TpmCommandCode.GET_RANDOM, parameters(Short.BYTES).putShort((short) count));
    }

    /**
     * {@code TPM2_SelfTest}.
     *
     * @param full true tests everything, false what was not tested yet
     * @return the command
     */
    public static TpmCommand selfTest(boolean full) {
        return with(TpmCommandCode.SELF_TEST, parameters(Byte.BYTES).put((byte) (full ? 1 : 0)));
    }

    /**
     * {@code TPM2_Shutdown}.
     *
     * @param keepState true for {@code TPM_SU_STATE}: a later {@link #startup} can go on from there; false for
     *     {@code TPM_SU_CLEAR}
     * @return the command
     */
    public static TpmCommand shutdown(boolean keepState) {
        return with(TpmCommandCode.SHUTDOWN, parameters(Short.BYTES).putShort(keepState ? SU_STATE : SU_CLEAR));
    }

    /**
     * {@code TPM2_Startup}.
     *
     * @param fromState true for {@code TPM_SU_STATE}: goes on from the state that {@link #shutdown} kept; false for
     *     {@code TPM_SU_CLEAR}
     * @return the command
     */
    public static TpmCommand startup(boolean fromState) {
        return with(TpmCommandCode.STARTUP, parameters(Short.BYTES).putShort(fromState ? SU_STATE : SU_CLEAR));
    }

    /**
     * {@code TPM2_PCR_Read} of one bank.
     *
     * @param bank which bank
     * @param pcrs which PCRs, 0 to 23 each; the TPM gives 8 at most, those with the lowest numbers. None asks for the update
     *     counter alone
     * @return the command
     * @throws IllegalArgumentException when a number is out of range
     */
    public static TpmCommand pcrRead(PcrBank bank, Collection<Integer> pcrs) {
        final BitSet selected = new BitSet(PcrValues.PCR_COUNT);
        pcrs.forEach(pcr -> selected.set(PcrValues.requirePcr(pcr)));
        return with(
                TpmCommandCode.PCR_READ,
                parameters(Integer.BYTES + Short.BYTES + Byte.BYTES + SELECT_SIZE)
                        .putInt(1)
                        .putShort((short) bank.algorithm())
                        .put((byte) SELECT_SIZE)
                        .put(Arrays.copyOf(selected.toByteArray(), SELECT_SIZE)));
    }

    /**
     * {@code TPM2_GetCapability}.
     *
     * @param capability which group, a {@code TPM_CAP}, unsigned 32 bits
     * @param property the first one of the group, unsigned 32 bits
     * @param count how many at most, unsigned 32 bits
     * @return the command
     */
    public static TpmCommand getCapability(int capability, int property, int count) {
        return with(
                TpmCommandCode.GET_CAPABILITY,
                parameters(3 * Integer.BYTES)
                        .putInt(capability)
                        .putInt(property)
                        .putInt(count));
    }

    /**
     * {@code TPM2_FlushContext}.
     *
     * @param handle of a transient object or a session, 32 bits
     * @return the command
     */
    public static TpmCommand flushContext(int handle) {
        return with(TpmCommandCode.FLUSH_CONTEXT, parameters(Integer.BYTES).putInt(handle));
    }

    /**
     * The whole command.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * How long it is.
     *
     * @return bytes, {@link TpmTransport#HEADER_SIZE} to {@link #MAX_SIZE}
     */
    public int length() {
        return bytes.length;
    }

    /**
     * The tag.
     *
     * @return 0 to 65535, for example {@code 0x8001} for a command without sessions
     */
    public int tag() {
        return TpmFields.tag(bytes);
    }

    /**
     * The code.
     *
     * @return unsigned 32 bits, for example {@code 0x17B}; see {@link TpmCommandCode}
     */
    public int code() {
        return TpmFields.code(bytes);
    }

    /**
     * What a person calls it.
     *
     * @return for example {@code TPM2_GetRandom}, {@code vendor command 0x20000000} or {@code command 0x000001FF}
     */
    public String name() {
        final int code = code();
        return TpmCommandCode.of(code)
                .map(TpmCommandCode::commandName)
                .orElseGet(
                        () -> ((code & VENDOR_BIT) == 0 ? "command " : "vendor command ") + TpmResponseCode.hex(code));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TpmCommand that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Its name and length, not its bytes: they may be secret. */
    @Override
    public String toString() {
        return name() + ", " + bytes.length + " bytes";
    }

    private static ByteBuffer parameters(int size) {
        return ByteBuffer.allocate(size);
    }

    private static TpmCommand with(TpmCommandCode code, ByteBuffer parameters) {
        final int size = TpmTransport.HEADER_SIZE + parameters.capacity();
        return new TpmCommand(ByteBuffer.allocate(size)
                .putShort(NO_SESSIONS)
                .putInt(size)
                .putInt(code.value())
                .put(parameters.flip())
                .array());
    }
}
