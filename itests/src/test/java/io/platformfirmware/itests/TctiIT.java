// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.TpmServer;
import io.platformfirmware.tpm.TpmServerClient;
import io.platformfirmware.tpm.TpmServerPort;
import io.platformfirmware.tpm.TpmServerState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** TPM stacks of others through the socket server, the transport, the simulated chip and swtpm, a whole TPM. */
public class TctiIT extends AssemblyTest {

    private static final String SIMULATOR = "io.platformfirmware.simulator";
    private static final String CR50 = "io.platformfirmware.cr50~sim0";
    private static final String TCTI = "io.platformfirmware.tcti";
    private static final String HOST = "127.0.0.1";
    private static final String NV_INDEX = "0x1500016";
    private static final int NV_SIZE = 2048;
    private static final int CLIENTS = 8;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** None gets more than a fifth more commands than another. */
    private static final double FAIR = 1.2;

    private Swtpm swtpm;
    private int mssimPort;
    private int swtpmPort;

    @Before
    public void server() throws Exception {
        swtpm = Swtpm.start();
        chip(Map.of());
        mssimPort = Ports.two();
        swtpmPort = Ports.two();
        settings(Map.of());
        eventually("it listens", () -> listening() == 4);
    }

    @After
    public void asItWas() throws Exception {
        configure(TCTI, Map.of());
        eventually("it is off", () -> state().listeners().isEmpty());
        configure(SIMULATOR, Map.of());
        configure(CR50, Map.of("spiDevice", "simulated:/dev/spidev0.0", "readyLine", "simulated:/dev/gpiochip0:0"));
        swtpm.close();
    }

    @Test
    public void theToolsOverMssim() throws Exception {
        try (Tpm2Tools tools = Tpm2Tools.over(mssim())) {
            useTheWholeTpm(tools, false);

            // each tool leaves what it has loaded, without a word; the server has flushed it
            eventually(
                    "nothing is left",
                    () -> tools.run("tpm2_getcap handles-transient").isBlank());
            assertTrue(state().totals().flushed() > 0);
            assertEquals("", tools.run("tpm2_getcap handles-loaded-session"));
        }
    }

    @Test
    public void theToolsOverSwtpm() throws Exception {
        try (Tpm2Tools tools = Tpm2Tools.over(swtpm())) {
            final long flushed = state().totals().flushed();
            useTheWholeTpm(tools, true);
            assertEquals("nobody knows whose it is", flushed, state().totals().flushed());
        }
    }

    @Test
    public void theToolsOverAUnixDomainSocket() throws Exception {
        final Path folder = Files.createTempDirectory(Path.of("/tmp"), "t");
        try (Tpm2Tools tools = Tpm2Tools.over("mssim:path=" + folder.resolve("tpm"))) {
            settings(Map.of("unixSocket", folder.resolve("tpm").toString()));
            eventually("it listens", () -> listening() == 6);
            assertTrue(tools.run("tpm2_getrandom --hex 16").matches("[0-9a-f]{32}"));
            settings(Map.of());
            eventually("it is gone", () -> listening() == 4 && !Files.exists(folder.resolve("tpm")));
        }
        Files.delete(folder);
    }

    @Test
    public void theToolsOverAChipThatIsSlowAndBusyLosesReadyEdgesAndFallsAsleep() throws Exception {
        chip(Map.of("tpmBusyMillis", "20", "tpmWaitBytes", "5", "tpmReadyLine", "missing"));
        final long wakes = counted(LinkCounter.WAKES);
        try (Tpm2Tools tools = Tpm2Tools.over(mssim())) {
            useTheWholeTpm(tools, false);
            // longer than it takes the chip to fall asleep
            tools.run("sleep 1.2");
            tools.run("tpm2_getrandom --hex 16");
        }
        assertTrue(counted(LinkCounter.WAKES) > wakes);
        assertTrue("since this service began", counted(LinkCounter.MISSED_PULSES) > 0);
    }

    @Test
    public void theToolsOverAChipWhoseReadyEdgesGetLost() throws Exception {
        chip(Map.of("tpmReadyLine", "missing"));
        try (Tpm2Tools tools = Tpm2Tools.over(swtpm())) {
            useTheWholeTpm(tools, true);
        }
        assertTrue("since this service began", counted(LinkCounter.MISSED_PULSES) > 0);
    }

