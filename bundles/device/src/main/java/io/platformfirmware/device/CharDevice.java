// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A character device node that exists now. It is an OSGi service with the properties {@link #PATH}, {@link #KIND},
 * {@link #ID} and {@link #SIMULATED}; the service goes when the node goes.
 *
 * <p>Implementations are safe for use by several threads.
 */
@ProviderType
public interface CharDevice {

    /** Service property, {@code String}: where the node is, for example {@code /dev/acpi_pfr_update0}. */
    String PATH = "device.path";

    /** Service property, {@code String}: which driver interface the node speaks, for example {@link #KIND_PFRU}. */
    String KIND = "device.kind";

    /** Service property, {@code String}: short name that is unique among the devices of a running system. */
    String ID = "device.id";

    /** Service property, {@code Boolean}: whether the hardware is emulated. */
    String SIMULATED = "simulated";

    /** {@link #KIND} of the Platform Firmware Runtime Update node (ACPI {@code INTC1080}). */
    String KIND_PFRU = "pfru";

    /** {@link #KIND} of the Platform Firmware Runtime Telemetry node (ACPI {@code INTC1081}). */
    String KIND_PFRT = "pfrt";

    /**
     * Where the node is.
     *
     * @return the absolute path of the node
     */
    String path();

    /**
     * Opens the node. The caller closes the channel on every path.
     *
     * @param access what the channel is for
     * @return an open channel, owned by the caller
     * @throws ErrnoException when open(2) fails; {@link Errno#ENODEV} or {@link Errno#ENOENT} when the device has gone
     */
    CharChannel open(Access access) throws ErrnoException;

    /** What a channel is opened for. */
    enum Access {
        /** {@code O_RDONLY}: ioctl and mapping only. */
        READ_ONLY,
        /** {@code O_RDWR}. */
        READ_WRITE
    }
}
