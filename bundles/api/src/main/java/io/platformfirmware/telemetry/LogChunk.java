// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

/**
 * A part of the log as the firmware describes it. Nothing of it is checked.
 *
 * @param address physical, unsigned 64-bit; 0 where there is none
 * @param size bytes of data in it, unsigned 32-bit
 */
public record LogChunk(long address, long size) {}
