// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/** Makes TPM devices of the kernel whose commands a program answers: the node {@code /dev/vtpmx} of Linux's vtpm_proxy. */
@ProviderType
public interface VtpmProxy extends Device {

    /** {@link #KIND} of such a node. */
    String KIND_VTPMX = "vtpmx";

    /**
     * Makes a TPM 2.0 device. The kernel starts to send commands at once, and shows the device to programs when it has got the
     * answers that it wants. The caller closes it on every path.
     *
     * @return the device, owned by the caller
     * @throws ErrnoException {@link Errno#EPERM} for a process without {@code CAP_SYS_ADMIN}, {@link Errno#ENOTTY} when the node
     *     is not one of this driver, others as open(2)
     */
    VtpmDevice newTpm2() throws ErrnoException;
}
