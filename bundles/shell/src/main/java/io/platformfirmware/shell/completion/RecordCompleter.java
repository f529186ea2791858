// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.completion;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.update.UpdateHistory;
import io.platformfirmware.update.UpdateRecord;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Offers the ids of the records in the history. */
@Service
public final class RecordCompleter implements Completer {

    @Reference
    private List<UpdateHistory> histories;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(ids()).complete(session, commandLine, candidates);
    }

    private List<String> ids() {
        try {
            for (final UpdateHistory history : histories) {
                if (history != null) {
                    return history.records().stream().map(UpdateRecord::id).toList();
                }
            }
        } catch (final FirmwareException | IllegalStateException e) {
            // pfru:history says what is wrong; a key press is no place for an error
            return List.of();
        }
        return List.of();
    }
}
