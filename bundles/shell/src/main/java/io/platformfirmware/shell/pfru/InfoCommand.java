// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.completion.DeviceCompleter;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateState;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pfru:info}. */
@Service
@Command(
        scope = "pfru",
        name = "info",
        description = "Show what a device supports and which versions run.",
        detailedDescription = """
                Asks the firmware (PFRU_IOC_QUERY_CAP) and shows its answer in full, with what this service knows of the \
                capsule in the device. The driver can not be asked for the capsule or for the revision: only what this \
                service did itself is known.
                """ + ExitStatus.HELP)
public final class InfoCommand extends PfruCommand {

    @Option(
            name = "-d",
            aliases = "--device",
            description = "The device, for example pfru0; not needed where there is one.")
    @Completion(DeviceCompleter.class)
    String deviceId;

    @Override
    protected int run() throws FirmwareException {
        final FirmwareUpdateService device = devices().one(deviceId);
        final Optional<UpdateRecords> records = recordsFor("Last record");
        final DeviceView view = DeviceView.of(device, records.flatMap(history -> history.newest(device.deviceId())));
        if (view.failure().isPresent()) {
            throw view.failure().get().asException();
        }
        if (json) {
            print(FirmwareJson.document("device", view.json()));
        } else {
            block(view, view.capability().orElseThrow())
                    .add(
                            "Last record",
                            records.flatMap(history -> last(view, history)).orElse(Text.NONE))
                    .print(screen());
        }
        return ExitStatus.DONE;
    }

    /** With as much of the id as pfru:history needs. */
    private static Optional<String> last(DeviceView device, UpdateRecords records) {
        return device.newest().map(update -> DeviceView.text(update) + " (" + records.abbreviated(update) + ")");
    }

    private static Block block(DeviceView device, UpdateCapability capability) {
        final Block block = new Block()
                .add("Device", device.id())
                .add("Path", device.path())
                .add("Simulated", device.simulated() ? "yes" : "no")
                .add("State", state(device.state()))
                .add("Revision", revision(device));
        device.settingsFault().ifPresent(fault -> block.add("Settings", fault));
        block.add(
                "Kernel diagnostics",
                device.kernelDiagnosticsFault()
                        .map(fault -> "on, but: " + fault.message())
                        .orElse(device.kernelDiagnostics() ? "on" : "off"));
        return block.add("Feature bits", Text.number(capability.featureBits()))
                .add("Code type", Versions.guid(capability.codeType()))
                .add("Firmware version", Text.number(capability.firmwareVersion()))
                .add("Code runtime version", Text.number(capability.codeRuntimeVersion()))
                .add("Driver type", Versions.guid(capability.driverType()))
                .add("Driver runtime version", Text.number(capability.driverRuntimeVersion()))
                .add("Driver SVN", Text.number(capability.driverSvn()))
                .add("Platform ID", Versions.guid(capability.platformId()))
                .add("OEM ID", Versions.guid(capability.oemId()))
                .add("OEM info", Text.count(capability.oemInfoLength(), "byte") + ", which Linux does not pass on");
    }

    private static String state(UpdateState state) {
        return state.digest()
                .map(digest -> Text.words(state.phase()) + " " + digest)
                .orElse("unknown: this service has loaded nothing, or the last attempt failed half way");
    }

    private static String revision(DeviceView device) {
        return device.revision().isPresent()
                ? Integer.toString(device.revision().getAsInt())
                : "not set by this service";
    }
}
