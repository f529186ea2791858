// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The platform configuration registers, as TCG's PC Client Platform TPM Profile, 4.6 wants them, seen from locality 0. */
final class PcrBanks {

    static final int COUNT = 24;

    /** Bytes of a selection. */
    static final int SELECT_SIZE = 3;

    private static final int DEBUG = 16;
    private static final int FIRST_DYNAMIC = 17;
    private static final int LAST_DYNAMIC = 22;
    private static final int APPLICATION = 23;
    private static final int FIRST_UNCOUNTED = 21;

    private final Map<PcrHash, byte[][]> banks = new EnumMap<>(PcrHash.class);
    private int updates;

    /** As after TPM2_Startup(CLEAR). */
    PcrBanks() {
        clear();
    }

    void clear() {
        updates = 0;
        for (final PcrHash hash : PcrHash.values()) {
            final byte[][] bank = new byte[COUNT][hash.size()];
            for (int pcr = FIRST_DYNAMIC; pcr <= LAST_DYNAMIC; pcr++) {
                Arrays.fill(bank[pcr], (byte) 0xFF);
            }
            banks.put(hash, bank);
        }
    }

    /** As after TPM2_Startup(STATE): what the debugging and the application's one had is not saved. */
    void resume() {
        reset(DEBUG);
        reset(APPLICATION);
        updates = 0;
    }

    /** How often PCRs changed, but for those that are not counted. */
    int updates() {
        return updates;
    }

    byte[] value(PcrHash hash, int pcr) {
        return banks.get(hash)[pcr].clone();
    }

    /** Whether locality 0 may extend it. */
    static boolean extendable(int pcr) {
        return pcr < FIRST_DYNAMIC || pcr > LAST_DYNAMIC;
    }

    /** Whether locality 0 may reset it. */
    static boolean resettable(int pcr) {
        return pcr == DEBUG || pcr == APPLICATION;
    }

    void extend(PcrHash hash, int pcr, byte[] digest) {
        final byte[][] bank = banks.get(hash);
        bank[pcr] = hash.extended(bank[pcr], digest);
        changed(pcr);
    }

    void reset(int pcr) {
        banks.values().forEach(bank -> Arrays.fill(bank[pcr], (byte) 0));
        changed(pcr);
    }

    private void changed(int pcr) {
        if (pcr != DEBUG && pcr < FIRST_UNCOUNTED) {
            updates++;
        }
    }
}
