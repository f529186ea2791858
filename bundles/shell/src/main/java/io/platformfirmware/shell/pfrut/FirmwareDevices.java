// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.Devices;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.update.FirmwareUpdateService;
import java.util.List;
import java.util.Optional;

/** The devices that are there, found as the tool's users name them: by their number, or by their name. */
record FirmwareDevices(Devices<FirmwareUpdateService> updates, Devices<TelemetryService> telemetry) {

    private static final String FIRST = "0";

    FirmwareUpdateService update(Optional<String> name) throws FirmwareException {
        return one(updates, "pfru", name);
    }

    TelemetryService telemetry(Optional<String> name) throws FirmwareException {
        return one(telemetry, "pfrt", name);
    }

    /** The number 0 where none is named, or the only one. A simulated device counts where there is no other of its number. */
    private static <T> T one(Devices<T> devices, String kind, Optional<String> name) throws FirmwareException {
        final String wanted = name.orElse(FIRST);
        if (wanted.startsWith(kind)) {
            return devices.one(wanted);
        }
        for (final String id : List.of(kind + wanted, kind + "-sim" + wanted)) {
            if (devices.has(id)) {
                return devices.one(id);
            }
        }
        return devices.one(name.isPresent() ? kind + wanted : null);
    }
}
