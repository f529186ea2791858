// SPDX-License-Identifier: Apache-2.0
/** The command of scope vtpm: the TPM device of the kernel that a chip is given as. */
package io.platformfirmware.shell.vtpm;
