// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits for something that others do, and not for ever.
 *
 * @param limit how often to look
 * @param pause between two looks
 */
public record Patience(int limit, Duration pause) {

    /** Five seconds. */
    public static final Patience SECONDS = new Patience(100, Duration.ofMillis(50));

    /**
     * Waits until a setting that was stored is in force.
     *
     * @param done whether it is
     * @param operation the command
     * @return whether it is in force; false when it was not in time
     * @throws FirmwareException {@code STILL_RUNNING} when the user does not want to wait
     */
    public boolean until(BooleanSupplier done, String operation) throws FirmwareException {
        for (int i = 0; i < limit; i++) {
            if (done.getAsBoolean()) {
                return true;
            }
            try {
                Thread.sleep(pause.toMillis());
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new FirmwareException(
                        Failure.of(
                                FailureReason.STILL_RUNNING, operation, "the setting is stored; it was not waited for"),
                        e);
            }
        }
        return done.getAsBoolean();
    }
}
