// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.provider;

import io.platformfirmware.device.CharDevice;
import java.util.Map;

/**
 * Which device it is.
 *
 * @param id its short name
 * @param path its node
 * @param simulated whether it is emulated
 */
public record DeviceIdentity(String id, String path, boolean simulated) {

    /**
     * The identity of a device.
     *
     * @param device the device
     * @param properties of its service
     * @return who it is
     */
    public static DeviceIdentity of(CharDevice device, Map<String, ?> properties) {
        return new DeviceIdentity(
                (String) properties.get(CharDevice.ID),
                device.path(),
                Boolean.TRUE.equals(properties.get(CharDevice.SIMULATED)));
    }

    @Override
    public String toString() {
        return id + " (" + path + ")";
    }
}
