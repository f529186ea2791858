// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Who a device is, for every service over one. Such a service carries the same as service properties: {@link #DEVICE_ID},
 * {@link #DEVICE_PATH} and {@link #SIMULATED}.
 */
@ProviderType
public interface FirmwareDevice {

    /** Service property, {@code String}: the short name of the device, for example {@code pfru0}. */
    String DEVICE_ID = "device.id";

    /** Service property, {@code String}: the path of its node. */
    String DEVICE_PATH = "device.path";

    /** Service property, {@code Boolean}: whether the hardware is emulated. */
    String SIMULATED = "simulated";

    /**
     * The device.
     *
     * @return its short name, for example {@code pfru0}
     */
    String deviceId();

    /**
     * The node.
     *
     * @return its path
     */
    String devicePath();

    /**
     * Whether the hardware is emulated.
     *
     * @return true for a simulated device
     */
    boolean simulated();
}
