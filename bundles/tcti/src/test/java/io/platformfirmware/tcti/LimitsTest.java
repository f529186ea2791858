// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.tpm.TpmServerListener;
import io.platformfirmware.tpm.TpmServerPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final String RANDOM_5 = "80010000000e0000000000000005";

    private Bench bench;

    @BeforeEach
    void setUp() throws Exception {
        bench = new Bench();
    }

    @AfterEach
    void tearDown() {
        bench.close();
    }

    @Test
    void aFrameHasToBeWholeInTime() throws Exception {
        try (Client slow = bench.mssim();
                Client good = bench.mssim()) {
            // one byte a minute, as it were: each of them is no reason to wait longer
            for (int i = 0; i < 3; i++) {
                slow.send("00");
                received(i + 1);
                bench.pass(Duration.ofMillis(1_800));
            }
            assertThat(slow.isEnded()).isTrue();
            assertThat(good.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
            assertThat(bench.totals().dropped()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatOnlyWaitsForTheTpmIsLeftAlone() throws Exception {
        final CompletableFuture<Void> gate = bench.tpm.hold();
        try (Client client = bench.mssim()) {
            client.command(FakeTransport.GET_RANDOM, 5);
            Bench.eventually("it runs", () -> bench.tpm.commands.size() == 1);
            bench.pass(Duration.ofDays(1));
            gate.complete(null);
            assertThat(client.response()).isEqualTo(RANDOM_5);
        }
    }

    @Test
    void anIdleConnectionEnds() throws Exception {
        try (Client idle = bench.swtpm()) {
            Bench.eventually("it is there", () -> bench.server().clients().size() == 1);
            bench.pass(Duration.ofMinutes(59));
            assertThat(idle.send(FakeTransport.command(FakeTransport.GET_RANDOM, 5))
                            .read(14))
                    .isEqualTo(RANDOM_5);
            bench.pass(Duration.ofMinutes(59));
            assertThat(idle.send(FakeTransport.command(FakeTransport.GET_RANDOM, 5))
                            .read(14))
                    .isEqualTo(RANDOM_5);
            bench.pass(Duration.ofMinutes(61));
            assertThat(idle.isEnded()).isTrue();
        }
    }

    @Test
    void anIdleClientEndsWithBothOfItsConnections() throws Exception {
        try (Client idle = bench.mssim()) {
            Bench.eventually("it is there", () -> bench.server().clients().size() == 1);
            try (Client platform = bench.platform()) {
                Bench.eventually(
                        "both are there", () -> bench.server().clients().size() == 2);
                bench.pass(Duration.ofMinutes(59));
                assertThat(idle.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
                bench.pass(Duration.ofMinutes(59));
                // nothing to cancel for hours is no reason
                assertThat(platform.send("00000001").read(4)).isEqualTo("00000000");
                assertThat(idle.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);

                bench.pass(Duration.ofMinutes(61));

                assertThat(idle.isEnded()).isTrue();
                assertThat(platform.isEnded()).isTrue();
            }
        }
        assertThat(bench.totals().dropped()).isEqualTo(1);
    }

    @Test
    void aClientThatDoesNotReadIsDropped() throws Exception {
        bench.change(Map.of("frameTimeout", "600000"));
        try (Client greedy = bench.mssim();
                Client good = bench.mssim()) {
            // handshakes are answered without the TPM, until nothing fits between the two any more
            final Thread sender = new Thread(() -> {
                try {
                    while (true) {
                        greedy.send("0000000F00000001".repeat(1_000));
                    }
                } catch (final IOException e) {
                    // dropped
                }
            });
            sender.start();
            while (bench.totals().dropped() == 0) {
                assertThat(good.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
                bench.pass(Duration.ofSeconds(11));
            }
            sender.join();
            assertThat(bench.totals().dropped()).isEqualTo(1);
            assertThat(good.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
        }
    }

    @Test
    void twoHundredConnections() throws Exception {
        final int threads = Thread.activeCount();
        final long descriptors = descriptors();
        final List<Client> all = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                all.add(bench.mssim());
            }
            Bench.eventually("all were looked at", () -> bench.totals().turnedAway() == 168);
            assertThat(bench.server().clients()).hasSize(32);
            assertThat(Thread.activeCount()).as("a thread for each").isLessThanOrEqualTo(threads + 1);
            assertThat(all.get(0).command(FakeTransport.GET_RANDOM, 5).response())
                    .isEqualTo(RANDOM_5);
            assertThat(all.get(199).isEnded()).isTrue();
        } finally {
            for (final Client client : all) {
                client.close();
            }
        }
        Bench.eventually("all are gone", () -> bench.server().clients().isEmpty());
        assertThat(descriptors()).isEqualTo(descriptors);
        try (Client again = bench.mssim()) {
            assertThat(again.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
        }
    }

    @Test
    void nothingIsLeftOfAServer() throws Exception {
        bench.close();
        Bench.eventually("the last thread ends", () -> threads() == 0);
        final long descriptors = descriptors();
        for (int i = 0; i < 5; i++) {
            try (Bench other = new Bench();
                    Client client = other.mssim();
                    Client half = other.swtpm()) {
                client.command(FakeTransport.GET_RANDOM, 5).response();
                half.send("8001");
            }
        }
        assertThat(descriptors()).isEqualTo(descriptors);
        Bench.eventually("the last thread ends", () -> threads() == 0);
    }

    @Test
    void aChangeOfSettingsHurtsOnlyWhoIsConcerned() throws Exception {
        try (Client mssim = bench.mssim();
                Client swtpm = bench.swtpm()) {
            assertThat(mssim.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
            assertThat(swtpm.send(FakeTransport.command(FakeTransport.GET_RANDOM, 5))
                            .read(14))
                    .isEqualTo(RANDOM_5);

            bench.change(Map.of("swtpmPort", "", "maxCommandSize", "64"));

            assertThat(swtpm.isEnded()).isTrue();
            assertThat(mssim.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
            assertThat(mssim.send("000000080000000041").isEnded())
                    .as("65 bytes")
                    .isTrue();
            assertThat(bench.server().listeners()).hasSize(2);
        }
    }

    /** A port that was listened at until now is free for another protocol, or another address, at once. */
    @Test
    void portsAreTakenOverAtOnce() throws Exception {
        bench.change(Map.of(
                "mssimPort", Integer.toString(bench.swtpm),
                "swtpmPort", Integer.toString(bench.mssim)));
        listening("127.0.0.1:" + bench.swtpm);
        try (Client mssim = new Client(bench.swtpm)) {
            assertThat(mssim.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
        }

        bench.change(Map.of("address", "127.0.0.2"));
        bench.change(Map.of("address", "0.0.0.0", "allowNonLoopback", "true"));
        listening("0.0.0.0:" + bench.mssim);
        try (Client mssim = bench.mssim()) {
            assertThat(mssim.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
        }
    }

    @Test
    void aPortThatIsTakenIsToldAndTriedAgain() throws Exception {
        final int taken = Bench.freePorts();
        try (ServerSocket other = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();
            bench.change(Map.of("swtpmPort", Integer.toString(taken)));
            Bench.eventually(
                    "trouble",
                    () -> bench.server().listeners().stream()
                            .anyMatch(one -> one.trouble().orElse("").contains("in use")));
        }
        bench.pass(Duration.ofSeconds(6));
        Bench.eventually(
                "it listens",
                () -> bench.server().listeners().stream()
                        .map(TpmServerListener::trouble)
                        .allMatch(trouble -> trouble.isEmpty()));
        try (Client client = new Client(taken)) {
            assertThat(client.send(FakeTransport.command(FakeTransport.GET_RANDOM, 5))
                            .read(14))
                    .isEqualTo(RANDOM_5);
        }
    }

    /** Without that time has passed: nothing is tried a second time. */
    private void listening(String mssim) {
        Bench.eventually("it listens to mssim at " + mssim, () -> {
            final List<TpmServerListener> all = bench.server().listeners();
            return all.stream()
                            .anyMatch(one -> one.port() == TpmServerPort.MSSIM_COMMAND
                                    && one.address().equals(mssim))
                    && all.stream().allMatch(one -> one.trouble().isEmpty());
        });
    }

    private void received(long bytes) {
        Bench.eventually(bytes + " bytes", () -> bench.totals().bytesIn() == bytes);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tcti-"))
                .count();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(LimitsTest::target)
                    .filter(target -> target.startsWith("socket:"))
                    .count();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (final IOException e) {
            // that of the listing itself
            return "";
        }
    }
}
