// SPDX-License-Identifier: Apache-2.0
/**
 * TPM 2.0 chips that this machine talks to by itself, without the kernel's driver: commands and responses of the TCG's TPM 2.0
 * Library, and the link to a Google Cr50 (H1) or Ti50 chip on SPI.
 */
@Export
@Version("1.0.0")
package io.platformfirmware.tpm;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
