// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponseCode;
import java.util.HexFormat;
import java.util.Optional;

/** What to do after an answer of the TPM. */
final class Hints {

    private Hints() {}

    /**
     * What to do.
     *
     * @param command which was answered
     * @return empty where there is nothing that always helps
     */
    static Optional<String> next(TpmCommand command, TpmResponseCode code) {
        final TpmCommand startup = TpmCommand.startup(false);
        if (code.equals(TpmResponseCode.INITIALIZE) && command.code() != startup.code()) {
            return Optional.of("The TPM was not started, which is the platform's business after a reset: cr50:send "
                    + HexFormat.of().withUpperCase().formatHex(startup.bytes()));
        }
        return Optional.empty();
    }
}
