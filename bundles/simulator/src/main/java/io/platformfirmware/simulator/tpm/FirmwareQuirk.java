// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/**
 * What firmware of the chip does in other ways than branch cr50_stab does: older one, and what the TCG PC Client Platform TPM Profile (PTP)
 * lets a chip do whose firmware was not read.
 */
public enum FirmwareQuirk {
    /** A write takes the first bytes behind its header, wait bytes or not (before "cr50: fix sps driver sync problems", 2018). */
    WRITE_TAKES_FIRST_BYTES,
    /** The ready pulse comes before the controller is ready for a header (before 2020). */
    EARLY_PULSE,
    /** Going to idle leaves {@code commandReady} set in TPM_STS (before 5188d521f4). */
    IDLE_KEEPS_COMMAND_READY,
    /** Going to idle leaves {@code dataAvail} set in TPM_STS (b/118178519, before c320195349 and 0d41bed0bc). */
    IDLE_KEEPS_DATA_AVAILABLE,
    /** TPM_STS reads {@code FF} while the locality is not active (PTP; QEMU, hw/tpm/tpm_tis_common.c). */
    STATUS_NEEDS_LOCALITY,
    /** {@code commandReady} shows in ready only, no longer with the first byte of a command (PTP; QEMU, hw/tpm/tpm_tis_common.c). */
    FIRST_BYTE_ENDS_COMMAND_READY,
    /** The burst count is that of an empty FIFO always: it does not tell what is left of a response. */
    BURST_COUNT_STAYS,
    /** The burst count is another one each time, and of a command no more bytes are taken than it said last. */
    BURST_COUNT_VARIES
}
