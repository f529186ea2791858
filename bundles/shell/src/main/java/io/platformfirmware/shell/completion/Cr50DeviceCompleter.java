// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.completion;

import io.platformfirmware.tpm.Cr50;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Offers the ids of the Cr50 and Ti50 chips. Karaf makes a new one whenever a device comes or goes. */
@Service
public final class Cr50DeviceCompleter implements Completer {

    @Reference
    private List<Cr50> services;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(Offers.of(services, Cr50::deviceId)).complete(session, commandLine, candidates);
    }
}
