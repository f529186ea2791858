// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import io.platformfirmware.Failure;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How a TPM device of the kernel stands.
 *
 * @param transportId the {@link TpmTransport} whose chip it is, as the settings have it; empty when it is switched off
 * @param kernelDevice what the kernel made, for example {@code /dev/tpm0}; empty where there is none
 * @param since when it was made; present with {@code kernelDevice}
 * @param trouble why there is no kernel device, or why its commands do not get to the chip; empty when all is well, and when it is
 *     switched off
 * @param commands how many TPM commands came from the kernel and its users since the provider began, 0 or more
 * @param failures how many of them this service had to answer itself, with an error code, or too late; 0 or more
 * @param settingsFault what is wrong with the stored settings; empty when they are those in force
 */
public record VirtualTpmStatus(
        Optional<String> transportId,
        Optional<String> kernelDevice,
        Optional<Instant> since,
        Optional<Failure> trouble,
        long commands,
        long failures,
        Optional<Failure> settingsFault) {

    /** Checks what belongs together. */
    public VirtualTpmStatus {
        Objects.requireNonNull(transportId);
        Objects.requireNonNull(trouble);
        Objects.requireNonNull(settingsFault);
        if (kernelDevice.isPresent() != since.isPresent()) {
            throw new IllegalArgumentException(kernelDevice + " since " + since);
        }
        if (commands < 0 || failures < 0) {
            throw new IllegalArgumentException(commands + " commands, " + failures + " failures");
        }
    }
}
