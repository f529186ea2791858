// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.ControllerSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * How simulated TPM chips behave.
 *
 * @param chips how many there are
 * @param engine the TPM inside
 * @param family which chip it is
 * @param readyLine what the ready line does
 * @param waitBytes bytes of stall in every transaction
 * @param commandTime how long a command takes
 * @param sleep whether the chip sleeps
 * @param wakeTime how long it is blind when it wakes up
 * @param busyTime how long it is busy now and then; zero for never
 * @param miso what the line to the host does
 * @param holdsChipSelect whether the controller does
 * @param lateCompletion whether the answer of an aborted command still comes
 * @param fault what the chip does wrong
 * @param entropyPool what the kernel does with entropy for its pool
 */
record TpmSettings(
        int chips,
        TpmEngineChoice engine,
        TpmFamily family,
        TpmReadyLine readyLine,
        int waitBytes,
        Duration commandTime,
        boolean sleep,
        Duration wakeTime,
        Duration busyTime,
        TpmMiso miso,
        boolean holdsChipSelect,
        boolean lateCompletion,
        Optional<TpmFault> fault,
        TpmEntropyPool entropyPool) {

    static final int DEFAULT_CHIPS = 1;
    static final int DEFAULT_WAIT_BYTES = 1;
    static final int DEFAULT_COMMAND_MILLIS = 1;
    static final int DEFAULT_WAKE_MICROS = 100;

    /** One of 16 transactions. */
    private static final double BUSY_PROBABILITY = 1.0 / 16;

    private static final long NANOS_PER_MICRO = 1000;

    static TpmSettings defaults() {
        return new TpmSettings(
                DEFAULT_CHIPS,
                TpmEngineChoice.builtIn(),
                TpmFamily.CR50,
                TpmReadyLine.NORMAL,
                DEFAULT_WAIT_BYTES,
                Duration.ofMillis(DEFAULT_COMMAND_MILLIS),
                true,
                micros(DEFAULT_WAKE_MICROS),
                Duration.ZERO,
                TpmMiso.NORMAL,
                true,
                true,
                Optional.empty(),
                TpmEntropyPool.NORMAL);
    }

    static Duration micros(long micros) {
        return Duration.ofNanos(micros * NANOS_PER_MICRO);
    }

    ChipSettings chip() {
        final ChipSettings healthy = family.healthy()
                .withPulse(readyLine.mode())
                .withWaitBytes(waitBytes)
                .withCommandTime(commandTime)
                .withSleep(sleep)
                .withNoSleepUntil(Duration.ZERO)
                .withWakeLatency(wakeTime)
                .withLongBusy(busyTime.isZero() ? 0 : BUSY_PROBABILITY, busyTime)
                .withCompletesAfterAbort(lateCompletion);
        return miso.in(fault.map(wrong -> wrong.in(healthy)).orElse(healthy));
    }

    ControllerSettings controller() {
        return ControllerSettings.defaults().withHoldsChipSelect(holdsChipSelect);
    }
}
