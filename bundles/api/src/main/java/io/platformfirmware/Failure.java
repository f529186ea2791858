// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A failure as a value: what failed, on which device, why, and what to do next.
 *
 * @param reason what a program can tell apart
 * @param deviceId the device, empty where none was involved
 * @param operation what was being done, for example {@code stage}
 * @param message one sentence for a person, without the device and the operation
 * @param systemError the answer of the operating system, where there was one
 * @param likelyCauses most likely first; empty where the message says it all
 * @param nextStep what to do now; empty where there is nothing to advise
 */
public record Failure(
        FailureReason reason,
        Optional<String> deviceId,
        String operation,
        String message,
        Optional<SystemError> systemError,
        List<String> likelyCauses,
        Optional<String> nextStep) {

    /** Copies the list. */
    public Failure {
        Objects.requireNonNull(reason);
        Objects.requireNonNull(deviceId);
        Objects.requireNonNull(operation);
        Objects.requireNonNull(message);
        Objects.requireNonNull(systemError);
        likelyCauses = List.copyOf(likelyCauses);
        Objects.requireNonNull(nextStep);
    }

    /**
     * A failure that no system call and no device is behind.
     *
     * @param reason what a program can tell apart
     * @param operation what was being done
     * @param message one sentence for a person
     * @return the failure
     */
    public static Failure of(FailureReason reason, String operation, String message) {
        return new Failure(reason, Optional.empty(), operation, message, Optional.empty(), List.of(), Optional.empty());
    }

    /**
     * The same failure on a device.
     *
     * @param id the device
     * @return a copy
     */
    public Failure on(String id) {
        return new Failure(reason, Optional.of(id), operation, message, systemError, likelyCauses, nextStep);
    }

    /**
     * The same failure with the answer of the operating system.
     *
     * @param error the answer
     * @return a copy
     */
    public Failure because(SystemError error) {
        return new Failure(reason, deviceId, operation, message, Optional.of(error), likelyCauses, nextStep);
    }

    /**
     * The same failure with its likely causes.
     *
     * @param causes most likely first
     * @return a copy
     */
    public Failure likely(String... causes) {
        return new Failure(reason, deviceId, operation, message, systemError, List.of(causes), nextStep);
    }

    /**
     * The same failure with advice.
     *
     * @param step what to do now
     * @return a copy
     */
    public Failure next(String step) {
        return new Failure(reason, deviceId, operation, message, systemError, likelyCauses, Optional.of(step));
    }

    /**
     * This failure as an exception.
     *
     * @return a new exception
     */
    public FirmwareException asException() {
        return new FirmwareException(this);
    }

    /** One line: the device, the operation, the message and the system's answer. */
    @Override
    public String toString() {
        final StringBuilder line = new StringBuilder();
        deviceId.ifPresent(id -> line.append(id).append(": "));
        line.append(operation).append(": ").append(message);
        systemError.ifPresent(error -> line.append(" (").append(error).append(')'));
        return line.toString();
    }
}
