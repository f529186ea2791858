// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.LogText;
import io.platformfirmware.shell.Tone;
import io.platformfirmware.shell.completion.DeviceCompleter;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.KernelDiagnostics;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateTelemetry;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;

/** A command with an argument and a device. */
abstract class DeviceCommand extends ArgumentCommand {

    private static final Set<Tone> COMPLAINTS = EnumSet.of(Tone.BAD, Tone.ATTENTION);

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
            done.diagnostics()
                    .flatMap(KernelDiagnostics::trouble)
                    .ifPresent(why -> remark("Kernel diagnostics: ", why.toString()));
            done.telemetry().ifPresent(this::tellComplaints);
        }
        return ExitStatus.DONE;
    }

    /** What the firmware was not happy with, although it did what was asked. */
    private void tellComplaints(UpdateTelemetry telemetry) {
        final List<String> complaints = LogText.lines(telemetry.events()).stream()
                .filter(line -> COMPLAINTS.contains(LogText.tone(line)))
                .toList();
        if (!complaints.isEmpty() && !screen().plain()) {
            tell("Firmware log (" + telemetry.deviceId() + "), errors and warnings:", complaints);
        }
    }
}
