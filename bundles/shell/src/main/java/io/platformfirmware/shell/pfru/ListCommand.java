// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.Sha256;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.Devices;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.Text;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pfru:list}. */
@Service
@Command(scope = "pfru", name = "list", description = "List the firmware update devices.", detailedDescription = """
                One row for each device: the capsule that is in it, the versions that run, and what was done to it last.
                A device that does not answer says why in the column State. A narrow terminal leaves out the path.

                Exit status:
                  0  listed
                  2  there is no device""")
public final class ListCommand extends PfruCommand {

    @Override
    protected int run() {
        final Devices<FirmwareUpdateService> devices = devices();
        final List<DeviceView> views = views(devices.all());
        if (json) {
            print(FirmwareJson.document("devices", FirmwareJson.array(views, DeviceView::json)));
        } else if (views.isEmpty()) {
            explain(devices.none());
        } else {
            table(views).print(screen());
        }
        return views.isEmpty() ? ExitStatus.NOTHING_DONE : ExitStatus.DONE;
    }

    private List<DeviceView> views(List<FirmwareUpdateService> devices) {
        final Optional<UpdateRecords> records = devices.isEmpty() ? Optional.empty() : recordsFor("Last update");
        final List<DeviceView> views = new ArrayList<>();
        for (final FirmwareUpdateService device : devices) {
            final Optional<UpdateRecord> newest = records.flatMap(history -> history.newest(device.deviceId()));
            views.add(DeviceView.of(device, newest));
        }
        return views;
    }

    private static Table table(List<DeviceView> devices) {
        final Table table = new Table()
                .text("ID")
                .spare("Path")
                .text("State")
                .number("Firmware")
                .number("Code rt")
                .number("Driver rt")
                .number("Driver SVN")
                .text("Last update");
        devices.forEach(device -> table.row(
                device.id(),
                Text.path(device.path(), device.simulated()),
                device.failure().map(ListCommand::reason).orElseGet(() -> state(device.state())),
                number(device, UpdateCapability::firmwareVersion),
                number(device, UpdateCapability::codeRuntimeVersion),
                number(device, UpdateCapability::driverRuntimeVersion),
                number(device, UpdateCapability::driverSvn),
                device.newest().map(DeviceView::text).orElse(Text.NONE)));
        return table;
    }

    private static String reason(Failure failure) {
        return failure.reason() == FailureReason.DEVICE_BUSY ? "busy" : "no answer: " + Text.words(failure.reason());
    }

    private static String state(UpdateState state) {
        final String phase = Text.words(state.phase());
        return state.digest()
                .map(Sha256::abbreviated)
                .map(digest -> phase + " " + digest)
                .orElse(phase);
    }

    private static String number(DeviceView device, ToLongFunction<UpdateCapability> field) {
        return device.capability()
                .map(capability -> Long.toString(field.applyAsLong(capability)))
                .orElse(Text.NONE);
    }
}
