// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.shell.Devices;
import io.platformfirmware.shell.ShellCommand;
import io.platformfirmware.telemetry.TelemetryService;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/** A command of this scope. Services are lists: Karaf hides every command of the bundle while any single one is missing. */
abstract class PfrtCommand extends ShellCommand {

    @Reference
    private List<TelemetryService> services;

    Devices<TelemetryService> devices() {
        return new Devices<>(services, TelemetryService::deviceId, NoDevice.why(operation()), "with --device");
    }
}
