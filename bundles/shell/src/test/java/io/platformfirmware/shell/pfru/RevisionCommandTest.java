// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.Karaf;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionCommandTest {

    @TempDir
    Path folder;

    private Pfru pfru;

    @BeforeEach
    void setUp() {
        pfru = new Pfru(folder);
        pfru.configurationAdmin.onUpdate =
                updated -> pfru.device.revision = OptionalInt.of(Integer.parseInt((String) updated.get("revision")));
    }

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void showsWhatWasSetAndWhatIsConfigured() throws Exception {
        pfru.device.revision = OptionalInt.of(1);
        pfru.configurationAdmin.properties = new Hashtable<>(Map.of("revision", "2"));

        assertThat(pfru.run("pfru:revision")).isEqualTo(new Karaf.Result(0, """
                        ID    | Revision | Configured
                        ------+----------+-----------
                        pfru0 |        1 |          2
                        """, ""));
        assertThat(pfru.run("pfru:revision --json").out())
                .isEqualTo(
                        "{\"schemaVersion\":1,\"devices\":[{\"id\":\"pfru0\",\"revision\":1}],\"configured\":\"2\"}\n");
    }

    @Test
    void neitherSetNorConfiguredIsADash() throws Exception {
        assertThat(pfru.run("pfru:revision --no-format").out()).isEqualTo("pfru0\t-\t-\n");
    }

    @Test
    void storesTheRevisionAndWaitsUntilTheDevicesHaveIt() throws Exception {
        pfru.configurationAdmin.properties = new Hashtable<>(Map.of("historyFile", "/var/lib/history"));

        assertThat(pfru.run("pfru:revision --no-format 2")).isEqualTo(new Karaf.Result(0, "pfru0\t2\t2\n", ""));
        assertThat(pfru.configurationAdmin.properties)
                .isEqualTo(new Hashtable<>(Map.of("historyFile", "/var/lib/history", "revision", "2")));
    }

    @Test
    void saysWhichDeviceDoesNotHaveItAfterAWhile() throws Exception {
        pfru.configurationAdmin.onUpdate = updated ->
                pfru.device.settingsFault = Failure.of(FailureReason.DRIVER_REFUSED, "set revision", "refused")
                        .on("pfru0");

        final Karaf.Result result = pfru.run("pfru:revision 2");

        assertThat(result.status()).isEqualTo(4);
        assertThat(result.console()).startsWith("""
                        Error: revision: revision 2 is stored, but it is not in force on every device: pfru0 has -
                        Likely causes:
                          - pfru0: set revision: refused
                        """);
    }

    @Test
    void anInterruptEndsTheWaitAndNotTheSetting() throws Exception {
        pfru.configurationAdmin.onUpdate = updated -> Thread.currentThread().interrupt();

        final Karaf.Result result = pfru.run("pfru:revision 2");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.console())
                .isEqualTo("Still running: revision: the setting is stored; it was not waited for\n");
    }

    @Test
    void withoutADeviceItIsStoredForThoseThatAppear() throws Exception {
        pfru.karaf.devices.clear();

        assertThat(pfru.run("pfru:revision 1"))
                .isEqualTo(new Karaf.Result(0, "There is no device now; configured for those that appear: 1\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3", "x", "1.0", "--runtime 3"})
    void refusesAnyOtherRevisionAndWritesNothing(String arguments) throws Exception {
        final Karaf.Result result = pfru.run("pfru:revision " + arguments);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.console()).contains("there is no revision ", "the allowed values are 1 and 2");
        assertThat(pfru.configurationAdmin.properties).isNull();
        assertThat(pfru.device.calls).isEmpty();
    }

    @Test
    void setsADeviceAloneAtRuntime() throws Exception {
        final FakeUpdateService other = new FakeUpdateService("pfru1");
        pfru.karaf.devices.add(other);

        assertThat(pfru.run("pfru:revision 2 --runtime -d pfru1 --no-format").out())
                .isEqualTo("pfru1\t2\t-\n");
        assertThat(pfru.device.calls).isEmpty();
        assertThat(other.calls).containsExactly("setRevision 2");
        assertThat(pfru.configurationAdmin.properties).isNull();

        assertThat(pfru.run("pfru:revision 1 --runtime --no-format").out()).isEqualTo("pfru0\t1\t-\npfru1\t1\t-\n");
    }

    @Test
    void theConfigurationHoldsForAllDevices() throws Exception {
        final Karaf.Result result = pfru.run("pfru:revision 2 -d pfru0");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.console()).contains("--device does not go with it", "Add --runtime");
        assertThat(pfru.configurationAdmin.properties).isNull();
    }

    @Test
    void saysWhenConfigurationAdminIsNotThere() throws Exception {
        pfru.karaf.configurationAdmins.clear();

        assertThat(pfru.run("pfru:revision 2").console())
                .startsWith("Error: revision: the service Configuration Admin is not there\n");
    }
}
