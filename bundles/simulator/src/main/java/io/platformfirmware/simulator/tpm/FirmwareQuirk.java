// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/** What older firmware of the chip did in other ways than branch cr50_stab does. */
public enum FirmwareQuirk {
    /** A write takes the first bytes behind its header, wait bytes or not (before "cr50: fix sps driver sync problems", 2018). */
    WRITE_TAKES_FIRST_BYTES,
    /** The ready pulse comes before the controller is ready for a header (before 2020). */
    EARLY_PULSE,
    /** Going to idle leaves {@code commandReady} set in TPM_STS (before 5188d521f4). */
    IDLE_KEEPS_COMMAND_READY,
    /** Going to idle leaves {@code dataAvail} set in TPM_STS (b/118178519, before c320195349 and 0d41bed0bc). */
    IDLE_KEEPS_DATA_AVAILABLE
}
