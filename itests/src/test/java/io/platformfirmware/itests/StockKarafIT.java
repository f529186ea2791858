// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.apache.karaf.features.FeaturesService;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.ProbeBuilder;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;

/** The features on the Karaf that its project ships. */
@ExamReactorStrategy(PerClass.class)
public class StockKarafIT extends ContainerTest {

    private static final String VERSION = System.getProperty("project.version");

    @Configuration
    public static Option[] container() {
        return Containers.stock();
    }

    @ProbeBuilder
    public static TestProbeBuilder probe(TestProbeBuilder probe) {
        // nothing of ours is installed when the test bundle resolves
        return probe.setHeader("Import-Package", "org.osgi.framework").setHeader("DynamicImport-Package", "*");
    }

    @Test
    public void installsTheServiceAloneThenTheCommandsThenTheSimulator() throws Exception {
        features.addRepository(new File(System.getProperty("features.file")).toURI());

        install("pfru");
        assertEquals(0, bundles("io.platformfirmware.shell").size());
        assertEquals(Bundle.ACTIVE, bundle("io.platformfirmware.pfru").getState());
        assertEquals(Bundle.ACTIVE, bundle("io.platformfirmware.linux").getState());
        assertNotNull(context.getServiceReference("io.platformfirmware.update.UpdateHistory"));

        install("pfrt");
        assertEquals(Bundle.ACTIVE, bundle("io.platformfirmware.pfrt").getState());

        install("platform-firmware");
        eventually("the commands", () -> !type("pfru:history").text().contains("not found"));
        final Console.Answer refused = Console.as(sessions, "viewer").type("pfru:update /tmp/x.cap");
        assertTrue(refused.text(), refused.text().contains("Insufficient credentials"));

        withSimulator();
        done("pfru:update -d pfru-sim0 --yes " + samples().resolve("good-driver-update-v1.cap"));
        final String log = done("pfrt:log -d pfrt-sim0");
        assertTrue(log, log.contains("Status = SUCCESS"));
    }

    private void install(String feature) throws Exception {
        // a refresh would take the bundle of this test with it
        features.installFeature(feature, VERSION, EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles));
    }

    private List<Bundle> bundles(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .toList();
    }
}
