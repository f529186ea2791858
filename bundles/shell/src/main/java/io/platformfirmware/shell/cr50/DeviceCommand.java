// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.completion.Cr50DeviceCompleter;
import io.platformfirmware.tpm.Cr50;
import java.util.Optional;
import javax.json.Json;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;

/** A command that names a device. */
abstract class DeviceCommand extends Cr50Command {

    @Option(
            name = "-d",
            aliases = "--device",
            description = "The device, for example cr50-main; not needed where there is one.")
    @Completion(Cr50DeviceCompleter.class)
    String deviceId;

    /** When a user who waits is told for what; a test has its own. */
    Progress.Times progress = Progress.Times.SECONDS;

    Cr50 device() throws FirmwareException {
        return devices().one(deviceId);
    }

    /** For a command that sends something to the chip, or waits for it. */
    Conversation conversation(Cr50 device) {
        return new Conversation(
                device, operation(), json ? Optional.empty() : Optional.of(session.getConsole()), progress);
    }

    static JsonObjectBuilder document(Cr50 device) {
        return Json.createObjectBuilder(FirmwareJson.document("deviceId", Json.createValue(device.deviceId())));
    }
}
