// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.platformfirmware.update.FirmwareUpdateService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.After;
import org.junit.Test;

/** A change of the settings reaches the devices while everything runs. */
public class SettingsIT extends AssemblyTest {

    private static final String PFRU = "io.platformfirmware.pfru";
    private static final String SIMULATOR = "io.platformfirmware.simulator";
    private static final String LINUX = "io.platformfirmware.linux";

    @After
    public void asItWas() throws Exception {
        configure(PFRU, Map.of());
        configure(SIMULATOR, Map.of());
        configure(LINUX, Map.of());
        eventually("one device", () -> !hasDevice("pfru-sim1") && !hasDevice("pfru0"));
    }

    @Test
    public void anotherBundleChangesTheRevision() throws Exception {
        final FirmwareUpdateService device = device("pfru-sim0");

        configure(PFRU, Map.of("revision", "2"));
        eventually("revision 2", () -> device.revision().equals(OptionalInt.of(2)));
        configure(PFRU, Map.of("revision", "1"));
        eventually("revision 1", () -> device.revision().equals(OptionalInt.of(1)));

        assertTrue("no restart", device == device("pfru-sim0"));
    }

    @Test
    public void aChangedFileChangesTheRevision() throws Exception {
        final FirmwareUpdateService device = device("pfru-sim0");
        final Path file = Path.of(System.getProperty("karaf.etc"), PFRU + ".cfg");
        // another test may have left 2: then nothing would be waited for, and the file be read in the middle of the
        // next one
        configure(PFRU, Map.of("revision", "1"));
        eventually("revision 1", () -> device.revision().equals(OptionalInt.of(1)));

        Files.writeString(file, "revision = 2\n");

        // written once: another change might be read in the middle of the next test
        eventually("revision 2", () -> device.revision().equals(OptionalInt.of(2)));
    }

    @Test
    public void theCommandChangesTheRevisionForGood() throws Exception {
        done("pfru:revision 2");

        assertEquals(OptionalInt.of(2), device("pfru-sim0").revision());
        assertEquals(
                "2",
                configurationAdmin
                        .getConfiguration(PFRU, "?")
                        .getProperties()
                        .get("revision")
                        .toString());
    }

    @Test
    public void aDeviceThatComesLaterGetsTheRevision() throws Exception {
        configure(PFRU, Map.of("revision", "2"));

        configure(SIMULATOR, Map.of("updateDevices", "2"));

        eventually("a second device", () -> hasDevice("pfru-sim1"));
        eventually("revision 2", () -> device("pfru-sim1").revision().equals(OptionalInt.of(2)));
        final Console.Answer ambiguous = type("pfru:info");
        assertEquals(ambiguous.text(), 3, ambiguous.status());
        assertTrue(
                ambiguous.text(),
                ambiguous.text().contains("pfru-sim0") && ambiguous.text().contains("pfru-sim1"));
    }

    @Test
    public void anInvalidRevisionLeavesTheLastGoodOneAndIsVisible() throws Exception {
        final FirmwareUpdateService device = device("pfru-sim0");
        configure(PFRU, Map.of("revision", "2"));
        eventually("revision 2", () -> device.revision().equals(OptionalInt.of(2)));

        configure(PFRU, Map.of("revision", "7"));

        eventually("a fault", () -> device.settingsFault().isPresent());
        assertEquals(OptionalInt.of(2), device.revision());
        final String info = done("pfru:info -d pfru-sim0");
        assertTrue(info, info.contains("revision = '7'"));
        assertNotEquals(0, type("pfru:revision 7").status());
    }

    @Test
    public void theDriverIsListenedToFromTheNextUpdateOn() throws Exception {
        final Path capsule = samples().resolve("refused-bad-signature.cap");
        final Console.Answer before = type("pfru:update -d pfru-sim0 --yes " + capsule);
        assertTrue(before.text(), before.text().contains("Set kernelDiagnostics = on"));

        configure(PFRU, Map.of("kernelDiagnostics", "on"));
        eventually("the setting", () -> device("pfru-sim0").kernelDiagnostics());
        assertEquals(Optional.empty(), device("pfru-sim0").kernelDiagnosticsFault());
        final Console.Answer after = type("pfru:update -d pfru-sim0 --yes " + capsule);

        assertTrue(
                after.text(),
                after.text().contains("the firmware answered with status 6 (DSM_FUNC_SPEC_ERR), extended status 0x10"));
        assertTrue(done("pfru:history --json").contains("\"statusName\":\"DSM_FUNC_SPEC_ERR\""));
    }

    @Test
    public void aNodeThatAppearsAndGoesIsAServiceThatAppearsAndGoes() throws Exception {
        final Path devices = Files.createTempDirectory("dev");
        configure(LINUX, Map.of("devRoot", devices.toString()));

        Files.createSymbolicLink(devices.resolve("acpi_pfr_update0"), Path.of("/dev/null"));
        eventually("pfru0", () -> hasDevice("pfru0"));
        final Console.Answer notTheDriver = type("pfru:info -d pfru0");
        Files.delete(devices.resolve("acpi_pfr_update0"));

        assertEquals(notTheDriver.text(), 4, notTheDriver.status());
        assertTrue(notTheDriver.text(), notTheDriver.text().contains("ENOTTY"));
        eventually("no pfru0", () -> !hasDevice("pfru0"));
    }
}
