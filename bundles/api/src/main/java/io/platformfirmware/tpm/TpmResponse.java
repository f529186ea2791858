// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A whole response as it comes from a TPM, big endian: tag, size, code, and what belongs to the command that it answers (TPM 2.0
 * Library, Part 1, "Response structure"). It does not say which command that was. Unchangeable.
 */
public final class TpmResponse {

    private static final String OPERATION = "read response";

    /** TPM 2.0 Library, Part 2, {@code TPM_ST_NO_SESSIONS}. */
    private static final int NO_SESSIONS = 0x8001;

    /** TPM 2.0 Library, Part 2, {@code TPM_ST_SESSIONS}: the parameters follow their size, and sessions follow the parameters. */
    private static final int SESSIONS = 0x8002;

    private final byte[] bytes;

    private TpmResponse(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A response from its bytes.
     *
     * @param bytes the whole response; copied
     * @return the response
     * @throws FirmwareException {@code INVALID_VALUE} when there are fewer than {@link TpmTransport#HEADER_SIZE} bytes, or not as
     *     many as the size field says
     */
    public static TpmResponse of(byte[] bytes) throws FirmwareException {
        TpmFields.of(OPERATION, bytes);
        return new TpmResponse(bytes.clone());
    }

    /**
     * A response that has nothing but a code: for whoever answers in place of a TPM.
     *
     * @param code how the command ended
     * @return the response, without sessions
     */
    public static TpmResponse of(TpmResponseCode code) {
        return new TpmResponse(ByteBuffer.allocate(TpmTransport.HEADER_SIZE)
                .putShort((short) NO_SESSIONS)
                .putInt(TpmTransport.HEADER_SIZE)
                .putInt(code.value())
                .array());
    }

    /**
     * The whole response.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The tag.
     *
     * @return 0 to 65535: {@code 0x8001} without sessions, {@code 0x8002} with, {@code 0x00C4} of a TPM 1.2 and for
     *     {@code TPM_RC_BAD_TAG}
     */
    public int tag() {
        return TpmFields.tag(bytes);
    }

    /**
     * How the command ended.
     *
     * @return the code
     */
    public TpmResponseCode code() {
        return new TpmResponseCode(TpmFields.code(bytes));
    }

    /**
     * Whether the command did what it should.
     *
     * @return true for {@code TPM_RC_SUCCESS}
     */
    public boolean success() {
        return code().success();
    }

    /**
     * The answer to {@code TPM2_GetRandom}, a {@code TPM2B_DIGEST}.
     *
     * @return the bytes, as many as the TPM gave: fewer than asked for, perhaps
     * @throws FirmwareException {@code FIRMWARE_REFUSED} when the response is not a success; {@code INVALID_VALUE} when it does
     *     not answer this command
     */
    public byte[] randomBytes() throws FirmwareException {
        final TpmFields in = parameters();
        final byte[] random = in.sized("random bytes");
        in.end();
        return random;
    }

    /**
     * The answer to {@code TPM2_PCR_Read} of one bank.
     *
     * @return the digests that the TPM gave: fewer than asked for, perhaps
     * @throws FirmwareException {@code FIRMWARE_REFUSED} when the response is not a success; {@code INVALID_VALUE} when it does
     *     not answer this command, has not exactly one bank, or a PCR above 23
     */
    public PcrValues pcrValues() throws FirmwareException {
        final TpmFields in = parameters();
        final long updateCounter = in.u32("update counter");
        final long banks = in.u32("number of banks");
        if (banks != 1) {
            throw in.failure("it selects PCRs of " + banks + " banks, not of one");
        }
        final int algorithm = in.u16("hash algorithm");
        final PcrBank bank = PcrBank.of(algorithm)
                .orElseThrow(() -> in.failure("no bank of PCRs is known for algorithm " + hex(algorithm)));
        final BitSet selected = BitSet.valueOf(in.bytes(in.u8("size of the selection"), "selection"));
        if (selected.length() > PcrValues.PCR_COUNT) {
            throw in.failure(
                    "it selects PCR " + (selected.length() - 1) + "; the last is " + (PcrValues.PCR_COUNT - 1));
        }
        final long count = in.u32("number of digests");
        if (count != selected.cardinality()) {
            throw in.failure("it selects " + selected.cardinality() + " PCRs, but has " + count + " digests");
        }
        final SortedMap<Integer, byte[]> digests = new TreeMap<>();
        for (int pcr = selected.nextSetBit(0); pcr >= 0; pcr = selected.nextSetBit(pcr + 1)) {
            digests.put(pcr, digest(in, pcr, bank));
        }
        in.end();
        return new PcrValues(updateCounter, bank, digests);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TpmResponse that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Its code and length, not its bytes: they may be secret. */
    @Override
    public String toString() {
        return code().name() + ", " + bytes.length + " bytes";
    }

    private static byte[] digest(TpmFields in, int pcr, PcrBank bank) throws FirmwareException {
        final byte[] digest = in.sized("digest of PCR " + pcr);
        if (digest.length != bank.size()) {
            throw in.failure("the digest of PCR " + pcr + " has " + digest.length + " bytes; one of " + bank + " has "
                    + bank.size());
        }
        return digest;
    }

    private TpmFields parameters() throws FirmwareException {
        if (!success()) {
            throw Failure.of(FailureReason.FIRMWARE_REFUSED, OPERATION, "the TPM answered " + code())
                    .asException();
        }
        final TpmFields in = TpmFields.of(OPERATION, bytes);
        return switch (tag()) {
            case NO_SESSIONS -> in;
            case SESSIONS -> in.part(in.u32("size of the parameters"), "parameters");
            default -> throw in.failure("its tag " + hex(tag()) + " is none of a response that is a success");
        };
    }

    private static String hex(int u16) {
        return "0x" + HexFormat.of().withUpperCase().toHexDigits((short) u16);
    }
}
