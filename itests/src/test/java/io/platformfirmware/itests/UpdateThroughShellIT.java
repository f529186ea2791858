// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.platformfirmware.update.UpdateCapability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** The whole way of a capsule at the console of our distribution. */
public class UpdateThroughShellIT extends AssemblyTest {

    @Test
    public void updatesAndRemembersIt() throws Exception {
        final Path capsule = samples().resolve("good-code-injection-v1.cap");
        final long before = device("pfru-sim0").capability().firmwareVersion();

        final String verdict = done("pfru:update --device pfru-sim0 --yes " + capsule);

        assertEquals(before + 1, device("pfru-sim0").capability().firmwareVersion());
        assertTrue(verdict, verdict.contains("firmwareVersion " + before + " -> " + (before + 1)));
        final String history = done("pfru:history");
        assertTrue(history, history.contains("pfru-sim0"));
        assertTrue(history, history.toLowerCase().contains("succeeded"));
        final Path file = Path.of(System.getProperty("karaf.base"), "history", "pfru.jsonl");
        assertTrue(Files.readString(file).contains("\"event\":\"settled\""));
    }

    @Test
    public void refusesABrokenCapsuleAndStaysUsable() throws Exception {
        final Path folder = samples();
        final long before = device("pfru-sim0").capability().firmwareVersion();
        final Path empty = Files.createFile(folder.resolve("nothing.cap"));

        final Console.Answer refused = type("pfru:update --device pfru-sim0 --yes " + empty);

        assertEquals(refused.text(), 1, refused.status());
        assertFalse(refused.text(), refused.text().contains("Exception"));
        assertEquals(before, device("pfru-sim0").capability().firmwareVersion());
        done("pfru:update --device pfru-sim0 --yes " + folder.resolve("good-driver-update-v2.cap"));
    }

    @Test
    public void asksNobodyWhoCanNotAnswer() throws Exception {
        final Path capsule = samples().resolve("good-code-injection-v1.cap");
        final long before = device("pfru-sim0").capability().firmwareVersion();

        final Console.Answer declined = type("pfru:update --device pfru-sim0 " + capsule);

        assertEquals(declined.text(), 2, declined.status());
        assertTrue(declined.text(), declined.text().contains("--yes"));
        assertEquals(before, device("pfru-sim0").capability().firmwareVersion());
    }

    @Test
    public void pfrutPrintsTheLinesOfEachGeneration() throws Exception {
        final String capability = """
                code injection image type:B2F84B79-7B6E-4E45-885F-3FB9BB185402
                fw_version:%d
                code_rt_version:%d
                driver update image type:4569DD8C-75F1-429A-A3D6-24DE8097A0DF
                drv_rt_version:%d
                drv_svn:%d
                platform id:5F0C2A86-3D1E-4B7A-9C64-21E8D7B35A10
                oem id:0E4D1B62-7A95-4C38-B1F0-6A2C93D8E574
                oem information length:8
                """;
        for (final String version : List.of("5.17", "6.3", "6.10")) {
            final UpdateCapability now = device("pfru-sim0").capability();
            assertEquals(
                    (version.equals("6.10") ? "update capability:" + now.featureBits() + "\n" : "")
                            + capability.formatted(
                                    now.firmwareVersion(),
                                    now.codeRuntimeVersion(),
                                    now.driverRuntimeVersion(),
                                    now.driverSvn()),
                    done("pfrut --device 0 -q -V " + version));
            assertEquals(1, type("pfrut -u -L 3 -V " + version).status());
        }
        assertEquals(new Console.Answer(1, "Invalid log level 3\n"), type("pfrut -L 3 -V 5.17"));
        assertEquals(new Console.Answer(1, "Number expected: level(0, 1, 2, 4) - Quit.\n"), type("pfrut -L 3"));
    }

    @Test
    public void pfrutUpdatesStepByStepAndSaysWhenItFails() throws Exception {
        final Path folder = samples();
        assertEquals(
                "Load 237 bytes of capsule file into the system\nLoad done.\nUpdate finished, return 0\n",
                done("pfrut -s --load=" + folder.resolve("good-code-injection-v1.cap")));
        assertEquals("Update finished, return 0\n", done("pfrut -a"));

        final Console.Answer refused = type("pfrut -l " + folder.resolve("refused-bad-signature.cap") + " -update -R");
        assertEquals(refused.text(), 1, refused.status());
        assertTrue(refused.text(), refused.text().contains("Load done.\nUpdate finished, return -1\n"));
        assertTrue(refused.text(), refused.text().contains("Reason: pfru-sim0: "));
        assertTrue(refused.text(), refused.text().contains("ERROR"));
    }
}
