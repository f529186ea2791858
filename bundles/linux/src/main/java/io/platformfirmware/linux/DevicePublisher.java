// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.CharDevice;
import java.util.Map;

/** Where devices are made known. Called on one thread. */
interface DevicePublisher {

    /**
     * Makes a device known.
     *
     * @param device the service
     * @param properties its service properties
     * @return to take it back; owned by the caller
     */
    Publication publish(CharDevice device, Map<String, ?> properties);

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
