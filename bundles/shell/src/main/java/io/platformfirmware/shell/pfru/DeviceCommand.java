// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.completion.DeviceCompleter;
import io.platformfirmware.shell.completion.OptionCompleter;
import io.platformfirmware.update.FirmwareUpdateService;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;

/** A command with an argument and a device. */
abstract class DeviceCommand extends PfruCommand {

    @Option(
            name = "-d",
            aliases = "--device",
            description = "The device, for example pfru0; not needed where there is one.")
    @Completion(DeviceCompleter.class)
    String deviceId;

    @Argument(
            index = 1,
            name = "options",
            description = "Options may stand here too.",
            multiValued = true,
            valueToShowInHelp = "")
    @Completion(OptionCompleter.class)
    private List<String> optionsBehind = List.of();

    @Override
    protected List<String> optionsBehind() {
        return optionsBehind;
    }

    FirmwareUpdateService device() throws FirmwareException {
        return devices().one(deviceId);
    }
}
