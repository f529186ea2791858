// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.WaitStrategy;
import java.time.Duration;
import java.util.Optional;

/**
 * Valid settings of one chip.
 *
 * @param spiDevice path of the node
 * @param readyLine the chip's ready line; empty for none
 * @param waitStrategy the only one to be used; empty for what the self-test finds
 * @param speedHz clock rate in hertz
 * @param accessDelay between two transactions where there is no ready edge
 * @param readyTimeout how long a ready edge is waited for, once edges were seen to come
 * @param sleepDelay after so long without an access the chip may sleep, and is woken first
 * @param wakeDelay from the pulse that wakes the chip to the next access
 * @param flowControlTimeout how long the chip may stay in its wait states
 * @param timeoutA for the locality and the burst count
 * @param timeoutB for the chip to get ready for a command, and for a status that can be understood
 * @param timeoutC for a status to become valid
 * @param durations how long commands may take
 * @param resetTimeout how long a chip that worked before may give answers that make no sense, as while it is reset
 * @param localityRelease after so long without a command the locality is given up
 * @param wakePulse how long chip select is low to wake the chip
 * @param rngQuality bits of entropy in 1024 random bits
 * @param traceLength how many transactions are kept
 * @param traceData whether the trace keeps whole commands and responses
 */
record Cr50Settings(
        String spiDevice,
        Optional<ReadyLineName> readyLine,
        Optional<WaitStrategy> waitStrategy,
        int speedHz,
        Duration accessDelay,
        Duration readyTimeout,
        Duration sleepDelay,
        Duration wakeDelay,
        Duration flowControlTimeout,
        Duration timeoutA,
        Duration timeoutB,
        Duration timeoutC,
        Durations durations,
        Duration resetTimeout,
        Duration localityRelease,
        Duration wakePulse,
        int rngQuality,
        int traceLength,
        boolean traceData) {

    /** Configuration Admin's name of the factory. */
    static final String PID = "io.platformfirmware.cr50";

    private static final String NONE = "none";
    private static final long NANOS_PER_MICRO = 1_000;
    private static final String AUTO = "auto";

    /**
     * Validates settings.
     *
     * @throws FirmwareException {@code INVALID_VALUE}: which key, which value, what is allowed
     */
    static Cr50Settings of(Cr50Config config) throws FirmwareException {
        return new Cr50Settings(
                path(config.spiDevice().trim()),
                readyLine(config.readyLine().trim()),
                waitStrategy(config.waitStrategy().trim()),
                number("speedHz", config.speedHz(), 1_000_000, 1_000, 2_000_000),
                millis("accessDelay", config.accessDelay(), 2, 0, 1_000),
                millis("readyTimeout", config.readyTimeout(), 750, 1, 60_000),
                millis("sleepDelay", config.sleepDelay(), 900, 0, 3_600_000),
                millis("wakeDelay", config.wakeDelay(), 1, 0, 1_000),
                millis("flowControlTimeout", config.flowControlTimeout(), 750, 1, 60_000),
                millis("timeoutA", config.timeoutA(), 750, 1, 60_000),
                millis("timeoutB", config.timeoutB(), 4_000, 1, 600_000),
                millis("timeoutC", config.timeoutC(), 200, 1, 60_000),
                new Durations(
                        millis("mediumDuration", config.mediumDuration(), 2_000, 1, 3_600_000),
                        millis("longDuration", config.longDuration(), 4_000, 1, 3_600_000),
                        millis("longestDuration", config.longestDuration(), 300_000, 1, 3_600_000),
                        millis("otherDuration", config.otherDuration(), 120_000, 1, 3_600_000)),
                millis("resetTimeout", config.resetTimeout(), 10_000, 1, 600_000),
                millis("localityRelease", config.localityRelease(), 5_000, 0, 3_600_000),
                Duration.ofNanos(number("wakePulse", config.wakePulse(), 1_000, 1, 65_535) * NANOS_PER_MICRO),
                number("rngQuality", config.rngQuality(), 700, 0, 1_024),
                number("traceLength", config.traceLength(), 256, 0, 65_536),
                traceData(config.traceData().trim()));
    }

    private static String path(String text) throws FirmwareException {
        if (text.isEmpty()) {
            throw invalid("spiDevice", text, "the path of an SPI device, for example /dev/spidev0.0");
        }
        return text;
    }

    private static Optional<ReadyLineName> readyLine(String text) throws FirmwareException {
        final Optional<ReadyLineName> line = ReadyLineName.parse(text);
        if (line.isEmpty() && !text.isEmpty() && !text.equals(NONE)) {
            throw invalid("readyLine", text, ReadyLineName.ALLOWED);
        }
        return line;
    }

    private static Optional<WaitStrategy> waitStrategy(String text) throws FirmwareException {
        final Optional<WaitStrategy> strategy = WaitStrategy.parse(text);
        if (strategy.isEmpty() && !text.isEmpty() && !text.equals(AUTO)) {
            throw invalid("waitStrategy", text, AUTO + ", " + WaitStrategy.ALLOWED);
        }
        return strategy;
    }

    private static boolean traceData(String text) throws FirmwareException {
        return switch (text) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw invalid("traceData", text, "true, false");
        };
    }

    private static Duration millis(String key, String value, int otherwise, int min, int max) throws FirmwareException {
        return Duration.ofMillis(number(key, value, otherwise, min, max));
    }

    private static int number(String key, String value, int otherwise, int min, int max) throws FirmwareException {
        final String text = value.trim();
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.matches("[0-9]{1,9}")) {
            final int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw invalid(key, text, "a whole number from " + min + " to " + max + ", or empty");
    }

    private static FirmwareException invalid(String key, String value, String allowed) {
        return Failure.of(
                        FailureReason.INVALID_VALUE, "settings", key + " = '" + value + "' is not allowed: " + allowed)
                .next("Correct it in " + PID + "; until then the last good settings stay in force.")
                .asException();
    }
}
