// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

/** One message or more that can not be read any more: the kernel has written over it, or it is too long. */
public record KernelLogGap() implements KernelLogEntry {}
