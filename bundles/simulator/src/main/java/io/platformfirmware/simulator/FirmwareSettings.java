// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How the emulated firmware behaves. A forced status of 0 forces nothing.
 *
 * @param bufferSize of the communication buffer in bytes
 * @param queryCapabilityStatus forced status of {@link FirmwareFunction#QUERY_CAPABILITY}
 * @param queryBufferStatus forced status of {@link FirmwareFunction#QUERY_BUFFER}
 * @param startStatus forced status of {@link FirmwareFunction#START}
 * @param extStatus goes with a forced status
 * @param startTime how long a start takes
 * @param malformedAnswer the function that answers something that Linux's driver does not understand
 * @param log how it keeps its logs
 */
public record FirmwareSettings(
        int bufferSize,
        long queryCapabilityStatus,
        long queryBufferStatus,
        long startStatus,
        long extStatus,
        Duration startTime,
        Optional<FirmwareFunction> malformedAnswer,
        LogSettings log) {

    /** Bytes of the communication buffer unless set. */
    public static final int DEFAULT_BUFFER_SIZE = 1 << 20;

    /** Checks for null. */
    public FirmwareSettings {
        Objects.requireNonNull(startTime);
        Objects.requireNonNull(malformedAnswer);
        Objects.requireNonNull(log);
        if (bufferSize <= 0) {
            throw new IllegalArgumentException("bufferSize " + bufferSize);
        }
    }

    /**
     * No failure, no delay.
     *
     * @return the defaults
     */
    public static FirmwareSettings defaults() {
        return new FirmwareSettings(
                DEFAULT_BUFFER_SIZE, 0, 0, 0, 0, Duration.ZERO, Optional.empty(), LogSettings.defaults());
    }

    /**
     * With another buffer.
     *
     * @param size bytes
     * @return a copy
     */
    public FirmwareSettings withBufferSize(int size) {
        return new FirmwareSettings(
                size,
                queryCapabilityStatus,
                queryBufferStatus,
                startStatus,
                extStatus,
                startTime,
                malformedAnswer,
                log);
    }

    /**
     * With a forced status, in place of every other one.
     *
     * @param function the one that answers it
     * @param status the status and the extended status
     * @return a copy
     */
    public FirmwareSettings withForced(FirmwareFunction function, FirmwareStatus status) {
        return new FirmwareSettings(
                bufferSize,
                function == FirmwareFunction.QUERY_CAPABILITY ? status.status() : 0,
                function == FirmwareFunction.QUERY_BUFFER ? status.status() : 0,
                function == FirmwareFunction.START ? status.status() : 0,
                status.extStatus(),
                startTime,
                malformedAnswer,
                log);
    }

    /**
     * With slow starts.
     *
     * @param time how long a start takes
     * @return a copy
     */
    public FirmwareSettings withStartTime(Duration time) {
        return new FirmwareSettings(
                bufferSize,
                queryCapabilityStatus,
                queryBufferStatus,
                startStatus,
                extStatus,
                time,
                malformedAnswer,
                log);
    }

    /**
     * With an answer that is not understood.
     *
     * @param function the one that answers it
     * @return a copy
     */
    public FirmwareSettings withMalformedAnswer(FirmwareFunction function) {
        return new FirmwareSettings(
                bufferSize,
                queryCapabilityStatus,
                queryBufferStatus,
                startStatus,
                extStatus,
                startTime,
                Optional.of(function),
                log);
    }

    /**
     * With other logs.
     *
     * @param changed how it keeps them
     * @return a copy
     */
    public FirmwareSettings withLog(LogSettings changed) {
        return new FirmwareSettings(
                bufferSize,
                queryCapabilityStatus,
                queryBufferStatus,
                startStatus,
                extStatus,
                startTime,
                malformedAnswer,
                changed);
    }

    FirmwareStatus forced(TelemetryFunction function) {
        final long status = log.forced(function);
        return status == 0 ? FirmwareStatus.SUCCESS : new FirmwareStatus(status, extStatus);
    }

    Optional<FirmwareStatus> forced(FirmwareFunction function) {
        final long status = switch (function) {
            case QUERY_CAPABILITY -> queryCapabilityStatus;
            case QUERY_BUFFER -> queryBufferStatus;
            case START -> startStatus;
        };
        return status == 0 ? Optional.empty() : Optional.of(new FirmwareStatus(status, extStatus));
    }
}
