// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.update.UpdateHistory;
import io.platformfirmware.update.UpdateRecord;
import java.util.List;

/** The history in the file that the settings name now; an operation stays with the file that it began in. */
final class HistoryFiles implements UpdateHistory {

    private final SettingsInForce settings;
    private final RunningProcess process;

    HistoryFiles(SettingsInForce settings, RunningProcess process) {
        this.settings = settings;
        this.process = process;
    }

    HistoryFile current() {
        return new HistoryFile(settings.get().historyFile(), process);
    }

    @Override
    public List<UpdateRecord> records() throws FirmwareException {
        return current().records();
    }

    @Override
    public String location() {
        return current().location();
    }
}
