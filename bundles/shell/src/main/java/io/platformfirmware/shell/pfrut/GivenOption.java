// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

/** An option as the user gave it; the value is empty where none goes with it. */
record GivenOption(OptionName option, String value) {}
