// SPDX-License-Identifier: Apache-2.0
/** The commands of scope cr50: chips of Google's Cr50 and Ti50 family on SPI, their TPM, and the link to them. */
package io.platformfirmware.shell.cr50;