    @Test
    public void tssJavaOverMssim() throws Exception {
        TpmClient.install(context);
        final TpmClientUser user = new TpmClientUser(HOST, mssimPort);

        user.makesAKeySignsAndVerifies();
        user.writesAndReadsNonVolatileMemory();
        user.getsRandomBytes();
        user.leaves();
    }

    @Test
    public void eightClientsForAMinute() throws Exception {
        final ExecutorService callers = Executors.newFixedThreadPool(CLIENTS);
        final List<Socket> sockets = new ArrayList<>();
        try {
            final List<Future<Long>> all = new ArrayList<>();
            final long end = System.nanoTime() + MINUTE_NANOS;
            for (int i = 0; i < CLIENTS; i++) {
                final Socket socket = new Socket(HOST, mssimPort);
                sockets.add(socket);
                final int seed = i;
                all.add(callers.submit(() -> hashUntil(end, socket, seed)));
            }
            long answered = 0;
            for (final Future<Long> one : all) {
                answered += one.get();
            }
            final LongSummaryStatistics shares = state().clients().stream()
                    .filter(client -> client.port() == TpmServerPort.MSSIM_COMMAND)
                    .mapToLong(TpmServerClient::commands)
                    .summaryStatistics();
            assertEquals(CLIENTS, shares.getCount());
            assertEquals(answered, shares.getSum());
            assertTrue(shares.toString(), shares.getMax() <= FAIR * shares.getMin());
            final String status = done("tcti:status");
            assertTrue(status, status.contains("cr50-sim0") && status.contains(" " + shares.getMax() + " |"));
        } finally {
            for (final Socket socket : sockets) {
                socket.close();
            }
            callers.shutdown();
        }
    }

    /** The requests of the issue, over the whole way, with another client that goes on. */
    @Test
    public void badInputHurtsNobody() throws Exception {
        try (Tpm2Tools tools = Tpm2Tools.over(mssim());
                Socket other = new Socket(HOST, mssimPort)) {
            final DataInputStream in = new DataInputStream(other.getInputStream());
            final DataOutputStream out = new DataOutputStream(other.getOutputStream());
            final long dropped = state().totals().dropped();
            // no protocol at all, 4 GiB, STOP, and half a command whose sender goes
            bad(mssimPort, "474554202F20485454502F312E310D0A0D0A");
            bad(mssimPort, "0000000800FFFFFFFF");
            bad(mssimPort, "00000015");
            bad(mssimPort + 1, "DEADBEEF");
            bad(mssimPort + 1, "00000015");
            bad(swtpmPort, "8001FFFFFFFF0000017B");
            bad(swtpmPort, "80010000000000000144");
            bad(swtpmPort + 1, "DEADBEEF");
            try (Socket half = new Socket(HOST, mssimPort)) {
                half.getOutputStream().write(HexFormat.of().parseHex("00000008000000000C8001"));
            }
            assertTrue(execute(in, out, TpmIT.hashCommand(new byte[1])).length > 44);
            tools.run("tpm2_getrandom --hex 4");
            assertEquals(dropped + 4, state().totals().dropped());
            eventually("all but one are gone", () -> state().clients().size() == 1);
        }
        final Path log = Path.of(System.getProperty("karaf.data"), "log", "karaf.log");
        try (Stream<String> lines = Files.lines(log)) {
            assertEquals(
                    List.of(),
                    lines.filter(line -> line.contains("| ERROR |") && line.contains("tcti"))
                            .toList());
        }
    }

