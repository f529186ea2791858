// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.completion;

import io.platformfirmware.update.FirmwareUpdateService;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Offers the ids of the devices. Karaf makes a new one whenever a device comes or goes. */
@Service
public final class DeviceCompleter implements Completer {

    @Reference
    private List<FirmwareUpdateService> services;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(Offers.of(services, FirmwareUpdateService::deviceId))
                .complete(session, commandLine, candidates);
    }
}
