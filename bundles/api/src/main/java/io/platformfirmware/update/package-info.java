// SPDX-License-Identifier: Apache-2.0
/**
 * Firmware update at run time (PFRU, ACPI {@code INTC1080}): capsules, what is checked before the kernel sees one, the
 * service that loads, stages and activates it, and the history of what was done.
 */
@Export
@Version("1.0.0")
package io.platformfirmware.update;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
