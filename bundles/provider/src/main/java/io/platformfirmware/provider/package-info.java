// SPDX-License-Identifier: Apache-2.0
/**
 * What the providers of services over devices have in common: who a device is, the one thread that it is used on, and what an
 * error of the system means for it.
 */
@Export
@Version("1.0.0")
package io.platformfirmware.provider;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
