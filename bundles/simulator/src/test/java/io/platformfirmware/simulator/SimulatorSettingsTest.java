// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorSettingsTest {

    @Test
    void missingAndBlankKeysHaveTheirDefault() throws InvalidSettingsException {
        assertThat(SimulatorSettings.read(Map.of())).isEqualTo(SimulatorSettings.defaults());
        assertThat(SimulatorSettings.read(Map.of("startStatus", " ", "versionRule", "")))
                .isEqualTo(SimulatorSettings.defaults());
    }

    @Test
    void metatypeDescribesTheSameDefaults() throws InvalidSettingsException {
        final Map<String, Object> described = new HashMap<>();
        for (final Method key : SimulatorConfiguration.class.getDeclaredMethods()) {
            described.put(key.getName(), key.getDefaultValue());
        }

        assertThat(described).hasSize(32);
        assertThat(SimulatorSettings.read(described)).isEqualTo(SimulatorSettings.defaults());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            updateDevices         | 9           | updateDevices = 9: a whole number from 0 to 8 is allowed
            updateDevices         | -1          | updateDevices = -1: a whole number from 0 to 8 is allowed
            updateDevices         | one         | updateDevices = one: a whole number from 0 to 8 is allowed
            updateDevices         | 1.5         | updateDevices = 1.5: a whole number from 0 to 8 is allowed
            bufferSize            | 4095        | bufferSize = 4095: a whole number from 4096 to 67108864 is allowed
            bufferSize            | 67108865    | bufferSize = 67108865: a whole number from 4096 to 67108864 is allowed
            queryCapabilityStatus | 4294967296  | queryCapabilityStatus = 4294967296: a whole number from 0 to 4294967295 is allowed
            queryBufferStatus     | 0x100000000 | queryBufferStatus = 0x100000000: a whole number from 0 to 4294967295 is allowed
            startStatus           | 0x          | startStatus = 0x: a whole number from 0 to 4294967295 is allowed
            extStatus             | 99999999999999999999 | extStatus = 99999999999999999999: a whole number from 0 to 4294967295 is allowed
            startMillis           | 600001      | startMillis = 600001: a whole number from 0 to 600000 is allowed
            versionRule           | newest      | versionRule = newest: one of runtime-version, svn is allowed
            kernelMessages        | 6.1         | kernelMessages = 6.1: one of 5.17, 6.17 is allowed
            kernelLogFault        | lost        | kernelLogFault = lost: one of none, absent, read-only, restricted, wrapped, cut is allowed
            malformedAnswer       | all         | malformedAnswer = all: one of none, query-capability, query-buffer, start is allowed
            telemetryDevices      | 9           | telemetryDevices = 9: a whole number from 0 to 8 is allowed
            executionLogSize      | 0           | executionLogSize = 0: a multiple of 4096 from 4096 to 1048576 is allowed
            executionLogSize      | 5000        | executionLogSize = 5000: a multiple of 4096 from 4096 to 1048576 is allowed
            historyLogSize        | 1052672     | historyLogSize = 1052672: a multiple of 4096 from 4096 to 1048576 is allowed
            historyLogSize        | large       | historyLogSize = large: a multiple of 4096 from 4096 to 1048576 is allowed
            setLevelStatus        | -1          | setLevelStatus = -1: a whole number from 0 to 4294967295 is allowed
            getLevelStatus        | 4294967296  | getLevelStatus = 4294967296: a whole number from 0 to 4294967295 is allowed
            getDataStatus         | x           | getDataStatus = x: a whole number from 0 to 4294967295 is allowed
            tpmChips              | 9           | tpmChips = 9: a whole number from 0 to 8 is allowed
            tpmEngine             | swtpm       | tpmEngine = swtpm: builtin or swtpm:HOST:PORT with a port from 1 to 65520 is allowed
            tpmEngine             | swtpm:localhost:0 | tpmEngine = swtpm:localhost:0: builtin or swtpm:HOST:PORT with a port from 1 to 65520 is allowed
            tpmEngine             | swtpm:localhost:65521 | tpmEngine = swtpm:localhost:65521: builtin or swtpm:HOST:PORT with a port from 1 to 65520 is allowed
            tpmEngine             | swtpm:a b:2321 | tpmEngine = swtpm:a b:2321: builtin or swtpm:HOST:PORT with a port from 1 to 65520 is allowed
            tpmFamily             | tpm         | tpmFamily = tpm: one of cr50, ti50, other is allowed
            tpmReadyLine          | off         | tpmReadyLine = off: one of normal, none, missing, delayed, early, double, storm is allowed
            tpmWaitBytes          | 65536       | tpmWaitBytes = 65536: a whole number from 0 to 65535 is allowed
            tpmCommandMillis      | 600001      | tpmCommandMillis = 600001: a whole number from 0 to 600000 is allowed
            tpmSleep              | true        | tpmSleep = true: one of on, off is allowed
            tpmWakeMicros         | 1000001     | tpmWakeMicros = 1000001: a whole number from 0 to 1000000 is allowed
            tpmBusyMillis         | 60001       | tpmBusyMillis = 60001: a whole number from 0 to 60000 is allowed
            tpmMiso               | 00          | tpmMiso = 00: one of normal, stuck00, stuckff is allowed
            tpmHoldsChipSelect    | yes         | tpmHoldsChipSelect = yes: one of on, off is allowed
            tpmLateCompletion     | never       | tpmLateCompletion = never: one of on, off is allowed
            tpmFault              | all         | tpmFault = all: one of none, stall, burst-zero, size-too-small, size-too-large, left-over, bit-flips, resets is allowed
            tpmEntropyPool        | off         | tpmEntropyPool = off: one of normal, denied is allowed
            telemetryFault        | any         | telemetryFault = any: one of none, no-address, unaligned-address, unaligned-size, no-size, chunk1-outside, chunk1-overlap, sizes-too-large, wrong-level, set-ignored, malformed-set-level, malformed-get-level, malformed-data, wrong-element is allowed
            """)
    void faultNamesKeyValueAndWhatIsAllowed(String key, String value, String fault) {
        assertThatThrownBy(() -> SimulatorSettings.read(Map.of(key, value)))
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.faults()).containsExactly(fault));
    }

    @Test
    void metatypeOffersEveryChoice() throws IOException {
        final Stream<String> choices = Stream.of(
                        Arrays.stream(VersionRule.values()).map(VersionRule::id),
                        Arrays.stream(FirmwareFunction.values()).map(FirmwareFunction::id),
                        Arrays.stream(TelemetryFault.values()).map(TelemetryFault::id),
                        Arrays.stream(TpmFamily.values()).map(TpmFamily::id),
                        Arrays.stream(TpmReadyLine.values()).map(TpmReadyLine::id),
                        Arrays.stream(TpmMiso.values()).map(TpmMiso::id),
                        Arrays.stream(TpmFault.values()).map(TpmFault::id),
                        Arrays.stream(TpmEntropyPool.values()).map(TpmEntropyPool::id))
                .flatMap(choice -> choice);
        try (InputStream metatype =
                SimulatorConfiguration.class.getResourceAsStream("/OSGI-INF/metatype/" + Simulator.PID + ".xml")) {
            final String described = new String(metatype.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(choices).allMatch(choice -> described.contains("value=\"" + choice + "\""));
        }
    }

    @Test
    void allFaultsAreFoundAtOnce() {
        assertThatThrownBy(() -> SimulatorSettings.read(Map.of("updateDevices", 9, "startMillis", true)))
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.faults()).hasSize(2));
    }

    @Test
    void tpmEngines() throws InvalidSettingsException {
        assertThat(SimulatorSettings.read(Map.of("tpmEngine", "builtin")).tpm().engine())
                .isEqualTo(TpmEngineChoice.builtIn());
        assertThat(SimulatorSettings.read(Map.of("tpmEngine", "swtpm:127.0.0.1:2321"))
                        .tpm()
                        .engine())
                .isEqualTo(new TpmEngineChoice("127.0.0.1", 2321));
        assertThat(SimulatorSettings.read(Map.of("tpmEngine", "swtpm:[::1]:65520"))
                        .tpm()
                        .engine())
                .isEqualTo(new TpmEngineChoice("[::1]", 65520));
    }

    @Test
    void limitsAreAllowed() throws InvalidSettingsException {
        final SimulatorSettings settings = SimulatorSettings.read(Map.of(
                "updateDevices",
                0,
                "bufferSize",
                4096,
                "startStatus",
                "4294967295",
                "startMillis",
                600_000,
                "telemetryDevices",
                8,
                "executionLogSize",
                1048576,
                "historyLogSize",
                "0x1000",
                "getDataStatus",
                0xFFFF_FFFFL,
                "telemetryFault",
                "wrong-level"));

        assertThat(settings.updateDevices()).isZero();
        assertThat(settings.telemetryDevices()).isEqualTo(8);
        assertThat(settings.firmware().log())
                .isEqualTo(new LogSettings(1048576, 4096, 0, 0, 0xFFFF_FFFFL, Optional.of(TelemetryFault.WRONG_LEVEL)));
        assertThat(settings.firmware().startStatus()).isEqualTo(0xFFFF_FFFFL);
        assertThat(Arrays.asList(
                        settings.firmware().bufferSize(),
                        settings.firmware().startTime().toMinutes()))
                .isEqualTo(Arrays.asList(4096, 10L));
    }
}
