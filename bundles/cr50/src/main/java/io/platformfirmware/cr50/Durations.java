// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import java.time.Duration;

/**
 * How long a command may take. Which command belongs to which class is Linux's table ({@code tpm2_ordinal_duration_index} of
 * drivers/char/tpm/tpm2-cmd.c). The times of the first two classes are longer than Linux's 750 ms and 2 s: a chip that writes its flash
 * meanwhile takes longer, and a command that is given up too early still runs.
 *
 * @param medium TPM2_Startup, PCR_Extend, GetCapability and hash sequences
 * @param longer TPM2_SelfTest, GetRandom, NV_Read and hierarchy changes
 * @param longest what makes keys or verifies signatures
 * @param other everything else, commands of the vendor too
 */
record Durations(Duration medium, Duration longer, Duration longest, Duration other) {

    static final Durations DEFAULTS = new Durations(
            Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(300), Duration.ofSeconds(120));

    /**
     * How long a command may take.
     *
     * @param code its command code
     * @return from tpmGo to the response
     */
    Duration of(int code) {
        return switch (code) {
            // Startup, SequenceUpdate, SequenceComplete, EventSequenceComplete, HashSequenceStart, PCR_Extend,
            // GetCapability
            case 0x144, 0x15C, 0x13E, 0x185, 0x186, 0x182, 0x17A -> medium;
            // SelfTest, GetRandom, HierarchyControl, HierarchyChangeAuth, NV_Read
            case 0x143, 0x17B, 0x121, 0x129, 0x14E -> longer;
            // VerifySignature, CreatePrimary, Create, CreateLoaded
            case 0x177, 0x131, 0x153, 0x191 -> longest;
            default -> other;
        };
    }
}
