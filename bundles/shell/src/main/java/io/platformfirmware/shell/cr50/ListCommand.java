// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.Devices;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.Text;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.LinkCounter;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code cr50:list}. */
@Service
@Command(scope = "cr50", name = "list", description = "List the Cr50 and Ti50 chips.", detailedDescription = """
                One row for each chip, with what is known without asking it: who it is and how its wait states are waited for, \
                as found when the link was opened last, and how many commands it has answered. A dash stands for what is not \
                known yet; cr50:info asks the chip. A narrow terminal leaves out the path.

                Exit status:
                  0  listed
                  2  there is no chip""")
public final class ListCommand extends Cr50Command {

    @Override
    protected int run() {
        final Devices<Cr50> devices = devices();
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
                .text("Chip")
                .text("Firmware")
                .toned("Strategy", StateText::strategyTone)
                .toned("Ready line", StateText::readyLineTone)
                .number("Commands")
                .number("Failed");
        devices.forEach(device -> table.row(
                device.id(),
                Text.path(device.path(), device.simulated()),
                ChipText.identity(device.state()).map(ChipText::name).orElse(Text.NONE),
                device.state().firmwareVersion().flatMap(ChipText::shortVersion).orElse(Text.NONE),
                StateText.strategy(device.state()),
                Text.words(device.state().readyLine()),
                device.statistics().get(LinkCounter.COMMANDS),
                device.statistics().get(LinkCounter.FAILED_COMMANDS)));
        return table;
    }
}
