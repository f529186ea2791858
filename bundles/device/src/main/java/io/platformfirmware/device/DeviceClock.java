// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The time in which a device lives: of a real one, a clock that goes on while the machine is suspended; of a simulated one, that or a
 * clock of its own. Whatever waits for a device waits on its clock.
 */
@ProviderType
public interface DeviceClock {

    /**
     * The time.
     *
     * @return nanoseconds since a fixed point; never goes back
     */
    long nanos();

    /**
     * Lets time pass. An interruption does not shorten it; the thread is still marked as interrupted afterwards.
     *
     * @param nanos how long at least; nothing happens for 0 or less
     */
    void sleep(long nanos);
}
