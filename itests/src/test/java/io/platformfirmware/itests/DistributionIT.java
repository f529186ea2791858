// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The distribution as shipped: what README promises to its owner. */
public class DistributionIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final Set<String> LOOPBACK = Set.of(
            "0100007F", // 127.0.0.1, each 32-bit word in host order
            "00000000000000000000000001000000", // ::1
            "0000000000000000FFFF00000100007F"); // 127.0.0.1 over IPv6
    private static final long END_SECONDS = 60;

    private static Installation installation;
    private static Process server;

    @BeforeClass
    public static void start() throws Exception {
        installation = Installation.unpack(FOLDER.getRoot().toPath().resolve("karaf"));
        server = installation.start();
        installation.await(server, "pfru:history", 2);
    }

    @AfterClass
    public static void stop() throws Exception {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    public void keepsItsKeysToItsOwner() throws Exception {
        for (final String key : new String[] {"etc/client.key", "etc/host.key"}) {
            assertEquals(
                    key,
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(installation.file(key))));
        }
    }

    @Test
    public void hasNoUserWithAPassword() throws Exception {
        assertTrue(Files.readAllLines(installation.file("etc/users.properties")).stream()
                .allMatch(line -> line.isBlank() || line.startsWith("#")));
    }

    @Test
    public void listensOnLoopbackOnly() throws Exception {
        final Set<String> listeners = Installation.listeners(server.pid());

        final String console = String.format(":%04X", installation.port());
        assertTrue(listeners.toString(), listeners.stream().anyMatch(listener -> listener.endsWith(console)));
        assertTrue(
                listeners.toString(),
                listeners.stream().allMatch(listener -> LOOPBACK.contains(listener.split(":")[0])));
    }

    @Test
    public void passesTheExitStatusOfACommandOn() throws Exception {
        assertEquals(3, installation.client("pfru:capsule /no/such/file").status());
        assertEquals(1, installation.client("pfru:nosuch").status());
        assertEquals(0, installation.client("system:version").status());
    }

    @Test
    public void updatesASimulatedDeviceWithoutANetwork() throws Exception {
        final Installation.Run install = installation.client("feature:install platform-firmware-simulator");
        assertEquals(install.text(), 0, install.status());
        installation.await(server, "simulator:capsules samples", 0);
        installation.await(server, "pfru:info -d pfru-sim0", 0);

        final Installation.Run update =
                installation.client("pfru:update -d pfru-sim0 --yes samples/good-code-injection-v1.cap");

        assertEquals(update.text(), 0, update.status());
        assertTrue(update.text(), update.text().contains("codeRuntimeVersion 1 -> 2"));
        final String history = installation.client("pfru:history --json").text();
        assertTrue(
                history,
                history.contains("\"outcome\":\"succeeded\"") && history.contains("\"requestedBy\":\"karaf\""));
        assertTrue("outside data/", Files.exists(installation.file("history/pfru.jsonl")));
    }

    @Test
    public void pfrutAnswersAsLinuxOwn() throws Exception {
        final Installation.Run install = installation.client("feature:install platform-firmware-simulator");
        assertEquals(install.text(), 0, install.status());
        installation.await(server, "simulator:capsules 'some samples'", 0);
        installation.await(server, "pfrt:info -d pfrt-sim0", 0);

        assertPfrut(
                0,
                "pfru update revid set to 1\nLoad 245 bytes of capsule file into the system\nLoad done.\nUpdate finished, return 0\n",
                "",
                "-d1 -l 'some samples/good-code-injection-v2.cap' -u");
        assertPfrut(
                1,
                "Load -1 bytes of capsule file into the system\n",
                "Failed to load capsule file: Invalid argument\n",
                "-u -l 'some samples/broken-truncated.cap'");
        assertPfrut(1, "", "Can not open capsule file...: No such file or directory\n", "-l 'no such; file $HOME' -s");
        assertPfrut(1, "", "pfrut: unrecognized option '-Z'\n", "-Z -q");
        final Installation.Run log = installation.run("bin/pfrut", "-R");
        assertTrue(log.text(), log.text().contains("Action = stage-activate, Status = SUCCESS"));

        final String name = "\"$(printf 'W\\303\\266rter \\047\\n\\047 zwei.cap')\"";
        installation.run("sh", "-c", "cp 'some samples/good-code-injection-v2.cap' " + name);
        assertPfrut(0, "Load 245 bytes of capsule file into the system\nLoad done.\n", "", "-l " + name);

        // as the kernel has it: the link first, then the way back
        installation.run("sh", "-c", "mkdir -p real/deep && ln -s real/deep link && mv " + name + " real/linked.cap");
        assertPfrut(0, "Load 245 bytes of capsule file into the system\nLoad done.\n", "", "-l link/../linked.cap");
    }

    /** What would be an update done twice. */
    @Test
    public void pfrutCallsOnceWhereThereIsAnAnswerWhateverItSays() throws Exception {
        final Installation.Run run = installation.run(
                "sh",
                "-c",
                "mkdir -p stub && { echo '#!/bin/sh'; echo 'echo called >>stub/calls';"
                        + " echo 'echo \"Command not found: pfru:pfrutcall\"';"
                        + " echo 'printf \"%3d %10d\\n\" 0 0'; } >stub/ssh && chmod +x stub/ssh"
                        + " && PATH=$PWD/stub:$PATH bin/pfrut -q; echo $?; grep -c called stub/calls");
        assertEquals("Command not found: pfru:pfrutcall\n0\n1\n", run.text());
    }

    @Test
    public void pfrutLeavesStandardInputAloneAndEndsWithASignal() throws Exception {
        final Installation.Run loop = installation.run(
                "sh", "-c", "printf '1\\n2\\n' | while read n; do bin/pfrut -h >/dev/null; echo $n $?; done");
        assertEquals("1 0\n2 0\n", loop.text());

        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final Installation.Run ended = installation.run(
                    "sh",
                    "-c",
                    "mkdir -p tmp silent again && export TMPDIR=$PWD/tmp && cp etc/client.key silent && echo sshPort = "
                            + silent.getLocalPort()
                            + " > silent/org.apache.karaf.shell.cfg;"
                            // a second signal to all of them, while they clean up
                            + " printf '#!/bin/sh\\nkill -TERM 0\\nexec /bin/rm \"$@\"\\n' > again/rm; chmod +x again/rm;"
                            + " PATH=$PWD/again:$PATH KARAF_ETC=$PWD/silent timeout --preserve-status 2 bin/pfrut -q;"
                            + " echo $?; ls $TMPDIR | grep -c pfrut");
            assertEquals("143\n0\n", ended.text());
        }
    }

    @Test
    public void pfrutSaysThatKarafDoesNotAnswer() throws Exception {
        final Installation.Run other = installation.run(
                "sh",
                "-c",
                "mkdir -p other && cp etc/client.key other && echo sshPort = 1 > other/org.apache.karaf.shell.cfg;"
                        + " KARAF_ETC=$PWD/other bin/pfrut -q");
        assertEquals(other.text(), 1, other.status());
        assertTrue(other.text(), other.text().contains("pfrut: no answer from the Karaf in " + installation.file("")));
        final Installation.Run never = installation.run("sh", "-c", "KARAF_ETC=/nowhere bin/pfrut -q");
        assertEquals(never.text(), 1, never.status());
        assertTrue(never.text(), never.text().startsWith("pfrut: no permission to read /nowhere/client.key"));
    }

    private void assertPfrut(int status, String out, String err, String words) throws Exception {
        final String pfrut = installation.file("bin/pfrut") + " " + words;
        final Installation.Run printed = installation.run("sh", "-c", pfrut + " 2>pfrut.err");
        final String complaints = Files.readString(installation.file("pfrut.err"));
        assertEquals(words + ": " + complaints, status, printed.status());
        assertEquals(words, out, printed.text());
        assertTrue(words + ": " + complaints, complaints.startsWith(err) && complaints.isEmpty() == err.isEmpty());
    }

    @Test
    public void stopsWhenToldToAndStartsAgainWithTheSameKey() throws Exception {
        final String key = Files.readString(installation.file("etc/client.key"));
        final String users = Files.readString(installation.file("etc/keys.properties"));

        final Installation.Run stop = installation.run("bin/stop");
        assertEquals(stop.text(), 0, stop.status());
        assertTrue("ends when stopped", ends(server));
        assertEquals(installation.output(), 0, server.exitValue());

        server = installation.start();
        installation.await(server, "pfru:capsule /no/such/file", 3);
        assertTrue("the key is kept", key.equals(Files.readString(installation.file("etc/client.key"))));
        assertEquals(users, Files.readString(installation.file("etc/keys.properties")));
    }

    @Test
    public void endsWithAMessageWhenABundleIsMissing() throws Exception {
        final Installation broken =
                Installation.unpack(FOLDER.getRoot().toPath().resolve("broken"));
        final Path bundle;
        try (var jars = Files.walk(broken.file("system/io/platformfirmware/io.platformfirmware.pfru"))) {
            bundle = jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.delete(bundle);

        final Process started = broken.start();
        assertTrue("ends by itself", ends(started));

        assertNotEquals(0, started.exitValue());
        assertTrue(broken.output(), broken.output().contains("mvn:io.platformfirmware/io.platformfirmware.pfru/"));
    }

    private static boolean ends(Process process) throws InterruptedException {
        try {
            return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
