// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponse;

/** What a TPM answers to TPM2_GetRandom. */
final class RandomBytes {

    private RandomBytes() {}

    /**
     * The bytes of a response.
     *
     * @param command for messages
     * @param response all of it
     * @param most as many as were asked for
     * @return one at least; a TPM may give fewer than it was asked for
     * @throws FirmwareException {@code FIRMWARE_REFUSED} when there are none, or too many
     */
    static byte[] of(TpmCommand command, byte[] response, int most, Cr50Failures failures) throws FirmwareException {
        final TpmResponse read = TpmResponse.of(response);
        if (!read.success()) {
            throw failures.refused(command.name(), read.code()).asException();
        }
        final byte[] bytes = read.randomBytes();
        if (bytes.length == 0 || bytes.length > most) {
            throw failures.nonsense(command.name(), "the TPM gave " + bytes.length + " random bytes, asked for " + most)
                    .asException();
        }
        return bytes;
    }
}
