// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The commands that read and change PCRs (TCG TPM 2.0 Library, Part 3, 22). */
final class PcrCommands {

    /** {@code TPM_RH_NULL}: an extension of nothing. */
    private static final int NULL_HANDLE = 0x4000_0007;

    /** Of a TPML_DIGEST. */
    private static final int MAX_DIGESTS = 8;

    private final PcrBanks banks;

    PcrCommands(PcrBanks banks) {
        this.banks = banks;
    }

    /** Parameter: which PCRs. Answers the first 8 of them. */
    byte[] read(CommandReader in) throws RefusedCommandException {
        in.parameter(1);
        final int count = count(in);
        final AnswerWriter selections = new AnswerWriter().u32(count);
        final List<byte[]> digests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final PcrHash hash = hash(in);
            if (in.u8() != PcrBanks.SELECT_SIZE) {
                throw in.wrong(ResponseCode.VALUE);
            }
            final byte[] selected = in.bytes(PcrBanks.SELECT_SIZE);
            for (int pcr = 0; pcr < PcrBanks.COUNT; pcr++) {
                final int mask = 1 << pcr % Byte.SIZE;
                if ((selected[pcr / Byte.SIZE] & mask) == 0) {
                    continue;
                }
                if (digests.size() < MAX_DIGESTS) {
                    digests.add(banks.value(hash, pcr));
                } else {
                    selected[pcr / Byte.SIZE] &= (byte) ~mask;
                }
            }
            selections.u16(hash.id()).u8(PcrBanks.SELECT_SIZE).bytes(selected);
        }
        in.end();
        final AnswerWriter out = new AnswerWriter()
                .u32(banks.updates())
                .bytes(selections.toBytes())
                .u32(digests.size());
        digests.forEach(out::sized);
        return out.toBytes();
    }

    /** Handle: the PCR. Parameter: digests, at most one for each bank. */
    void extend(int handle, CommandReader in) throws RefusedCommandException {
        in.parameter(1);
        final Map<PcrHash, List<byte[]>> digests = new EnumMap<>(PcrHash.class);
        for (int left = count(in); left > 0; left--) {
            final PcrHash hash = hash(in);
            final byte[] digest = in.bytes(hash.size());
            digests.merge(hash, List.of(digest), PcrCommands::joined);
        }
        in.end();
        if (handle == NULL_HANDLE) {
            return;
        }
        if (!PcrBanks.extendable(handle)) {
            throw new RefusedCommandException(ResponseCode.LOCALITY);
        }
        digests.forEach((hash, all) -> all.forEach(digest -> banks.extend(hash, handle, digest)));
    }

    /** Handle: the PCR. */
    void reset(int handle, CommandReader in) throws RefusedCommandException {
        in.end();
        if (!PcrBanks.resettable(handle)) {
            throw new RefusedCommandException(ResponseCode.LOCALITY);
        }
        banks.reset(handle);
    }

    /** Whether a handle is one of a PCR, or none. */
    static boolean isPcr(int handle, boolean orNull) {
        return handle >= 0 && handle < PcrBanks.COUNT || orNull && handle == NULL_HANDLE;
    }

    private static int count(CommandReader in) throws RefusedCommandException {
        final int count = in.u32();
        if (Integer.compareUnsigned(count, PcrHash.values().length) > 0) {
            throw in.wrong(ResponseCode.SIZE);
        }
        return count;
    }

    private static PcrHash hash(CommandReader in) throws RefusedCommandException {
        return PcrHash.of(in.u16()).orElseThrow(() -> in.wrong(ResponseCode.HASH));
    }

    private static List<byte[]> joined(List<byte[]> first, List<byte[]> second) {
        final List<byte[]> all = new ArrayList<>(first);
        all.addAll(second);
        return Collections.unmodifiableList(all);
    }
}
