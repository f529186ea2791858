// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A TPM device of the kernel, {@code /dev/tpmN}, whose commands go to a chip that this machine talks to by itself. There is one
 * service while its provider runs; the settings {@code io.platformfirmware.vtpm} say which chip, or none.
 */
@ProviderType
public interface VirtualTpm {

    /**
     * How things stand. Asks neither the kernel nor the chip.
     *
     * @return a snapshot
     */
    VirtualTpmStatus status();
}
