// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.Devices;
import io.platformfirmware.shell.ShellCommand;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateHistory;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/**
 * A command of this scope. Services are lists, also where there is one at most: Karaf hides every command of the bundle while
 * any single one is missing.
 */
abstract class PfruCommand extends ShellCommand {

    @Reference
    private List<FirmwareUpdateService> services;

    @Reference
    private List<UpdateHistory> histories;

    Devices<FirmwareUpdateService> devices() {
        return new Devices<>(
                services,
                FirmwareUpdateService::deviceId,
                NoDevice.why(!histories.isEmpty(), operation()),
                "with --device");
    }

    @Override
    protected String whereToLook() {
        return "pfru:list and pfru:history";
    }

    UpdateRecords records() throws FirmwareException {
        return UpdateRecords.of(histories, operation());
    }

    /**
     * The history, for a command that can do without it.
     *
     * @param field what the user does not get to see otherwise
     */
    Optional<UpdateRecords> recordsFor(String field) {
        try {
            return Optional.of(records());
        } catch (final FirmwareException e) {
            remark(field + " is not known: ", e.failure().toString());
            return Optional.empty();
        }
    }
}
