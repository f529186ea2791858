// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
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
}
