// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What Linux's driver said in its debug lines while a phase ran. Whatever is empty is not known: the driver did not say it, its line
 * was lost, or lines contradict each other.
 *
 * @param phase while it ran
 * @param status the firmware's status, 0 to 4294967295, behind an EBUSY
 * @param extendedStatus what goes with it, 0 to 4294967295; what it means is up to the platform
 * @param authenticationTime how long the firmware worked on the signature, to the nanosecond
 * @param executionTime how long the payload ran, to the nanosecond
 * @param refusedBy the rule of the driver by which it refused
 * @param gap whether messages of the kernel were lost meanwhile
 * @param ambiguous whether lines contradicted each other: another program used the device
 */
public record DriverReport(
        UpdatePhase phase,
        OptionalLong status,
        OptionalLong extendedStatus,
        Optional<Duration> authenticationTime,
        Optional<Duration> executionTime,
        Optional<DriverRule> refusedBy,
        boolean gap,
        boolean ambiguous) {

    private static final long U32 = 0xFFFF_FFFFL;

    /** Checks for null and for numbers that are not unsigned 32-bit ones. */
    public DriverReport {
        Objects.requireNonNull(phase);
        unsigned(status);
        unsigned(extendedStatus);
        Objects.requireNonNull(authenticationTime);
        Objects.requireNonNull(executionTime);
        Objects.requireNonNull(refusedBy);
    }

    private static void unsigned(OptionalLong number) {
        number.ifPresent(value -> {
            if (value < 0 || value > U32) {
                throw new IllegalArgumentException("not an unsigned 32-bit number: " + value);
            }
        });
    }

    /**
     * The status, for a reader.
     *
     * @return for example {@code status 6 (DSM_FUNC_SPEC_ERR), extended status 0x10}; empty when the status is not known
     */
    public Optional<String> answer() {
        if (status.isEmpty()) {
            return Optional.empty();
        }
        final long code = status.getAsLong();
        return Optional.of("status " + code
                + DsmStatus.of(code).map(known -> " (" + known.symbol() + ")").orElse("")
                + (extendedStatus.isPresent()
                        ? String.format(", extended status 0x%x", extendedStatus.getAsLong())
                        : ""));
    }

    /**
     * Whether anything was said, or lost.
     *
     * @return true when this report has nothing for a reader
     */
    public boolean isEmpty() {
        return status.isEmpty()
                && extendedStatus.isEmpty()
                && authenticationTime.isEmpty()
                && executionTime.isEmpty()
                && refusedBy.isEmpty()
                && !gap
                && !ambiguous;
    }
}
