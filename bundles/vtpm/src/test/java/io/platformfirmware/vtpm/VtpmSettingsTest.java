// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VtpmSettingsTest {

    /** As Configuration Admin would hand them over. */
    static VtpmSettings.Config config(String device) {
        return (VtpmSettings.Config) Proxy.newProxyInstance(
                VtpmSettingsTest.class.getClassLoader(),
                new Class<?>[] {VtpmSettings.Config.class},
                (proxy, method, arguments) -> device);
    }

    @Test
    void isSwitchedOffUnlessToldOtherwise() throws Exception {
        assertThat(VtpmSettings.Config.class.getMethod("device").getDefaultValue())
                .isEqualTo("");
        assertThat(VtpmSettings.of(config(""))).isEqualTo(VtpmSettings.OFF);
        assertThat(VtpmSettings.of(config("  "))).isEqualTo(VtpmSettings.OFF);
        assertThat(VtpmSettings.OFF.device()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cr50-main", " cr50-main ", "cr50-a.b_C9", "cr50-\u00fc"})
    void takesAnId(String text) throws Exception {
        assertThat(VtpmSettings.of(config(text)).device()).contains(text.trim());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/spidev0.0", "cr50-main,cr50-other", "cr50-main; cr50-other", "cr50 main", "a\tb"})
    void namesWhatItRefuses(String text) {
        assertThatExceptionOfType(FirmwareException.class)
                .isThrownBy(() -> VtpmSettings.of(config(text)))
                .satisfies(refused -> {
                    assertThat(refused.reason()).isEqualTo(FailureReason.INVALID_VALUE);
                    assertThat(refused)
                            .hasMessage("settings: device = '" + text
                                    + "' is not allowed: the id of one TPM as cr50:list shows it, for example cr50-main, or"
                                    + " empty");
                    assertThat(refused.failure().nextStep())
                            .hasValueSatisfying(step -> assertThat(step).contains("io.platformfirmware.vtpm"));
                });
    }
}
