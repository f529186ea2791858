// SPDX-License-Identifier: Apache-2.0
/** What every firmware service has in common: identifiers and failures. */
@Export
@Version("1.0.0")
package io.platformfirmware;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