    /** Sends something and waits until the server closes the connection. */
    private static void bad(int port, String hex) throws IOException {
        try (Socket socket = new Socket(HOST, port)) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
            socket.getOutputStream().write(HexFormat.of().parseHex(hex));
            socket.getInputStream().readAllBytes();
        } catch (final SocketException e) {
            // closed with bytes under way
        }
    }

    @Test
    public void aFaultOfTheSettingsIsSeenAndHurtsNobody() throws Exception {
        try (Tpm2Tools tools = Tpm2Tools.over(mssim())) {
            settings(Map.of("address", "0.0.0.0"));
            eventually("a fault", () -> state().settingsFault().isPresent());
            final String status = done("tcti:status");
            assertTrue(status, status.contains("address = '0.0.0.0' is not allowed"));
            tools.run("tpm2_getrandom --hex 4");
            settings(Map.of());
            eventually("no fault", () -> state().settingsFault().isEmpty());
        }
    }

    @Test
    public void whatComesAndGoesUnderIt() throws Exception {
        try (Tpm2Tools tools = Tpm2Tools.over(mssim())) {
            bundle(CR50_BUNDLE).stop();
            assertTrue(tools.tried("tpm2_getrandom --hex 4").errors().contains("0x101"));
            assertTrue(done("tcti:status").contains("there is no TPM"));
            bundle(CR50_BUNDLE).start();
            eventually("it is back", () -> tools.tried("tpm2_getrandom --hex 4").status() == 0);

            bundle("io.platformfirmware.tcti").stop();
            assertEquals(3, type("tcti:status").status());
            bundle("io.platformfirmware.tcti").start();
            eventually("it listens", () -> tools.tried("tpm2_getrandom --hex 4").status() == 0);
        }
    }

    /** What the issue names; where an answer is the same each time, that of the TPM without us has to be the same. */
    private void useTheWholeTpm(Tpm2Tools tools, boolean flush) throws Exception {
        final Tpm2Tools straight = tools.also("swtpm:host=" + HOST + ",port=" + swtpm.port());
        tools.run("tpm2_startup -c");
        assertTrue(tools.run("tpm2_getrandom --hex 16").matches("[0-9a-f]{32}"));
        tools.run("tpm2_pcrextend 16:sha256=" + "5A".repeat(32));
        same(tools, straight, "tpm2_pcrread sha256:0,16");
        same(tools, straight, "tpm2_getcap properties-fixed");
        same(tools, straight, "tpm2_getcap algorithms");

        Files.writeString(tools.file("message"), "a message");
        same(tools, straight, "tpm2_hash -C n -g sha256 --hex message");
        same(tools, straight, "tpm2_createprimary -C o -g sha256 -G ecc -c primary.ctx");
        final Step step = line -> {
            final String output = tools.run(line);
            if (flush) {
                tools.run("tpm2_flushcontext -t");
            }
            return output;
        };
        step.run("tpm2_create -C primary.ctx -g sha256 -G rsa -u key.pub -r key.priv");
        step.run("tpm2_load -C primary.ctx -u key.pub -r key.priv -c key.ctx");
        same(tools, straight, "tpm2_readpublic -c key.ctx -f pem -o key.pem");
        step.run("tpm2_sign -c key.ctx -g sha256 -s rsassa -o signature message");
        straight.run("tpm2_sign -c key.ctx -g sha256 -s rsassa -o signature.straight message");
        straight.run("tpm2_flushcontext -t");
        assertArrayEquals(
                Files.readAllBytes(tools.file("signature.straight")), Files.readAllBytes(tools.file("signature")));
        step.run("tpm2_verifysignature -c key.ctx -g sha256 -m message -s signature");

        final byte[] stored = new byte[NV_SIZE];
        new Random(1).nextBytes(stored);
        Files.write(tools.file("nv.in"), stored);
        tools.run("tpm2_nvdefine " + NV_INDEX + " -C o -s " + NV_SIZE + " -a ownerread|ownerwrite");
        tools.run("tpm2_nvwrite " + NV_INDEX + " -C o -i nv.in");
        same(tools, straight, "tpm2_nvread " + NV_INDEX + " -C o -s " + NV_SIZE);
        tools.run("tpm2_nvread " + NV_INDEX + " -C o -s " + NV_SIZE + " -o nv.out");
        assertArrayEquals(stored, Files.readAllBytes(tools.file("nv.out")));
        tools.run("tpm2_nvundefine " + NV_INDEX + " -C o");

        step.run("tpm2_quote -c key.ctx -l sha256:16 -q abcd -m quote -s quote.sig -o quote.pcrs -g sha256");
        tools.run("tpm2_checkquote -u key.pem -m quote -s quote.sig -f quote.pcrs -g sha256 -q abcd");

        Files.writeString(tools.file("secret"), "a secret");
        tools.run("tpm2_startauthsession -S session.ctx");
        tools.run("tpm2_policypcr -S session.ctx -l sha256:16 -L policy");
        tools.run("tpm2_flushcontext session.ctx");
        step.run("tpm2_create -C primary.ctx -L policy -i secret -u seal.pub -r seal.priv");
        step.run("tpm2_load -C primary.ctx -u seal.pub -r seal.priv -c seal.ctx");
        tools.run("tpm2_startauthsession --policy-session -S session.ctx");
        tools.run("tpm2_policypcr -S session.ctx -l sha256:16");
        assertEquals("a secret", tools.run("tpm2_unseal -c seal.ctx -p session:session.ctx"));
        tools.run("tpm2_flushcontext session.ctx");
        tools.run("tpm2_pcrextend 16:sha256=" + "5A".repeat(32));
        tools.run("tpm2_startauthsession --policy-session -S session.ctx");
        tools.run("tpm2_policypcr -S session.ctx -l sha256:16");
        assertTrue(
                "no longer, the PCR has changed",
                tools.tried("tpm2_unseal -c seal.ctx -p session:session.ctx").status() != 0);
        tools.run("tpm2_flushcontext session.ctx");
        if (flush) {
            tools.run("tpm2_flushcontext -t");
        }
    }

    private interface Step {
        String run(String line) throws Exception;
    }

    private static void same(Tpm2Tools tools, Tpm2Tools straight, String line) throws Exception {
        final String expected = straight.run(line);
        straight.run("tpm2_flushcontext -t");
        assertEquals(line, expected, tools.run(line));
        straight.run("tpm2_flushcontext -t");
    }

    private static long hashUntil(long end, Socket socket, int seed) throws Exception {
        final DataInputStream in = new DataInputStream(socket.getInputStream());
        final DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        final Random random = new Random(seed);
        long count = 0;
        while (System.nanoTime() < end) {
            final byte[] data = new byte[1 + random.nextInt(100)];
            random.nextBytes(data);
            final byte[] response = execute(in, out, TpmIT.hashCommand(data));
            assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(data), Arrays.copyOfRange(response, 12, 44));
            count++;
        }
        return count;
    }

    private static byte[] execute(DataInputStream in, DataOutputStream out, byte[] command) throws IOException {
        out.write(ByteBuffer.allocate(9 + command.length)
                .putInt(8)
                .put((byte) 0)
                .putInt(command.length)
                .put(command)
                .array());
        final byte[] response = new byte[in.readInt()];
        in.readFully(response);
        assertEquals(0, in.readInt());
        return response;
    }

    private long counted(LinkCounter counter) throws Exception {
        return chip("cr50-sim0").statistics().get(counter);
    }

    private String mssim() {
        return "mssim:host=" + HOST + ",port=" + mssimPort;
    }

    private String swtpm() {
        return "swtpm:host=" + HOST + ",port=" + swtpmPort;
    }

    /** A chip that behaves so, and a service that remembers nothing of what another one did: which of its ready edges got lost. */
    private void chip(Map<String, Object> settings) throws Exception {
        final Map<String, Object> all = new HashMap<>(settings);
        all.put("tpmEngine", "swtpm:" + HOST + ":" + swtpm.port());
        bundle(CR50_BUNDLE).stop();
        configure(SIMULATOR, all);
        bundle(CR50_BUNDLE).start();
        eventually("the other TPM", () -> hasDevice("cr50-sim0") && TpmIT.isSwtpm(chip("cr50-sim0")));
    }

    private void settings(Map<String, Object> settings) throws IOException {
        final Map<String, Object> all = new HashMap<>(settings);
        all.put("mssimPort", Integer.toString(mssimPort));
        all.put("swtpmPort", Integer.toString(swtpmPort));
        configure(TCTI, all);
    }

    private long listening() {
        return state().listeners().stream()
                .filter(listener -> listener.trouble().isEmpty())
                .count();
    }

    private TpmServerState state() {
        return context.getService(context.getServiceReference(TpmServer.class)).state();
    }
}
