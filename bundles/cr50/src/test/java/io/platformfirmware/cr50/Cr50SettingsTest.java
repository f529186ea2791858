// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.WaitStrategy;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Cr50SettingsTest {

    @Test
    void nothingButTheNodeIsNeeded() throws Exception {
        assertThat(Settings.of()).isEqualTo(Cr50Settings.defaults(Settings.SPI));
    }

    @Test
    void everyKeyIsRead() throws Exception {
        final Cr50Settings settings = Settings.of(
                "readyLine", "gpiochip3:42",
                "waitStrategy", "over-clock",
                "speedHz", "1500000",
                "accessDelay", "10",
                "readyTimeout", "11",
                "sleepDelay", "12",
                "wakeDelay", "13",
                "flowControlTimeout", "14",
                "timeoutA", "15",
                "timeoutB", "16",
                "timeoutC", "17",
                "mediumDuration", "18",
                "longDuration", "19",
                "longestDuration", "20",
                "otherDuration", "21",
                "resetTimeout", "22",
                "localityRelease", "23",
                "wakePulse", "24",
                "rngQuality", "25",
                "feedKernelEntropy", "true",
                "entropyInterval", "100",
                "traceLength", "26",
                "traceData", "true");
        assertThat(settings.readyLine()).contains(new ReadyLineName("gpiochip3:42", "/dev/gpiochip3", 42));
        assertThat(settings.waitStrategy()).contains(WaitStrategy.OVER_CLOCK);
        assertThat(settings.speedHz()).isEqualTo(1_500_000);
        assertThat(Stream.of(
                                settings.accessDelay(),
                                settings.readyTimeout(),
                                settings.sleepDelay(),
                                settings.wakeDelay(),
                                settings.flowControlTimeout(),
                                settings.timeoutA(),
                                settings.timeoutB(),
                                settings.timeoutC(),
                                settings.durations().medium(),
                                settings.durations().longer(),
                                settings.durations().longest(),
                                settings.durations().other(),
                                settings.resetTimeout(),
                                settings.localityRelease())
                        .map(Duration::toMillis))
                .containsExactly(10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L, 21L, 22L, 23L);
        assertThat(settings.wakePulse()).isEqualTo(Duration.ofNanos(24_000));
        assertThat(settings.rngQuality()).isEqualTo(25);
        assertThat(settings.feedKernelEntropy()).isTrue();
        assertThat(settings.entropyInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.traceLength()).isEqualTo(26);
        assertThat(settings.traceData()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void noKeyTakesAnything(String key) {
        final String bad = key.equals("spiDevice") ? " " : "1 000";
        final FirmwareException e = catchThrowableOfType(FirmwareException.class, () -> Settings.of(key, bad));
        assertThat(e.reason()).isEqualTo(FailureReason.INVALID_VALUE);
        assertThat(e.getMessage()).contains(key + " = '" + bad.trim() + "'");
        assertThat(e.failure().nextStep().orElseThrow()).contains("last good settings");
    }

    static Stream<String> keys() {
        return Arrays.stream(Cr50Config.class.getDeclaredMethods()).map(Method::getName);
    }

    @ParameterizedTest
    @CsvSource({
        "speedHz,1000,2000000",
        "accessDelay,0,1000",
        "readyTimeout,1,60000",
        "sleepDelay,0,3600000",
        "wakePulse,1,65535",
        "rngQuality,0,1024",
        "entropyInterval,100,3600000",
        "traceLength,0,65536",
        "longestDuration,1,3600000"
    })
    void numbersHaveTheirRanges(String key, int least, int most) throws Exception {
        Settings.of(key, String.valueOf(least));
        Settings.of(key, String.valueOf(most));
        for (final int bad : new int[] {least - 1, most + 1}) {
            final FirmwareException e =
                    catchThrowableOfType(FirmwareException.class, () -> Settings.of(key, String.valueOf(bad)));
            assertThat(e.getMessage()).contains("from " + least + " to " + most);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpiochip0", "gpiochip0:", ":3", "gpiochip0:-1", "gpiochip0:123456", "gpio chip0:1"})
    void linesThatAreNone(String text) {
        final FirmwareException e = catchThrowableOfType(FirmwareException.class, () -> Settings.of("readyLine", text));
        assertThat(e.getMessage()).contains("gpiochipN:LINE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", " none "})
    void noLine(String text) throws Exception {
        assertThat(Settings.of("readyLine", text).readyLine()).isEmpty();
    }

    @Property
    void anyStatusCanBeLookedAt(@ForAll int value) {
        final Status status = Status.of(
                new byte[] {(byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)});
        assertThat(status.value()).isEqualTo(value);
        assertThat(status.burst()).isBetween(0, 0xFFFF);
        assertThat(status.toString()).isNotEmpty();
        if (status.isPlausible()) {
            assertThat(value & 0x23).isZero();
        }
    }

    @Property
    void everyCommandHasItsTime(@ForAll int code) {
        assertThat(Durations.DEFAULTS.of(code)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(300));
    }
}
