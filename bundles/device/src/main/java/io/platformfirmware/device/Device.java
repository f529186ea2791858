// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A device node that exists now. It is an OSGi service with the properties {@link #PATH}, {@link #KIND}, {@link #ID} and
 * {@link #SIMULATED}; the service goes when the node goes.
 *
 * <p>Implementations are safe for use by several threads.
 */
@ProviderType
public interface Device {

    /** Service property, {@code String}: where the node is, for example {@code /dev/acpi_pfr_update0}. */
    String PATH = "device.path";

    /** Service property, {@code String}: which interface the node speaks, for example {@link CharDevice#KIND_PFRU}. */
    String KIND = "device.kind";

    /** Service property, {@code String}: short name that is unique among the devices of a running system. */
    String ID = "device.id";

    /** Service property, {@code Boolean}: whether the hardware is emulated. */
    String SIMULATED = "simulated";

    /**
     * Service property, {@code String}: what the kernel calls the device that the node's driver is bound to, for example
     * {@code INTC1080:00}; absent where it can not be told. {@link KernelMessage#device()} names it.
     */
    String KERNEL_NAME = "device.kernel.name";

    /**
     * Where the node is.
     *
     * @return the absolute path of the node
     */
    String path();
}
