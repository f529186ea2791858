// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import io.platformfirmware.shell.Text;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateState;
import java.util.Locale;

/** Finds the capsule that waits in a device for its next step. */
final class WaitingCapsule {

    private WaitingCapsule() {}

    /**
     * The digest of the capsule that is this far.
     *
     * @param prefix what the user expects the digest to begin with; null for anything
     * @param before the command that brings a capsule this far
     */
    static Sha256 of(FirmwareUpdateService device, UpdateState.Phase phase, String prefix, String before)
            throws FirmwareException {
        final UpdateState state = device.state();
        final String operation = phase == UpdateState.Phase.LOADED ? "stage" : "activate";
        if (state.phase() != phase) {
            throw Failure.of(
                            FailureReason.WRONG_STATE,
                            operation,
                            "no capsule is " + Text.words(phase) + "; the state of the device is "
                                    + Text.words(state.phase()))
                    .on(device.deviceId())
                    .next("Run " + before + " first, or pfru:update for the whole way.")
                    .asException();
        }
        final Sha256 digest = state.digest().orElseThrow();
        if (prefix != null && !digest.hex().startsWith(prefix.toLowerCase(Locale.ROOT))) {
            throw Failure.of(
                            FailureReason.CAPSULE_CHANGED,
                            operation,
                            "the capsule that is " + Text.words(phase) + " is " + digest + ", not " + prefix)
                    .on(device.deviceId())
                    .next("See what is in the device with pfru:info.")
                    .asException();
        }
        return digest;
    }
}
