// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.completion;

import io.platformfirmware.Sha256;
import io.platformfirmware.update.FirmwareUpdateService;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Offers the digests of the capsules that are in devices. */
@Service
public final class DigestCompleter implements Completer {

    @Reference
    private List<FirmwareUpdateService> services;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(Offers.of(
                        services,
                        device ->
                                device.state().digest().map(Sha256::abbreviated).orElse(null)))
                .complete(session, commandLine, candidates);
    }
}
