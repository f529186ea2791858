// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private final List<String> refused = new ArrayList<>();

    @Test
    void hasDefaults() {
        final Settings settings = read(Map.of("service.pid", Settings.PID));

        assertThat(settings.devRoot()).isEqualTo(Path.of("/dev"));
        assertThat(settings.sysRoot()).isEqualTo(Path.of("/sys"));
        assertThat(settings.pattern(NodeKind.PFRU)).hasToString("acpi_pfr_update*");
        assertThat(settings.pattern(NodeKind.PFRT)).hasToString("acpi_pfr_telemetry*");
        assertThat(settings.pattern(NodeKind.SPI)).hasToString("spidev*");
        assertThat(settings.pattern(NodeKind.GPIO)).hasToString("gpiochip*");
        assertThat(settings.pattern(NodeKind.RANDOM)).hasToString("random");
        assertThat(settings.pattern(NodeKind.VTPMX)).hasToString("vtpmx");
        assertThat(settings.rescan()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings).isEqualTo(Settings.defaults()).hasSameHashCodeAs(Settings.defaults());
        assertThat(refused).isEmpty();
        assertThat(settings.pattern(NodeKind.KMSG)).hasToString("kmsg");
    }

    @Test
    void showsTheSameDefaultsToAnAdministrator() throws NoSuchMethodException {
        assertThat(shownDefault("devRoot")).isEqualTo("/dev");
        assertThat(shownDefault("sysRoot")).isEqualTo("/sys");
        assertThat(shownDefault("pfruNodes")).isEqualTo("acpi_pfr_update*");
        assertThat(shownDefault("pfrtNodes")).isEqualTo("acpi_pfr_telemetry*");
        assertThat(shownDefault("spiNodes")).isEqualTo("spidev*");
        assertThat(shownDefault("gpioNodes")).isEqualTo("gpiochip*");
        assertThat(shownDefault("randomNodes")).isEqualTo("random");
        assertThat(shownDefault("vtpmxNodes")).isEqualTo("vtpmx");
        assertThat(shownDefault("rescanSeconds")).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(NodeKind.class)
    void showsASettingForEachKind(NodeKind kind) throws NoSuchMethodException {
        assertThat(shownDefault(kind.key())).isEqualTo(kind.defaultPattern());
    }

    @Test
    void readsValuesOfEveryTypeThatAConfigurationGives() {
        assertThat(read(Map.of("rescanSeconds", "17")).rescan()).isEqualTo(Duration.ofSeconds(17));
        assertThat(read(Map.of("rescanSeconds", 17L)).rescan()).isEqualTo(Duration.ofSeconds(17));
        assertThat(read(Map.of("rescanSeconds", " 17 ")).rescan()).isEqualTo(Duration.ofSeconds(17));
        assertThat(read(Map.of("devRoot", " /mnt//dev/ ")).devRoot()).isEqualTo(Path.of("/mnt/dev"));
        assertThat(refused).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3600})
    void acceptsTheLimits(int seconds) {
        assertThat(read(Map.of("rescanSeconds", seconds)).rescan()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(refused).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rescanSeconds | 0",
                "rescanSeconds | 3601",
                "rescanSeconds | -1",
                "rescanSeconds | five",
                "rescanSeconds | 1.5",
                "rescanSeconds | ''",
                "rescanSeconds | 99999999999",
                "devRoot       | dev",
                "devRoot       | ''",
                "devRoot       | ./dev",
                "sysRoot       | sys",
                "pfruNodes     | ''",
                "pfruNodes     | [",
                "pfruNodes     | {a",
                "pfruNodes     | sub/x*",
                "pfrtNodes     | ''",
                "pfrtNodes     | [",
                "pfrtNodes     | {a",
                "pfrtNodes     | sub/x*",
                "spiNodes      | ''",
                "spiNodes      | [",
                "gpioNodes     | {a",
                "gpioNodes     | sub/x*",
                "randomNodes   | ''",
                "randomNodes   | [",
                "vtpmxNodes    | [",
                "kmsgNodes     | sub/kmsg",
            })
    void refusesAnInvalidValueAndKeepsTheLastGoodOne(String key, String value) {
        final Map<String, Object> properties = new HashMap<>(
                Map.of("devRoot", "/d", "sysRoot", "/s", "pfruNodes", "p*", "pfrtNodes", "t*", "rescanSeconds", 7));
        properties.put("spiNodes", "s*");
        properties.put("gpioNodes", "g*");
        properties.put("randomNodes", "r*");
        properties.put("vtpmxNodes", "v*");
        final Settings lastGood = read(properties);
        properties.put(key, value);

        assertThat(Settings.read(properties, lastGood, refusal -> refused.add(refusal.toString())))
                .isEqualTo(lastGood);
        assertThat(refused).singleElement().asString().startsWith(key + " = \"" + value + "\" ");
    }

    @Test
    void namesKeyValueAllowedAndWhatStays() {
        read(Map.of("rescanSeconds", "0"));
        read(Map.of("devRoot", "dev"));
        read(Map.of("pfruNodes", "["));
        read(Map.of("pfrtNodes", "telemetry/*"));

        assertThat(refused)
                .containsExactly(
                        "rescanSeconds = \"0\" of io.platformfirmware.linux is refused: allowed is a whole number from 1 to"
                                + " 3600; 5 stays in force",
                        "devRoot = \"dev\" of io.platformfirmware.linux is refused: allowed is an absolute path; /dev stays"
                                + " in force",
                        "pfruNodes = \"[\" of io.platformfirmware.linux is refused: allowed is a file name pattern without"
                                + " /, with *, ?, [...] and {a,b}; acpi_pfr_update* stays in force",
                        "pfrtNodes = \"telemetry/*\" of io.platformfirmware.linux is refused: allowed is a file name"
                                + " pattern without /, with *, ?, [...] and {a,b}; acpi_pfr_telemetry* stays in force");
    }

    @Test
    void refusesAPathWithANul() {
        assertThat(read(Map.of("devRoot", "/dev\0/x")).devRoot()).isEqualTo(Path.of("/dev"));
        assertThat(refused).hasSize(1);
    }

    @Test
    void refusesEachBadValueOnItsOwn() {
        final Settings settings =
                read(Map.of("rescanSeconds", "0", "devRoot", "/mnt/dev", "pfruNodes", "[", "pfrtNodes", "t?"));

        assertThat(settings.devRoot()).isEqualTo(Path.of("/mnt/dev"));
        assertThat(settings.rescan()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.pattern(NodeKind.PFRU)).hasToString("acpi_pfr_update*");
        assertThat(settings.pattern(NodeKind.PFRT)).hasToString("t?");
        assertThat(refused).hasSize(2);
    }

    @Test
    void goesBackToTheDefaultWhenAKeyIsTakenAway() {
        final Settings settings = Settings.read(Map.of(), read(Map.of("devRoot", "/mnt/dev")), refusal -> {});

        assertThat(settings).isEqualTo(Settings.defaults());
    }

    @Test
    void matchesNamesByThePattern() {
        final Settings settings = read(Map.of("pfruNodes", "{acpi_pfr_update,fake}?"));

        assertThat(settings.kindOf(Path.of("acpi_pfr_update0"))).contains(NodeKind.PFRU);
        assertThat(settings.kindOf(Path.of("fake1"))).contains(NodeKind.PFRU);
        assertThat(settings.kindOf(Path.of("acpi_pfr_telemetry0"))).contains(NodeKind.PFRT);
        assertThat(settings.kindOf(Path.of("spidev32766.0"))).contains(NodeKind.SPI);
        assertThat(settings.kindOf(Path.of("gpiochip0"))).contains(NodeKind.GPIO);
        assertThat(settings.kindOf(Path.of("vtpmx"))).contains(NodeKind.VTPMX);
        assertThat(settings.kindOf(Path.of("fake12"))).isEmpty();
        assertThat(settings.isNode(Path.of("acpi_pfr_telemetry0"))).isTrue();
        assertThat(settings.isNode(Path.of("fake12"))).isFalse();
    }

    @Test
    void givesANameOfTwoKindsToTheFirst() {
        final Settings settings = read(Map.of("pfruNodes", "acpi_pfr_update*", "pfrtNodes", "acpi_pfr_*"));

        assertThat(settings.kindOf(Path.of("acpi_pfr_update0"))).contains(NodeKind.PFRU);
        assertThat(settings.kindOf(Path.of("acpi_pfr_telemetry0"))).contains(NodeKind.PFRT);
        assertThat(refused).isEmpty();
    }

    @Test
    void tellsAChangeOfAPattern() {
        assertThat(read(Map.of("pfrtNodes", "t*")))
                .isEqualTo(read(Map.of("pfrtNodes", "t*")))
                .isNotEqualTo(read(Map.of("pfruNodes", "t*")))
                .isNotEqualTo(Settings.defaults());
    }

    private Settings read(Map<String, ?> properties) {
        return Settings.read(properties, Settings.defaults(), refusal -> refused.add(refusal.toString()));
    }

    private static Object shownDefault(String key) throws NoSuchMethodException {
        return LinuxConfig.class.getDeclaredMethod(key).getDefaultValue();
    }
}
