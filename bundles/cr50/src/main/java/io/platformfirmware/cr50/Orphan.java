// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

/**
 * A command that the chip may still execute though nobody waits for it. It can not be told to stop: commandReady makes the interface idle
 * at once, and the response turns up later all the same (chromium EC common/tpm_registers.c, {@code tpm_task}).
 *
 * @param code of the command
 * @param end when it should have been done, on the device's clock
 */
record Orphan(int code, long end) {}
