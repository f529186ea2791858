// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** Who may do what. */
public class RolesIT extends AssemblyTest {

    @Test
    public void aViewerReads() throws Exception {
        final Path capsule = samples().resolve("good-code-injection-v1.cap");
        final Console viewer = Console.as(sessions, "viewer");

        for (final String command : List.of(
                "pfru:list",
                "pfru:info -d pfru-sim0",
                "pfru:capsule " + capsule,
                "pfru:check -d pfru-sim0 " + capsule,
                "pfru:history",
                "pfru:revision",
                "pfrt:list",
                "pfrt:info -d pfrt-sim0",
                "pfrt:log -d pfrt-sim0")) {
            final Console.Answer answer = viewer.type(command);
            assertFalse(command + ": " + answer.text(), answer.text().contains("Insufficient credentials"));
            assertNotEquals(command + ": " + answer.text(), 1, answer.status());
        }
    }

    @Test
    public void aViewerIsRefusedWhatChangesSomething() throws Exception {
        final Path capsule = samples().resolve("good-code-injection-v1.cap");
        final long before = device("pfru-sim0").capability().firmwareVersion();
        final Console viewer = Console.as(sessions, "viewer");

        for (final String command : List.of(
                "pfru:update -d pfru-sim0 --yes " + capsule,
                "pfru:load -d pfru-sim0 " + capsule,
                "pfru:stage -d pfru-sim0",
                "pfru:activate -d pfru-sim0 --yes",
                "pfru:revision 2",
                "pfru:revision --runtime 2",
                "pfrt:set --level error",
                "pfrt:log -d pfrt-sim0 -o /tmp/not-by-a-viewer",
                "pfrt:set --runtime --level error -d pfrt-sim0",
                "simulator:capsules /tmp/not-for-a-viewer")) {
            final Console.Answer answer = viewer.type(command);
            assertEquals(command, 1, answer.status());
            assertTrue(command + ": " + answer.text(), answer.text().contains("Insufficient credentials"));
        }
        assertEquals(before, device("pfru-sim0").capability().firmwareVersion());
    }

    @Test
    public void aManagerChangesSettingsButDoesNotUpdate() throws Exception {
        final Path capsule = samples().resolve("good-code-injection-v1.cap");
        final Console manager = Console.as(sessions, "manager", "viewer");

        final Console.Answer setting = manager.type("pfru:revision --runtime -d pfru-sim0 1");
        final Console.Answer update = manager.type("pfru:update -d pfru-sim0 --yes " + capsule);

        assertEquals(setting.text(), 0, setting.status());
        assertTrue(update.text(), update.text().contains("Insufficient credentials"));
    }
}
