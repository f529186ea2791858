// SPDX-License-Identifier: Apache-2.0
/**
 * {@code pfrut}: Linux's tool of that name (tools/power/acpi/tools/pfrut/pfrut.c, man pfrut(8)), option by option and line by line, over the
 * services. README lists where it differs, and why.
 */
package io.platformfirmware.shell.pfrut;
