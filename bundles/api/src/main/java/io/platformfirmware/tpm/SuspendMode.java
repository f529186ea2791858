// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

/** Who takes the chip's power while the machine sleeps (Linux drivers/char/tpm/tpm-interface.c, {@code tpm_pm_suspend}). */
public enum SuspendMode {
    /** Nobody, as in suspend-to-idle: the TPM is not reset, and no command is sent. */
    CHIP_STAYS_POWERED,
    /** The platform's firmware, as in suspend-to-RAM (ACPI S3): the TPM is sent {@code TPM2_Shutdown(TPM_SU_STATE)}. */
    FIRMWARE_TAKES_POWER
}
