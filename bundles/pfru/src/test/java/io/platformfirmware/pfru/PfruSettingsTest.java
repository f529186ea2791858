// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PfruSettingsTest {

    private static final Path HOME = Path.of("/opt/firmware");

    /** Settings as Configuration Admin would give them. */
    record Given(String revision, String historyFile, String bufferSize, String kernelDiagnostics)
            implements PfruSettings.Config {

        Given(String revision, String historyFile, String bufferSize) {
            this(revision, historyFile, bufferSize, "off");
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return PfruSettings.Config.class;
        }
    }

    @Test
    void leaveTheDeviceAloneWhenNothingIsSet() throws Exception {
        assertThat(PfruSettings.of(new Given("", "", ""), HOME)).isEqualTo(PfruSettings.defaults(HOME));
        assertThat(PfruSettings.defaults(HOME).historyFile()).hasToString("/opt/firmware/history/pfru.jsonl");
    }

    @Test
    void takeARelativeHistoryFileFromTheInstallation() throws Exception {
        assertThat(PfruSettings.of(new Given("2", "x/y.jsonl", "4096"), HOME).historyFile())
                .hasToString("/opt/firmware/x/y.jsonl");
        assertThat(PfruSettings.of(new Given("2", "/var/y.jsonl", "4096"), HOME).historyFile())
                .hasToString("/var/y.jsonl");
    }

    @Test
    void listenToTheDriverOnlyWhereThatIsWanted() throws Exception {
        assertThat(PfruSettings.of(new Given("", "", "", " on "), HOME).kernelDiagnostics())
                .isTrue();
        assertThat(PfruSettings.of(new Given("", "", "", "off"), HOME).kernelDiagnostics())
                .isFalse();
        assertThat(PfruSettings.of(new Given("", "", "", ""), HOME).kernelDiagnostics())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "revision,0",
        "revision,3",
        "revision,-1",
        "revision,1x",
        "revision,two",
        "revision,99999999999",
        "bufferSize,0",
        "bufferSize,-4",
        "bufferSize,1 MiB",
        "bufferSize,4294967296",
        "historyFile,a\u0000b",
        "kernelDiagnostics,true",
        "kernelDiagnostics,ON"
    })
    void nameTheKeyTheValueAndWhatIsAllowed(String key, String value) {
        final FirmwareException e = catchThrowableOfType(
                FirmwareException.class,
                () -> PfruSettings.of(
                        new Given(
                                key.equals("revision") ? value : "",
                                key.equals("historyFile") ? value : "",
                                key.equals("bufferSize") ? value : "",
                                key.equals("kernelDiagnostics") ? value : ""),
                        HOME));

        assertThat(e.reason()).isEqualTo(FailureReason.INVALID_VALUE);
        assertThat(e).hasMessageContaining(key + " = '" + value + "' is not allowed: ");
    }

    @Test
    void stayInForceWhenNewOnesAreInvalidAndRecoverWhenTheyAreMended() {
        final SettingsInForce settings = new SettingsInForce(PfruSettings.defaults(HOME), HOME);
        settings.change(new Given("2", "", ""));
        settings.change(new Given("7", "", ""));

        assertThat(settings.get().revision()).isEqualTo(OptionalInt.of(2));
        assertThat(settings.fault()).get().asString().contains("revision = '7'");

        settings.change(new Given("1", "", ""));

        assertThat(settings.get().revision()).isEqualTo(OptionalInt.of(1));
        assertThat(settings.fault()).isEmpty();
    }
}
