// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TctiSettingsTest {

    @Test
    void everythingIsOffByDefault() throws Exception {
        final TctiSettings settings = TctiSettings.of(Bench.config(Map.of()));

        assertThat(settings).isEqualTo(TctiSettings.defaults());
        assertThat(settings.endpoints()).isEmpty();
        assertThat(settings.address().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(settings.limits())
                .isEqualTo(new Limits(32, 4096, Duration.ofHours(1), Duration.ofSeconds(5), Duration.ofSeconds(10)));
    }

    @Test
    void whatIsListenedTo() throws Exception {
        final TctiSettings settings = TctiSettings.of(Bench.config(Map.of(
                "mssimPort", "2321",
                "swtpmPort", " 2323 ",
                "unixSocket", "/run/tpm/mssim",
                "unixSocketMode", "0660",
                "address", "::1")));

        assertThat(settings.endpoints())
                .extracting(endpoint -> endpoint.port() + " " + endpoint.addressText())
                .containsExactly(
                        "MSSIM_COMMAND [0:0:0:0:0:0:0:1]:2321",
                        "MSSIM_PLATFORM [0:0:0:0:0:0:0:1]:2322",
                        "MSSIM_COMMAND /run/tpm/mssim",
                        "MSSIM_PLATFORM /run/tpm/mssim.ctrl",
                        "SWTPM_DATA [0:0:0:0:0:0:0:1]:2323",
                        "SWTPM_CONTROL [0:0:0:0:0:0:0:1]:2324");
        assertThat(settings.unixSocket()).contains(Path.of("/run/tpm/mssim"));
        assertThat(settings.unixSocketMode()).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
    }

    @Test
    void otherMachinesNeedAYes() throws Exception {
        assertThat(TctiSettings.of(Bench.config(Map.of("address", "0.0.0.0", "allowNonLoopback", "true")))
                        .address()
                        .isAnyLocalAddress())
                .isTrue();
        assertThatThrownBy(() -> TctiSettings.of(Bench.config(Map.of("address", "0.0.0.0"))))
                .hasMessageContaining("address = '0.0.0.0' is not allowed")
                .hasMessageContaining("allowNonLoopback=true");
    }

    @ParameterizedTest
    @CsvSource({
        "mssimPort,        0,             1 to 65534",
        "mssimPort,        65535,         1 to 65534",
        "swtpmPort,        swtpm,         1 to 65534",
        "address,          localhost,     an IP address",
        "address,          1.2.3.4.5,     an IP address",
        "address,          192.168.1.1,   only a loopback address",
        "allowNonLoopback, yes,           'true, false'",
        "unixSocket,       run/tpm,       an absolute path",
        "unixSocket,       /,             an absolute path",
        "unixSocket,       /tmp/..,       an absolute path",
        "unixSocketMode,   0777,          '0600, 0660, 0666'",
        "maxConnections,   0,             1 to 1000",
        "maxCommandSize,   5000,          64 to 4096",
        "idleTimeout,      -1,            0 to 86400000",
        "frameTimeout,     0,             1 to 600000",
        "writeTimeout,     1e3,           1 to 600000",
    })
    void refusesWithKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> TctiSettings.of(Bench.config(Map.of(key, value))))
                .isInstanceOfSatisfying(
                        FirmwareException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.INVALID_VALUE))
                .hasMessageContaining(key + " = '" + value + "' is not allowed")
                .hasMessageContaining(allowed);
    }

    @Test
    void portsDoNotOverlap() {
        assertThatThrownBy(() -> TctiSettings.of(Bench.config(Map.of("mssimPort", "2321", "swtpmPort", "2322"))))
                .hasMessageContaining("swtpmPort = '2322' is not allowed: each protocol has two ports");
    }
}
