// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.provider;

import io.platformfirmware.FirmwareDevice;
import io.platformfirmware.device.Device;
import java.util.Dictionary;
import java.util.Hashtable;
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
    public static DeviceIdentity of(Device device, Map<String, ?> properties) {
        return new DeviceIdentity(
                (String) properties.get(Device.ID),
                device.path(),
                Boolean.TRUE.equals(properties.get(Device.SIMULATED)));
    }

    /**
     * What a service over the device carries.
     *
     * @return the service properties of {@link FirmwareDevice}
     */
    public Dictionary<String, Object> properties() {
        return new Hashtable<>(Map.of(
                FirmwareDevice.DEVICE_ID, id, FirmwareDevice.DEVICE_PATH, path, FirmwareDevice.SIMULATED, simulated));
    }

    @Override
    public String toString() {
        return id + " (" + path + ")";
    }
}
