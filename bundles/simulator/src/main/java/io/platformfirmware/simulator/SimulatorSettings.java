// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Settings of PID {@link Simulator#PID}.
 *
 * @param updateDevices how many PFRU devices there are
 * @param telemetryDevices how many PFRT devices there are
 * @param versionRule of the simulated kernel
 * @param kernelMessages which texts its debug lines have
 * @param kernelLogFault what is wrong with its log
 * @param firmware how the emulated firmware behaves
 * @param tpm the TPM chips
 */
record SimulatorSettings(
        int updateDevices,
        int telemetryDevices,
        VersionRule versionRule,
        KernelMessages kernelMessages,
        Optional<KernelLogFault> kernelLogFault,
        FirmwareSettings firmware,
        TpmSettings tpm) {

    static final int DEFAULT_UPDATE_DEVICES = 1;
    static final int DEFAULT_TELEMETRY_DEVICES = 1;
    static final String DEFAULT_VERSION_RULE = "svn";
    static final String DEFAULT_KERNEL_MESSAGES = "6.17";
    static final String NONE = "none";
    static final String ON = "on";

    private static final int MAX_DEVICES = 8;
    private static final int MIN_BUFFER_SIZE = 4 << 10;
    private static final int MAX_BUFFER_SIZE = 64 << 20;
    private static final int MAX_START_MILLIS = 600_000;
    private static final int MAX_WAIT_BYTES = 65_535;
    private static final int MAX_COMMAND_MILLIS = 600_000;
    private static final int MAX_WAKE_MICROS = 1_000_000;
    private static final int MAX_BUSY_MILLIS = 60_000;
    private static final long U32 = 0xFFFF_FFFFL;

    static SimulatorSettings defaults() {
        return new SimulatorSettings(
                DEFAULT_UPDATE_DEVICES,
                DEFAULT_TELEMETRY_DEVICES,
                VersionRule.SVN,
                KernelMessages.LINUX_6_17,
                Optional.empty(),
                FirmwareSettings.defaults(),
                TpmSettings.defaults());
    }

    /**
     * Reads a configuration. A key that is missing or blank has its default; other keys are not looked at.
     *
     * @throws InvalidSettingsException when a value is not allowed; it names all of them
     */
    static SimulatorSettings read(Map<String, ?> configuration) throws InvalidSettingsException {
        final Reader in = new Reader(configuration);
        final SimulatorSettings settings = new SimulatorSettings(
                (int) in.number("updateDevices", DEFAULT_UPDATE_DEVICES, 0, MAX_DEVICES),
                (int) in.number("telemetryDevices", DEFAULT_TELEMETRY_DEVICES, 0, MAX_DEVICES),
                in.choice("versionRule", DEFAULT_VERSION_RULE, byId(VersionRule.values(), VersionRule::id)),
                in.choice("kernelMessages", DEFAULT_KERNEL_MESSAGES, byId(KernelMessages.values(), KernelMessages::id)),
                in.choice("kernelLogFault", NONE, orNone(byId(KernelLogFault.values(), KernelLogFault::id))),
                new FirmwareSettings(
                        (int) in.number(
                                "bufferSize", FirmwareSettings.DEFAULT_BUFFER_SIZE, MIN_BUFFER_SIZE, MAX_BUFFER_SIZE),
                        in.number("queryCapabilityStatus", 0, 0, U32),
                        in.number("queryBufferStatus", 0, 0, U32),
                        in.number("startStatus", 0, 0, U32),
                        in.number("extStatus", 0, 0, U32),
                        Duration.ofMillis(in.number("startMillis", 0, 0, MAX_START_MILLIS)),
                        in.choice(
                                "malformedAnswer", NONE, orNone(byId(FirmwareFunction.values(), FirmwareFunction::id))),
                        new LogSettings(
                                in.pages("executionLogSize", LogSettings.DEFAULT_EXECUTION_SIZE),
                                in.pages("historyLogSize", LogSettings.DEFAULT_HISTORY_SIZE),
                                in.number("setLevelStatus", 0, 0, U32),
                                in.number("getLevelStatus", 0, 0, U32),
                                in.number("getDataStatus", 0, 0, U32),
                                in.choice(
                                        "telemetryFault",
                                        NONE,
                                        orNone(byId(TelemetryFault.values(), TelemetryFault::id))))),
                tpm(in));
        if (!in.faults.isEmpty()) {
            throw new InvalidSettingsException(in.faults);
        }
        return settings;
    }

    private static TpmSettings tpm(Reader in) {
        return new TpmSettings(
                (int) in.number("tpmChips", TpmSettings.DEFAULT_CHIPS, 0, MAX_DEVICES),
                in.engine("tpmEngine"),
                in.choice("tpmFamily", TpmFamily.CR50.id(), byId(TpmFamily.values(), TpmFamily::id)),
                in.choice("tpmReadyLine", TpmReadyLine.NORMAL.id(), byId(TpmReadyLine.values(), TpmReadyLine::id)),
                (int) in.number("tpmWaitBytes", TpmSettings.DEFAULT_WAIT_BYTES, 0, MAX_WAIT_BYTES),
                Duration.ofMillis(
                        in.number("tpmCommandMillis", TpmSettings.DEFAULT_COMMAND_MILLIS, 0, MAX_COMMAND_MILLIS)),
                in.onOff("tpmSleep"),
                TpmSettings.micros(in.number("tpmWakeMicros", TpmSettings.DEFAULT_WAKE_MICROS, 0, MAX_WAKE_MICROS)),
                Duration.ofMillis(in.number("tpmBusyMillis", 0, 0, MAX_BUSY_MILLIS)),
                in.choice("tpmMiso", TpmMiso.NORMAL.id(), byId(TpmMiso.values(), TpmMiso::id)),
                in.onOff("tpmHoldsChipSelect"),
                in.onOff("tpmLateCompletion"),
                in.choice("tpmFault", NONE, orNone(byId(TpmFault.values(), TpmFault::id))),
                in.choice(
                        "tpmEntropyPool",
                        TpmEntropyPool.NORMAL.id(),
                        byId(TpmEntropyPool.values(), TpmEntropyPool::id)));
    }

    private static <T> Map<String, T> byId(T[] values, Function<T, String> id) {
        final Map<String, T> choices = new LinkedHashMap<>();
        Arrays.stream(values).forEach(value -> choices.put(id.apply(value), value));
        return choices;
    }

    private static <T> Map<String, Optional<T>> orNone(Map<String, T> values) {
        final Map<String, Optional<T>> choices = new LinkedHashMap<>();
        choices.put(NONE, Optional.empty());
        values.forEach((id, value) -> choices.put(id, Optional.of(value)));
        return choices;
    }

    /** Collects faults, and goes on with the default, so that one reading finds all of them. */
    private static final class Reader {

        private static final int HEX = 16;

        private final Map<String, ?> configuration;
        private final List<String> faults = new ArrayList<>();

        Reader(Map<String, ?> configuration) {
            this.configuration = configuration;
        }

        long number(String key, long otherwise, long min, long max) {
            return number(key, otherwise, min, max, 1, "a whole number");
        }

        /** The size of a log. */
        int pages(String key, int otherwise) {
            return (int) number(
                    key,
                    otherwise,
                    LogSettings.PAGE,
                    LogSettings.MAX_SIZE,
                    LogSettings.PAGE,
                    "a multiple of " + LogSettings.PAGE);
        }

        private long number(String key, long otherwise, long min, long max, long step, String kind) {
            final Optional<String> text = text(key);
            if (text.isEmpty()) {
                return otherwise;
            }
            try {
                final long value = text.get().startsWith("0x")
                        ? Long.parseLong(text.get().substring(2), HEX)
                        : Long.parseLong(text.get());
                if (value >= min && value <= max && value % step == 0) {
                    return value;
                }
            } catch (final NumberFormatException e) {
                // the same fault as a number out of range
            }
            faults.add(key + " = " + text.get() + ": " + kind + " from " + min + " to " + max + " is allowed");
            return otherwise;
        }

        <T> T choice(String key, String otherwise, Map<String, T> choices) {
            final String text = text(key).orElse(otherwise);
            if (choices.containsKey(text)) {
                return choices.get(text);
            }
            faults.add(key + " = " + text + ": one of "
                    + choices.keySet().stream().collect(Collectors.joining(", ")) + " is allowed");
            return choices.get(otherwise);
        }

        /** On where nothing is said. */
        boolean onOff(String key) {
            final Map<String, Boolean> choices = new LinkedHashMap<>();
            choices.put(ON, true);
            choices.put("off", false);
            return choice(key, ON, choices);
        }

        TpmEngineChoice engine(String key) {
            final String text = text(key).orElse(TpmEngineChoice.BUILT_IN);
            return TpmEngineChoice.of(text).orElseGet(() -> {
                faults.add(key + " = " + text + ": " + TpmEngineChoice.SYNTAX + " is allowed");
                return TpmEngineChoice.builtIn();
            });
        }

        private Optional<String> text(String key) {
            return Optional.<Object>ofNullable(configuration.get(key))
                    .map(value -> value.toString().strip())
                    .filter(text -> !text.isEmpty());
        }
    }
}
