// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogRevision;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetCommandTest {

    @TempDir
    Path folder;

    private Pfrt pfrt;

    @BeforeEach
    void setUp() {
        pfrt = new Pfrt(folder);
        pfrt.configurationAdmin.onUpdate =
                updated -> pfrt.karaf.telemetry.forEach(device -> configure((FakeTelemetryService) device, updated));
    }

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    /** What the provider does. */
    private static void configure(FakeTelemetryService device, Dictionary<String, Object> updated) {
        device.configured = new TelemetryChange(
                value(updated, "logLevel").flatMap(LogLevel::parse),
                value(updated, "logType").flatMap(LogType::parse),
                LogRevision.parse(value(updated, "logRevision").orElse("")));
        device.set(device.configured);
    }

    private static Optional<String> value(Dictionary<String, Object> properties, String key) {
        return Optional.ofNullable((String) properties.get(key));
    }

    @Test
    void storesTheSettingsAndWaitsUntilTheDevicesHaveThem() throws Exception {
        pfrt.configurationAdmin.properties = new Hashtable<>(Map.of("followInterval", "500"));
        pfrt.add("pfrt1");

        assertThat(pfrt.run("pfrt:set --level verbose --type 1 --revision 2")).isEqualTo(new Karaf.Result(0, """
                        ID    | Level   | Type    | Revision | Configured
                        ------+---------+---------+----------+----------------------------------------
                        pfrt0 | verbose | history |        2 | level verbose, type history, revision 2
                        pfrt1 | verbose | history |        2 | level verbose, type history, revision 2
                        """, ""));
        assertThat(pfrt.configurationAdmin.properties)
                .isEqualTo(new Hashtable<>(Map.of(
                        "followInterval", "500", "logLevel", "verbose", "logType", "history", "logRevision", "2")));
        assertThat(pfrt.device.calls).isEmpty();
    }

    @Test
    void leavesTheOthersAsTheyAreAndRemovesWhatIsUnset() throws Exception {
        pfrt.configurationAdmin.properties = new Hashtable<>(Map.of("logLevel", "error", "logType", "history"));

        assertThat(pfrt.run("pfrt:set --no-format --level unset -t EXECUTION"))
                .isEqualTo(new Karaf.Result(0, "pfrt0\tinfo\texecution\t1\ttype execution\n", ""));
        assertThat(pfrt.configurationAdmin.properties).isEqualTo(new Hashtable<>(Map.of("logType", "execution")));
        assertThat(pfrt.run("pfrt:set -d all --type unset --revision unset --no-format"))
                .isEqualTo(new Karaf.Result(0, "pfrt0\tinfo\texecution\t1\t-\n", ""));
        assertThat(pfrt.configurationAdmin.properties).isEqualTo(new Hashtable<>());
    }

    @Test
    void printsJson() throws Exception {
        assertThat(pfrt.run("pfrt:set --level 0 --json")).isEqualTo(new Karaf.Result(0, """
                        {"schemaVersion":1,"devices":[{"id":"pfrt0","path":"/dev/acpi_pfr_telemetry0","simulated":false,\
                        "settings":{"level":"error","type":"execution","revision":1},"configured":{"level":"error"},\
                        "applied":{},"log":{"type":"execution","capacity":65536,"chunk1":{"address":"0x0","size":0},\
                        "chunk2":{"address":"0x70000000","size":0},"rolloverCount":0,"resetCount":3}}],\
                        "stored":{"logLevel":"error"}}
                        """, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --level 3          | --level 3 is not allowed: error (0), warning (1), info (2) or verbose (4), or unset
                    --level loud       | --level loud is not allowed: error (0), warning (1), info (2) or verbose (4), or unset
                    --type 2           | --type 2 is not allowed: execution (0) or history (1), or unset
                    --revision 7       | --revision 7 is not allowed: 1 or 2, or unset
                    --revision 1.0     | --revision 1.0 is not allowed: 1 or 2, or unset
                    --level 4 --type x | --type x is not allowed: execution (0) or history (1), or unset
                    """)
    void refusesAWrongValueAndChangesNothing(String options, String message) throws Exception {
        for (final String where : new String[] {"", " --runtime"}) {
            final Karaf.Result result = pfrt.run("pfrt:set " + options + where);

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.console())
                    .isEqualTo("Error: set: " + message + " to leave the devices alone\nNext: Nothing was changed.\n");
        }
        assertThat(pfrt.configurationAdmin.properties).isNull();
        assertThat(pfrt.device.calls).isEmpty();
    }

    @Test
    void nothingToSetIsAMistake() throws Exception {
        assertThat(pfrt.run("pfrt:set")).isEqualTo(new Karaf.Result(1, "", """
                        Error: set: nothing to set
                        Next: Name at least one of --level, --type and --revision; pfrt:info shows what is set now.
                        """));
    }

    @Test
    void setsOneDeviceAtRuntimeAndStoresNothing() throws Exception {
        assertThat(pfrt.run("pfrt:set --level warning --runtime --no-format"))
                .isEqualTo(new Karaf.Result(0, "pfrt0\twarning\texecution\t1\t-\n", ""));
        final FakeTelemetryService other = pfrt.add("pfrt1");

        assertThat(pfrt.run("pfrt:set --level error --runtime")).isEqualTo(new Karaf.Result(3, "", """
                        Error: set: there are several devices and none is named: pfrt0, pfrt1
                        Next: Name one with --device.
                        """));
        assertThat(pfrt.run("pfrt:set -d pfrt1 --level error --type history --runtime --no-format")
                        .out())
                .isEqualTo("pfrt1\terror\thistory\t1\t-\n");
        assertThat(pfrt.run("pfrt:set --runtime --revision 2 -d all --no-format")
                        .out())
                .isEqualTo("pfrt0\twarning\texecution\t2\t-\npfrt1\terror\thistory\t2\t-\n");
        assertThat(pfrt.device.calls).containsExactly("apply level warning", "apply revision 2");
        assertThat(other.calls).containsExactly("apply level error, type history", "apply revision 2");
        assertThat(pfrt.configurationAdmin.properties).isNull();
    }

    @Test
    void oneOfAllThatRefusesIsNoReasonToLeaveOutTheOthers() throws Exception {
        pfrt.device.settingsFailure = Failure.of(FailureReason.FIRMWARE_REFUSED, "set level verbose", "refused")
                .on("pfrt0")
                .next("Try again.");
        pfrt.add("pfrt1");

        assertThat(pfrt.run("pfrt:set -d all --level verbose --runtime")).isEqualTo(new Karaf.Result(1, """
                        ID    | Level   | Type      | Revision | Configured
                        ------+---------+-----------+----------+-----------
                        pfrt0 | -       | -         |        - | -
                        pfrt1 | verbose | execution |        1 | -
                        """, """
                        Error: pfrt0: set level verbose: refused
                        Next: Try again.
                        """));
        assertThat(pfrt.run("pfrt:set -d pfrt0 --level verbose --runtime"))
                .isEqualTo(new Karaf.Result(1, "", "Error: pfrt0: set level verbose: refused\nNext: Try again.\n"));
    }

    @Test
    void whatHoldsForAllIsNotForOne() throws Exception {
        assertThat(pfrt.run("pfrt:set -d pfrt0 --level error")).isEqualTo(new Karaf.Result(1, "", """
                        Error: set: the configuration holds for all devices, so naming pfrt0 does not go with it
                        Next: Add --runtime to set one device without storing anything.
                        """));
        assertThat(pfrt.run("pfrt:set -d pfrt0 --level unset --runtime").console())
                .startsWith("Error: set: unset is for the configuration: a device is always set to something\n");
        assertThat(pfrt.configurationAdmin.properties).isNull();
        assertThat(pfrt.device.calls).isEmpty();
    }

    @Test
    void saysWhichDeviceDoesNotHaveItAfterAWhile() throws Exception {
        pfrt.configurationAdmin.onUpdate = updated ->
                pfrt.device.settingsFault = Failure.of(FailureReason.FIRMWARE_REFUSED, "set level verbose", "refused")
                        .on("pfrt0");

        final Karaf.Result result = pfrt.run("pfrt:set --level verbose --type unset");

        assertThat(result).isEqualTo(new Karaf.Result(4, "", """
                        Error: set: level verbose is stored, logType is removed, but it is not in force on every device: \
                        pfrt0 has level info, type execution, revision 1
                        Likely causes:
                          - pfrt0: set level verbose: refused
                        Next: It is tried again; pfrt:info shows when it is in force, and the log says more (log:display).
                        """));
    }

    @Test
    void saysWhenADeviceDoesNotTellItsSettings() throws Exception {
        pfrt.device.settingsFailure = Failure.of(FailureReason.DEVICE_LOCKED, "read settings", "locked");

        assertThat(pfrt.run("pfrt:set --level verbose").console())
                .contains("pfrt0 has settings that are not known\n", "  - read settings: locked\n");
    }

    @Test
    void anInterruptEndsTheWaitAndNotTheSetting() throws Exception {
        pfrt.configurationAdmin.onUpdate = updated -> Thread.currentThread().interrupt();

        assertThat(pfrt.run("pfrt:set --level verbose"))
                .isEqualTo(
                        new Karaf.Result(1, "", "Still running: set: the setting is stored; it was not waited for\n"));
    }

    @Test
    void withoutADeviceItIsStoredForThoseThatAppear() throws Exception {
        pfrt.karaf.telemetry.clear();

        assertThat(pfrt.run("pfrt:set --level verbose"))
                .isEqualTo(new Karaf.Result(
                        0, "There is no device now; configured for those that appear: logLevel verbose\n", ""));
        assertThat(pfrt.run("pfrt:set --level unset").out()).endsWith(" appear: nothing\n");
        assertThat(pfrt.run("pfrt:set --level verbose --runtime").status()).isEqualTo(3);
        assertThat(pfrt.run("pfrt:set -d all --level verbose --runtime").status())
                .isEqualTo(3);
    }

    @Test
    void saysWhenConfigurationAdminIsNotThere() throws Exception {
        pfrt.karaf.configurationAdmins.clear();

        assertThat(pfrt.run("pfrt:set --level verbose").console())
                .startsWith("Error: set: the service Configuration Admin is not there\n");
    }
}
