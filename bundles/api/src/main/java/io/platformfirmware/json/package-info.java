// SPDX-License-Identifier: Apache-2.0
/**
 * The values of the firmware services as JSON: the one form that commands print, the history keeps and other tools can read.
 * Names are in lower camel case, enum values in lower case with hyphens, times in ISO 8601 UTC, absent values are left out.
 * Within a schema version members are only added.
 */
@Export
@Version("1.0.0")
package io.platformfirmware.json;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
