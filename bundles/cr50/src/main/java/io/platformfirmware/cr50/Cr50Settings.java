// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.SettingRules;
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
 * @param feedKernelEntropy whether the kernel's pool gets random bytes
 * @param entropyInterval how long after some of them it gets more
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
        boolean feedKernelEntropy,
        Duration entropyInterval,
        int traceLength,
        boolean traceData) {

    /** Configuration Admin's name of the factory. */
    static final String PID = "io.platformfirmware.cr50";

    private static final SettingRules RULES = new SettingRules(PID);
    private static final String NONE = "none";
    private static final long NANOS_PER_MICRO = 1_000;
    private static final String AUTO = "auto";

    /**
     * Validates settings.
     *
     * @throws FirmwareException {@code INVALID_VALUE}: which key, which value, what is allowed
     */
    static Cr50Settings of(Cr50Config config) throws FirmwareException {
        final Cr50Settings otherwise = defaults(path(config.spiDevice().trim()));
        return new Cr50Settings(
                otherwise.spiDevice(),
                readyLine(config.readyLine().trim()),
                waitStrategy(config.waitStrategy().trim()),
                RULES.number("speedHz", config.speedHz(), otherwise.speedHz(), 1_000, 2_000_000),
                RULES.millis("accessDelay", config.accessDelay(), otherwise.accessDelay(), 0, 1_000),
                RULES.millis("readyTimeout", config.readyTimeout(), otherwise.readyTimeout(), 1, 60_000),
                RULES.millis("sleepDelay", config.sleepDelay(), otherwise.sleepDelay(), 0, 3_600_000),
                RULES.millis("wakeDelay", config.wakeDelay(), otherwise.wakeDelay(), 0, 1_000),
                RULES.millis(
                        "flowControlTimeout", config.flowControlTimeout(), otherwise.flowControlTimeout(), 1, 60_000),
                RULES.millis("timeoutA", config.timeoutA(), otherwise.timeoutA(), 1, 60_000),
                RULES.millis("timeoutB", config.timeoutB(), otherwise.timeoutB(), 1, 600_000),
                RULES.millis("timeoutC", config.timeoutC(), otherwise.timeoutC(), 1, 60_000),
                new Durations(
                        RULES.millis(
                                "mediumDuration",
                                config.mediumDuration(),
                                otherwise.durations().medium(),
                                1,
                                3_600_000),
                        RULES.millis(
                                "longDuration",
                                config.longDuration(),
                                otherwise.durations().longer(),
                                1,
                                3_600_000),
                        RULES.millis(
                                "longestDuration",
                                config.longestDuration(),
                                otherwise.durations().longest(),
                                1,
                                3_600_000),
                        RULES.millis(
                                "otherDuration",
                                config.otherDuration(),
                                otherwise.durations().other(),
                                1,
                                3_600_000)),
                RULES.millis("resetTimeout", config.resetTimeout(), otherwise.resetTimeout(), 1, 600_000),
                RULES.millis("localityRelease", config.localityRelease(), otherwise.localityRelease(), 0, 3_600_000),
                micros("wakePulse", config.wakePulse(), otherwise.wakePulse(), 1, 65_535),
                RULES.number("rngQuality", config.rngQuality(), otherwise.rngQuality(), 0, 1_024),
                RULES.flag("feedKernelEntropy", config.feedKernelEntropy()),
                RULES.millis("entropyInterval", config.entropyInterval(), otherwise.entropyInterval(), 100, 3_600_000),
                RULES.number("traceLength", config.traceLength(), otherwise.traceLength(), 0, 65_536),
                RULES.flag("traceData", config.traceData()));
    }

    /**
     * Every default, over a device.
     *
     * @param spiDevice path of the node
     */
    static Cr50Settings defaults(String spiDevice) {
        return new Cr50Settings(
                spiDevice,
                Optional.empty(),
                Optional.empty(),
                1_000_000,
                Duration.ofMillis(2),
                Duration.ofMillis(750),
                Duration.ofMillis(900),
                Duration.ofMillis(1),
                Duration.ofMillis(750),
                Duration.ofMillis(750),
                Duration.ofSeconds(4),
                Duration.ofMillis(200),
                Durations.DEFAULTS,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMillis(1),
                700,
                false,
                Duration.ofMinutes(1),
                256,
                false);
    }

    private static String path(String text) throws FirmwareException {
        if (text.isEmpty()) {
            throw RULES.refused("spiDevice", text, "the path of an SPI device, for example /dev/spidev0.0");
        }
        return text;
    }

    private static Optional<ReadyLineName> readyLine(String text) throws FirmwareException {
        final Optional<ReadyLineName> line = ReadyLineName.parse(text);
        if (line.isEmpty() && !text.isEmpty() && !text.equals(NONE)) {
            throw RULES.refused("readyLine", text, ReadyLineName.ALLOWED);
        }
        return line;
    }

    private static Optional<WaitStrategy> waitStrategy(String text) throws FirmwareException {
        final Optional<WaitStrategy> strategy = WaitStrategy.parse(text);
        if (strategy.isEmpty() && !text.isEmpty() && !text.equals(AUTO)) {
            throw RULES.refused("waitStrategy", text, AUTO + ", " + WaitStrategy.ALLOWED);
        }
        return strategy;
    }

    private static Duration micros(String key, String value, Duration otherwise, int min, int max)
            throws FirmwareException {
        final int micros = (int) (otherwise.toNanos() / NANOS_PER_MICRO);
        return Duration.ofNanos(RULES.number(key, value, micros, min, max) * NANOS_PER_MICRO);
    }
}
