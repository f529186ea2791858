// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.Devices;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.Tone;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.util.List;
import java.util.function.Function;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pfrt:list}. */
@Service
@Command(scope = "pfrt", name = "list", description = "List the telemetry devices.", detailedDescription = """
                One row for each device: what it is set to, and how much is in the log that it shows. A device that does not \
                answer says why in the column State. A narrow terminal leaves out the path.

                Exit status:
                  0  listed
                  2  there is no device""")
public final class ListCommand extends PfrtCommand {

    @Override
    protected int run() {
        final Devices<TelemetryService> devices = devices();
        final List<DeviceView> views =
                devices.all().stream().map(DeviceView::of).toList();
        if (json) {
            print(FirmwareJson.document("devices", FirmwareJson.array(views, DeviceView::json)));
        } else if (views.isEmpty()) {
            explain(devices.none());
        } else {
            table(views).print(screen());
        }
        return views.isEmpty() ? ExitStatus.NOTHING_DONE : ExitStatus.DONE;
    }

    private static Table table(List<DeviceView> devices) {
        final Table table = new Table()
                .text("ID")
                .spare("Path")
                .text("Type")
                .text("Level")
                .number("Rev")
                .number("Log bytes")
                .number("Capacity")
                .number("Resets")
                .number("Roll-overs")
                .toned("State", ListCommand::tone);
        devices.forEach(device -> table.row(
                device.id(),
                Text.path(device.path(), device.simulated()),
                setting(device, TelemetrySettings::type),
                setting(device, TelemetrySettings::level),
                setting(device, TelemetrySettings::revision),
                counter(device, LogInfo::size),
                counter(device, LogInfo::capacity),
                counter(device, LogInfo::resetCount),
                counter(device, LogInfo::rolloverCount),
                device.state()));
        return table;
    }

    private static String setting(DeviceView device, Function<TelemetrySettings, Object> of) {
        return device.settings().value().map(of).map(Object::toString).orElse(Text.NONE);
    }

    private static String counter(DeviceView device, Function<LogInfo, Long> of) {
        return device.log().value().map(of).map(count -> Long.toString(count)).orElse(Text.NONE);
    }

    private static Tone tone(String state) {
        return switch (state) {
            case "ready", "no update yet", "set with --runtime" -> Tone.PLAIN;
            case "settings not in force", "changed by another process", "busy" -> Tone.ATTENTION;
            default -> state.startsWith("no ") ? Tone.BAD : Tone.PLAIN;
        };
    }
}
