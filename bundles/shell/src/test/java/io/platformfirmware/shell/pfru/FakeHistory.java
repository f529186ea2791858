// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.update.UpdateHistory;
import io.platformfirmware.update.UpdateRecord;
import java.util.ArrayList;
import java.util.List;

/** A history in memory. */
final class FakeHistory implements UpdateHistory {

    final List<UpdateRecord> records = new ArrayList<>();
    Failure unreadable;

    @Override
    public List<UpdateRecord> records() throws FirmwareException {
        if (unreadable != null) {
            throw unreadable.asException();
        }
        return List.copyOf(records);
    }

    @Override
    public String location() {
        return "/opt/karaf/firmware/history.jsonl";
    }
}
