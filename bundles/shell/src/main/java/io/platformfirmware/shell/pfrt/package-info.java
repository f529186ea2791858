// SPDX-License-Identifier: Apache-2.0
/** The commands of scope pfrt: telemetry of firmware updates. */
package io.platformfirmware.shell.pfrt;
