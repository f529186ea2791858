// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.telemetry.TelemetryEvent;

/** How a log that is followed is shown. Used by one thread. */
interface FollowView {

    /** Something happened to the log of a device. */
    void happened(String deviceId, TelemetryEvent event);

    /** The log of a device can not be read now. */
    void unreadable(String deviceId, Failure why);

    /** A device is there. */
    void came(String deviceId);

    /** A device is not there any more. */
    void gone(String deviceId);

    /** Nothing came for a while: what is held back for more to come may be shown. */
    void pause();

    /** Nothing more comes. */
    void end();
}
