// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Device;
import java.util.Map;

/** Where devices are made known. Called on one thread. */
interface DevicePublisher {

    /**
     * Makes a device known.
     *
     * @param service the interface to find it by
     * @param device the service, which implements that
     * @param properties its service properties
     * @return to take it back; owned by the caller
     */
    Publication publish(Class<? extends Device> service, Device device, Map<String, ?> properties);

    /** A device that is known. */
    interface Publication {

        /**
         * Changes the properties.
         *
         * @param properties all of them
         */
        void update(Map<String, ?> properties);

        /** Takes the device back. Safe to call twice. */
        void withdraw();
    }
}
