// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.telemetry.TelemetryService;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryDevicesTest {

    private static final DeviceIdentity UPDATE = new DeviceIdentity("pfru0", "/dev/acpi_pfr_update0", false);

    private final TelemetryDevices devices = new TelemetryDevices();

    /** Devices are ids; simulated ones have sim in them, and nodes the number of their id. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "pfru0,     '',                        none",
                "pfru0,     pfrt0,                     pfrt0",
                "pfru0,     pfrt7,                     pfrt7",
                "pfru0,     pfrt-sim0,                 none",
                "pfru-sim0, pfrt0,                     none",
                "pfru-sim0, pfrt-sim3,                 pfrt-sim3",
                "pfru1,     pfrt-sim1 pfrt0,           pfrt0",
                "pfru1,     pfrt0 pfrt1 pfrt2,         pfrt1",
                "pfru2,     pfrt12 pfrt2,              pfrt2",
                "pfru3,     pfrt2 pfrt1,               pfrt1",
                "pfru3,     pfrt10 pfrt2,              pfrt2",
                "pfru-sim1, pfrt1 pfrt-sim0 pfrt-sim1, pfrt-sim1",
                "pfru-sim9, pfrt1 pfrt-sim1 pfrt-sim0, pfrt-sim0",
                "pfru,      pfrt1 pfrt0,               pfrt0"
            })
    void pairsTheDevicesOfAFirmware(String update, String telemetry, String expected) {
        for (final String id : telemetry.split(" ")) {
            if (!id.isEmpty()) {
                add(id, "/dev/acpi_pfr_telemetry" + id.replaceAll("\\D", ""));
            }
        }

        assertThat(devices.pairedWith(new DeviceIdentity(
                                update, "/dev/acpi_pfr_update" + update.replaceAll("\\D", ""), update.contains("sim")))
                        .map(paired -> paired.identity().id()))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void looksAtTheNodeAndNotAtTheId() {
        add("first", "/dev/acpi_pfr_telemetry1");
        final TelemetryService sameNumber = add("second", "/dev/acpi_pfr_telemetry0");

        assertThat(devices.pairedWith(UPDATE).orElseThrow().service()).isSameAs(sameNumber);
    }

    @Test
    void takesTheLowestIdOfSeveralWithTheSameNumber() {
        add("b", "/dev/other0");
        add("a", "/dev/acpi_pfr_telemetry0");

        assertThat(devices.pairedWith(UPDATE).orElseThrow().identity().id()).isEqualTo("a");
    }

    @Test
    void forgetsAServiceThatWent() {
        final TelemetryService gone = add("pfrt0", "/dev/acpi_pfr_telemetry0");
        final TelemetryService stays = add("pfrt0", "/dev/acpi_pfr_telemetry0");
        devices.remove(gone);
        devices.remove(gone);

        assertThat(devices.named("pfrt0").orElseThrow().service()).isSameAs(stays);
        assertThat(devices.named("pfrt1")).isEmpty();
    }

    @Test
    void livesWithAServiceThatDoesNotSayWhoItIs() {
        devices.add(new FakeTelemetry(), Map.of());

        assertThat(devices.pairedWith(UPDATE)).isPresent();
    }

    private TelemetryService add(String id, String path) {
        final TelemetryService service = new FakeTelemetry();
        devices.add(
                service,
                Map.of(
                        TelemetryService.DEVICE_ID,
                        id,
                        TelemetryService.DEVICE_PATH,
                        path,
                        TelemetryService.SIMULATED,
                        id.contains("sim")));
        return service;
    }
}
