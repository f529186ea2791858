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
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private final List<String> refused = new ArrayList<>();

    @Test
    void hasDefaults() {
        final Settings settings = read(Map.of("service.pid", Settings.PID));

        assertThat(settings.devRoot()).isEqualTo(Path.of("/dev"));
        assertThat(settings.sysRoot()).isEqualTo(Path.of("/sys"));
        assertThat(settings.pfruNodes()).isEqualTo("acpi_pfr_update*");
        assertThat(settings.rescan()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings).isEqualTo(Settings.defaults()).hasSameHashCodeAs(Settings.defaults());
        assertThat(refused).isEmpty();
    }

    @Test
    void showsTheSameDefaultsToAnAdministrator() throws NoSuchMethodException {
        assertThat(shownDefault("devRoot")).isEqualTo("/dev");
        assertThat(shownDefault("sysRoot")).isEqualTo("/sys");
        assertThat(shownDefault("pfruNodes")).isEqualTo("acpi_pfr_update*");
        assertThat(shownDefault("rescanSeconds")).isEqualTo(5);
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
            })
    void refusesAnInvalidValueAndKeepsTheLastGoodOne(String key, String value) {
        final Map<String, Object> properties =
                new HashMap<>(Map.of("devRoot", "/d", "sysRoot", "/s", "pfruNodes", "p*", "rescanSeconds", 7));
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

        assertThat(refused)
                .containsExactly(
                        "rescanSeconds = \"0\" of io.platformfirmware.linux is refused: allowed is a whole number from 1 to"
                                + " 3600; 5 stays in force",
                        "devRoot = \"dev\" of io.platformfirmware.linux is refused: allowed is an absolute path; /dev stays"
                                + " in force",
                        "pfruNodes = \"[\" of io.platformfirmware.linux is refused: allowed is a file name pattern without"
                                + " /, with *, ?, [...] and {a,b}; acpi_pfr_update* stays in force");
    }

    @Test
    void refusesAPathWithANul() {
        assertThat(read(Map.of("devRoot", "/dev\0/x")).devRoot()).isEqualTo(Path.of("/dev"));
        assertThat(refused).hasSize(1);
    }

    @Test
    void refusesEachBadValueOnItsOwn() {
        final Settings settings = read(Map.of("rescanSeconds", "0", "devRoot", "/mnt/dev", "pfruNodes", "["));

        assertThat(settings.devRoot()).isEqualTo(Path.of("/mnt/dev"));
        assertThat(settings.rescan()).isEqualTo(Duration.ofSeconds(5));
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

        assertThat(settings.isPfru(Path.of("acpi_pfr_update0"))).isTrue();
        assertThat(settings.isPfru(Path.of("fake1"))).isTrue();
        assertThat(settings.isPfru(Path.of("fake12"))).isFalse();
        assertThat(Settings.defaults().isPfru(Path.of("acpi_pfr_telemetry0"))).isFalse();
    }

    private Settings read(Map<String, ?> properties) {
        return Settings.read(properties, Settings.defaults(), refusal -> refused.add(refusal.toString()));
    }

    private static Object shownDefault(String key) throws NoSuchMethodException {
        return LinuxConfig.class.getDeclaredMethod(key).getDefaultValue();
    }
}
