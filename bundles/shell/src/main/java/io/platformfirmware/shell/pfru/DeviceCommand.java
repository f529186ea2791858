// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.completion.DeviceCompleter;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateRecord;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;

/** A command with an argument and a device. */
abstract class DeviceCommand extends ArgumentCommand {

    @Option(
            name = "-d",
            aliases = "--device",
            description = "The device, for example pfru0; not needed where there is one.")
    @Completion(DeviceCompleter.class)
    String deviceId;

    FirmwareUpdateService device() throws FirmwareException {
        return devices().one(deviceId);
    }

    /** Tells what was done: the whole record as JSON, or a sentence. */
    int tell(UpdateRecord done, String sentence) {
        if (json) {
            print(FirmwareJson.document("record", FirmwareJson.record(done)));
        } else {
            print(sentence);
        }
        return ExitStatus.DONE;
    }
}
