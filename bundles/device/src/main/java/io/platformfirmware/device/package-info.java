// SPDX-License-Identifier: Apache-2.0
/**
 * What drivers stand on: device nodes as services, their open channels, and the errors of system calls. Implemented by
 * the {@code linux} bundle over the kernel and by the {@code simulator} bundle over emulated hardware; used by providers.
 */
@Export
@Version("1.0.0")
package io.platformfirmware.device;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
