// SPDX-License-Identifier: Apache-2.0
/**
 * Device nodes of a running Linux as services, by system calls of its C library.
 *
 * <p>Two halves. The lower one is libc: {@code Libc} and {@code JnaKernel} are the only classes that know JNA,
 * {@code SystemCalls} puts policy on top (interrupted calls, close-on-exec, errors as
 * {@link io.platformfirmware.device.ErrnoException}), and {@code LinuxCharDevice}, {@code LinuxSpiDevice} and
 * {@code LinuxGpioChip} with what they open are what drivers see. {@code SpiMessage} and {@code GpioLineRequest} know the
 * bytes of the kernel's structs. The upper one is discovery: {@code NodeKind} is the table of kinds of node that are looked
 * for, each with what its {@code Driver} in the kernel decides, {@code NodeScanner} turns a folder into a set of nodes
 * without a side effect, {@code PublishedDevices} turns the difference between two scans into services and log lines,
 * {@code NodeWatcher} runs both on one thread, and {@code LinuxDevices} is the component with the settings. Discovery makes
 * no system call of its own, so that native code is not loaded before the first node is there.
 */
package io.platformfirmware.linux;
