// SPDX-License-Identifier: Apache-2.0
/**
 * Telemetry of firmware updates at run time (PFRT, ACPI {@code INTC1081}): the log that the firmware writes while it stages and
 * activates, its settings and counters, reading it in time order and following it.
 */
@Export
@Version("1.0.0")
package io.platformfirmware.telemetry;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
