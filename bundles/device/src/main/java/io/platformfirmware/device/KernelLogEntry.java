// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

/** What a reader of a {@link KernelLog} comes by. */
public sealed interface KernelLogEntry permits KernelMessage, KernelLogGap {}
