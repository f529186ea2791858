// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.Device;
import java.util.Map;

/** Makes a device a service. */
@FunctionalInterface
interface DeviceRegistrar {

    /**
     * Registers a device.
     *
     * @param type of the service
     * @param device the service
     * @param properties its properties
     * @return takes it away again
     */
    Runnable register(Class<? extends Device> type, Device device, Map<String, Object> properties);
}
