// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponse;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The simulated chip as a TPM device of this machine's kernel, where it has the module for that. It is no part of every kernel, and
 * containers rarely have its node: elsewhere this is skipped and says why.
 */
public class KernelTpmIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final Path NODE = Path.of("/dev/vtpmx");
    private static final String SKIPPED = "KernelTpmIT does not run: " + NODE
            + " is not there, or not for this user (modprobe tpm_vtpm_proxy, as root)";
    private static final Pattern DEVICE = Pattern.compile("\"kernelDevice\":\"(/dev/tpm)([0-9]+)\"");
    private static final int RANDOM = 8;
    private static final int MAX_RESPONSE = 4096;

    private static Installation installation;
    private static Process server;

    @BeforeClass
    public static void start() throws Exception {
        if (!Files.isWritable(NODE)) {
            // Failsafe keeps the reason to its reports
            System.err.println(SKIPPED);
        }
        assumeTrue(SKIPPED, Files.isWritable(NODE));
        installation = Installation.unpack(FOLDER.getRoot().toPath().resolve("karaf"));
        server = installation.start();
        installation.await(server, "pfru:history", 2);
        final Installation.Run install = installation.client("feature:install vtpm platform-firmware-simulator");
        assertEquals(install.text(), 0, install.status());
        installation.await(server, "vtpm:status", 2);
        Files.writeString(installation.file("etc/io.platformfirmware.vtpm.cfg"), "device = cr50-sim0\n");
    }

    @AfterClass
    public static void stop() throws Exception {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    public void theKernelHasTheChipUntilTheBundleOrTheProcessEnds() throws Exception {
        final Matcher made = DEVICE.matcher(
                installation.await(server, "vtpm:status --json", 0).text());
        assertTrue(made.find());
        final Path device = Path.of(made.group(1) + made.group(2));
        final Path managed = Path.of(made.group(1) + "rm" + made.group(2));
        ContainerTest.eventually("that the kernel takes the TPM", () -> Files.exists(managed));
        assertEquals(
                "2",
                Files.readString(Path.of("/sys/class/tpm", "tpm" + made.group(2), "tpm_version_major"))
                        .trim());
        for (final Path path : List.of(device, managed)) {
            assertEquals(path.toString(), RANDOM, random(path));
        }

        assertEquals(
                0, installation.client("bundle:stop io.platformfirmware.vtpm").status());
        assertTrue("gone when the command ends", !Files.exists(device) && !Files.exists(managed));
        assertEquals(
                0, installation.client("bundle:start io.platformfirmware.vtpm").status());
        ContainerTest.eventually("that it comes back", () -> Files.exists(managed));
        assertEquals(RANDOM, random(managed));

        server.destroyForcibly().waitFor();
        ContainerTest.eventually("that it goes", () -> !Files.exists(device) && !Files.exists(managed));
    }

    private static int random(Path device) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(device.toFile(), "rw")) {
            file.write(TpmCommand.getRandom(RANDOM).bytes());
            final byte[] buffer = new byte[MAX_RESPONSE];
            return TpmResponse.of(Arrays.copyOf(buffer, file.read(buffer))).randomBytes().length;
        }
    }
}
