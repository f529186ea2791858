// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/** A character device node that is used by ioctl(2), write(2) and mmap(2). */
@ProviderType
public interface CharDevice extends Device {

    /** {@link #KIND} of the Platform Firmware Runtime Update node (ACPI {@code INTC1080}). */
    String KIND_PFRU = "pfru";

    /** {@link #KIND} of the Platform Firmware Runtime Telemetry node (ACPI {@code INTC1081}). */
    String KIND_PFRT = "pfrt";

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
