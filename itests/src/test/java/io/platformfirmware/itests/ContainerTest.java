// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.fail;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.EnumSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What tests in a container have in common. Containers are shared, so each test leaves its settings as it found them. */
@RunWith(PaxExam.class)
public abstract class ContainerTest {

    static final String SIMULATOR_FEATURE = "platform-firmware-simulator";
    static final String SIMULATOR_BUNDLE = "io.platformfirmware.simulator";
    static final String PFRU_BUNDLE = "io.platformfirmware.pfru";
    static final String PFRT_BUNDLE = "io.platformfirmware.pfrt";
    static final String CR50_BUNDLE = "io.platformfirmware.cr50";
    static final String VTPM_FEATURE = "vtpm";
    static final String VTPM_BUNDLE = "io.platformfirmware.vtpm";

    private static final List<String> SERVICES = List.of(
            "io.platformfirmware.update.FirmwareUpdateService",
            "io.platformfirmware.telemetry.TelemetryService",
            "io.platformfirmware.tpm.Cr50");
    private static final long PATIENCE_SECONDS = 30;

    @Inject
    BundleContext context;

    @Inject
    SessionFactory sessions;

    @Inject
    FeaturesService features;

    @Inject
    ConfigurationAdmin configurationAdmin;

    /** Installs the simulator as a user would, once. */
    final void withSimulator() throws Exception {
        install(SIMULATOR_FEATURE, "io.platformfirmware.*.cfg");
        eventually(
                "simulated devices", () -> hasDevice("pfru-sim0") && hasDevice("pfrt-sim0") && hasDevice("cr50-sim0"));
        eventually(
                "the commands", () -> Console.admin(sessions).type("pfru:list").status() == 0);
    }

    /** Installs the TPM devices of the kernel as a user would, once. */
    final void withVtpm() throws Exception {
        install(VTPM_FEATURE, "io.platformfirmware.vtpm.cfg");
        eventually("the service", () -> context.getServiceReference("io.platformfirmware.tpm.VirtualTpm") != null);
    }

    /** Waits until Karaf has read the settings files: it would change the settings of a test otherwise. */
    private void install(String feature, String settingsFiles) throws Exception {
        if (features.isInstalled(features.getFeature(feature))) {
            return;
        }
        features.installFeature(feature, EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles));
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Path.of(System.getProperty("karaf.etc")), settingsFiles)) {
            for (final Path file : files) {
                eventually("the settings of " + file, () -> isRead(file));
            }
        }
    }

    private boolean isRead(Path file) throws Exception {
        final Configuration[] known =
                configurationAdmin.listConfigurations("(felix.fileinstall.filename=*/" + file.getFileName() + ")");
        return known != null;
    }

    final Console.Answer type(String command) throws Exception {
        return Console.admin(sessions).type(command);
    }

    /** Types a command that has to succeed. */
    final String done(String command) throws Exception {
        final Console.Answer answer = type(command);
        assertEquals(command + "\n" + answer.text(), 0, answer.status());
        return answer.text();
    }

    /** The sample capsules, written by the command that writes them. */
    final Path samples() throws Exception {
        final Path folder = Files.createTempDirectory(Path.of(System.getProperty("karaf.data")), "capsules");
        done("simulator:capsules " + folder.resolve("samples"));
        return folder.resolve("samples");
    }

    /** By name: where nothing of ours is installed yet, this class is loaded all the same. */
    final boolean hasDevice(String id) throws Exception {
        for (final String service : SERVICES) {
            if (context.getServiceReferences(service, "(device.id=" + id + ")") != null) {
                return true;
            }
        }
        return false;
    }

    final Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
    }

    final void configure(String pid, Map<String, Object> settings) throws IOException {
        final Configuration configuration = configurationAdmin.getConfiguration(pid, "?");
        final Dictionary<String, Object> properties = new Hashtable<>(settings);
        configuration.update(properties);
    }

    static void eventually(String what, Callable<Boolean> condition) throws Exception {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                fail("still not: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
