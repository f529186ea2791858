// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Objects;
import java.util.Optional;

/**
 * How the emulated firmware keeps its logs. A forced status of 0 forces nothing; the extended status that goes with one is
 * {@link FirmwareSettings#extStatus()}.
 *
 * @param executionSize bytes of the execution log, whole pages
 * @param historySize bytes of the history, whole pages
 * @param setLevelStatus forced status of {@link TelemetryFunction#SET_LEVEL}
 * @param getLevelStatus forced status of {@link TelemetryFunction#GET_LEVEL}
 * @param getDataStatus forced status of {@link TelemetryFunction#GET_DATA}
 * @param fault what it does wrong
 */
public record LogSettings(
        int executionSize,
        int historySize,
        long setLevelStatus,
        long getLevelStatus,
        long getDataStatus,
        Optional<TelemetryFault> fault) {

    /** Bytes of a page. */
    public static final int PAGE = 4 << 10;

    /** Bytes of the execution log unless set. */
    public static final int DEFAULT_EXECUTION_SIZE = 2 * PAGE;

    /** Bytes of the history unless set. */
    public static final int DEFAULT_HISTORY_SIZE = PAGE;

    /** The largest log, in bytes. */
    public static final int MAX_SIZE = 1 << 20;

    /** Checks the sizes. */
    public LogSettings {
        checkSize(executionSize);
        checkSize(historySize);
        Objects.requireNonNull(fault);
    }

    /**
     * No failure.
     *
     * @return the defaults
     */
    public static LogSettings defaults() {
        return new LogSettings(DEFAULT_EXECUTION_SIZE, DEFAULT_HISTORY_SIZE, 0, 0, 0, Optional.empty());
    }

    /**
     * With logs of another size. Where it changes, the log is empty afterwards, at another address, and counts as reset.
     *
     * @param execution bytes, whole pages
     * @param history bytes, whole pages
     * @return a copy
     */
    public LogSettings withSizes(int execution, int history) {
        return new LogSettings(execution, history, setLevelStatus, getLevelStatus, getDataStatus, fault);
    }

    /**
     * With a forced status, in place of every other one.
     *
     * @param function the one that answers it
     * @param status unsigned 32-bit
     * @return a copy
     */
    public LogSettings withForced(TelemetryFunction function, long status) {
        return new LogSettings(
                executionSize,
                historySize,
                function == TelemetryFunction.SET_LEVEL ? status : 0,
                function == TelemetryFunction.GET_LEVEL ? status : 0,
                function == TelemetryFunction.GET_DATA ? status : 0,
                fault);
    }

    /**
     * With a fault, in place of every other one.
     *
     * @param what it does wrong
     * @return a copy
     */
    public LogSettings withFault(TelemetryFault what) {
        return new LogSettings(
                executionSize, historySize, setLevelStatus, getLevelStatus, getDataStatus, Optional.of(what));
    }

    int size(LogKind kind) {
        return switch (kind) {
            case EXECUTION -> executionSize;
            case HISTORY -> historySize;
        };
    }

    long forced(TelemetryFunction function) {
        return switch (function) {
            case SET_LEVEL -> setLevelStatus;
            case GET_LEVEL -> getLevelStatus;
            case GET_DATA -> getDataStatus;
        };
    }

    boolean has(TelemetryFault what) {
        return fault.filter(what::equals).isPresent();
    }

    private static void checkSize(int size) {
        if (size <= 0 || size > MAX_SIZE || size % PAGE != 0) {
            throw new IllegalArgumentException("log of " + size + " bytes");
        }
    }
}
