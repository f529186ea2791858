// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.completion.RecordCompleter;
import io.platformfirmware.update.UpdateRecord;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pfru:history}. */
@Service
@Command(
        scope = "pfru",
        name = "history",
        description = "Show what was done to the devices, newest first.",
        detailedDescription = """
                Every load, stage, activation and update that reached a device, also of devices that are not there now, and \
                across restarts. Interrupted means that Karaf or the machine ended before the operation did: nobody knows how \
                far the firmware came.

                Exit status:
                  0  shown
                  1  the history can not be read, or the id is ambiguous
                  2  nothing was recorded yet
                  3  no such record""")
public final class HistoryCommand extends DeviceCommand {

    private static final int ROWS = 20;

    @Argument(index = 0, name = "id", description = "The id of a record, or what it begins with: shows all of it.")
    @Completion(RecordCompleter.class)
    String id;

    @Option(
            name = "-n",
            aliases = "--number",
            description = "How many records, 0 for all.",
            valueToShowInHelp = "20, and to all with --json or --no-format")
    String number;

    @Override
    protected int run() throws FirmwareException {
        final UpdateRecords records = records();
        if (id != null) {
            final UpdateRecord found = records.one(id);
            if (json) {
                print(FirmwareJson.document("record", FirmwareJson.record(found)));
            } else {
                HistoryView.block(found).print(screen());
            }
            return ExitStatus.DONE;
        }
        final List<UpdateRecord> matching = records.of(deviceId);
        final List<UpdateRecord> shown = matching.subList(0, Math.min(limit(matching.size()), matching.size()));
        if (json) {
            print(FirmwareJson.document("records", FirmwareJson.array(shown, FirmwareJson::record)));
        } else if (!matching.isEmpty()) {
            HistoryView.table(shown, records).print(screen());
            if (shown.size() < matching.size() && !screen().plain()) {
                print(matching.size() - shown.size() + " older: pfru:history -n 0");
            }
        } else if (!screen().plain()) {
            print("Nothing was recorded yet" + (deviceId == null ? "" : " of " + deviceId) + " in "
                    + records.location());
        }
        return matching.isEmpty() ? ExitStatus.NOTHING_DONE : ExitStatus.DONE;
    }

    private int limit(int all) throws FirmwareException {
        if (number == null) {
            return json || screen().plain() ? all : ROWS;
        }
        if (!number.matches("\\d{1,9}")) {
            throw Failure.of(
                            FailureReason.INVALID_VALUE,
                            operation(),
                            "--number is not a number of records: " + number + "; 0 and up are allowed")
                    .asException();
        }
        final int limit = Integer.parseInt(number);
        return limit == 0 ? all : limit;
    }
}
