// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import org.osgi.annotation.versioning.ConsumerType;

/** Is told how far an update is. Called on the thread that called the service; a slow listener does not hold the device. */
@ConsumerType
@FunctionalInterface
public interface UpdateListener {

    /** Tells nobody. */
    UpdateListener NONE = progress -> {};

    /**
     * A phase began or ended.
     *
     * @param progress where the update is
     */
    void progressed(UpdateProgress progress);
}
