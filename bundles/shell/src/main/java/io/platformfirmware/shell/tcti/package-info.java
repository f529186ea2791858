// SPDX-License-Identifier: Apache-2.0
/** The commands of scope tcti: the socket server through which TPM stacks of other programs reach a TPM. */
package io.platformfirmware.shell.tcti;
