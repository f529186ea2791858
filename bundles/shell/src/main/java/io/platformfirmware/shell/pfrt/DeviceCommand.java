// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.shell.completion.TelemetryDeviceCompleter;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;

/** A command that names a device. */
abstract class DeviceCommand extends PfrtCommand {

    @Option(
            name = "-d",
            aliases = "--device",
            description = "The device, for example pfrt0; not needed where there is one.")
    @Completion(TelemetryDeviceCompleter.class)
    String deviceId;
}
