// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FailureReason;
import io.platformfirmware.tpm.TpmServerClient;
import io.platformfirmware.tpm.TpmServerPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MssimServerTest {

    private static final String RANDOM_5 = "80010000000e0000000000000005";
    private static final String FLUSH = "80010000000e00000165";

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
    void aWholeSession() throws Exception {
        try (Client commands = bench.mssim();
                Client platform = bench.platform()) {
            assertThat(platform.send("00000001").read(4)).isEqualTo("00000000");
            assertThat(platform.send("0000000B").read(4)).isEqualTo("00000000");
            assertThat(commands.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
            assertThat(commands.command(0x1FF).response()).isEqualTo("80010000000a00000143");

            Bench.eventually("all is counted", () -> bench.totals().bytesOut() == 2 * 4 + 8 + 14 + 8 + 10);
            final TpmServerClient client =
                    bench.clients(TpmServerPort.MSSIM_COMMAND).get(0);
            assertThat(client.commands()).isEqualTo(2);
            assertThat(client.errors()).isZero();
            assertThat(client.bytesIn()).isEqualTo(9 + 14 + 9 + 10);
            assertThat(client.bytesOut()).isEqualTo(8 + 14 + 8 + 10);
            assertThat(client.peer()).startsWith("127.0.0.1:");
            assertThat(client.since()).isEqualTo("2026-01-02T03:04:05Z");

            commands.send("00000014");
            platform.send("00000014");
            assertThat(commands.isEnded()).isTrue();
            assertThat(platform.isEnded()).isTrue();
        }
        Bench.eventually("nobody is there", () -> bench.server().clients().isEmpty());
        assertThat(bench.totals().dropped()).isZero();
        assertThat(bench.totals().commands()).isEqualTo(2);
    }

    @Test
    void commandsMayComeInOnePiece() throws Exception {
        try (Client client = bench.mssim()) {
            client.command(FakeTransport.GET_RANDOM, 1).command(FakeTransport.GET_RANDOM, 2);
            assertThat(client.response()).endsWith("00000001");
            assertThat(client.response()).endsWith("00000002");
        }
    }

    @Test
    void clientsThatComeAtOnceAreAllThere() throws Exception {
        final List<Client> all = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                all.add(bench.mssim());
                all.add(bench.platform());
            }
            for (int i = 0; i < all.size(); i += 2) {
                assertThat(all.get(i).command(FakeTransport.GET_RANDOM, 5).response())
                        .isEqualTo(RANDOM_5);
                assertThat(all.get(i + 1).send("00000001").read(4)).isEqualTo("00000000");
            }
            assertThat(bench.clients(TpmServerPort.MSSIM_COMMAND)).hasSize(10);
            assertThat(bench.clients(TpmServerPort.MSSIM_PLATFORM)).hasSize(10);
        } finally {
            for (final Client client : all) {
                client.close();
            }
        }
    }

    @Test
    void tssJavaWrapsItsSignals() throws Exception {
        try (Client platform = bench.platform()) {
            assertThat(platform.send("00000004 00000001").read(8)).isEqualTo("0000000000000000");
        }
    }

    @Test
    void stopIsTheEndOfItsSenderOnly() throws Exception {
        try (Client commands = bench.mssim();
                Client platform = bench.platform();
                Client other = bench.mssim()) {
            assertThat(commands.send("00000015").isEnded()).isTrue();
            assertThat(platform.send("00000011").read(4)).as("RESET").isEqualTo("00000001");
            assertThat(platform.send("00000015").isEnded()).isTrue();
            assertThat(other.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TRANSPORT_ERROR, 00000101",
        "DEVICE_GONE,     00000101",
        "TIMED_OUT,       00000101",
        "SUSPENDED,       00000922",
        "CANCELLED,       00000909",
        "INVALID_VALUE,   00000142",
    })
    void aFailureIsAnsweredInTermsOfTheTpm(FailureReason reason, String code) throws Exception {
        try (Client client = bench.mssim()) {
            bench.tpm.failure = Optional.of(reason);
            assertThat(client.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo("80010000000a" + code);
            bench.tpm.failure = Optional.empty();
            assertThat(client.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
            assertThat(bench.totals().errors()).isEqualTo(1);
        }
    }

    @Test
    void noTpmIsAnsweredAndTheConnectionStays() throws Exception {
        try (Client client = bench.mssim()) {
            bench.transports.remove(bench.tpm);
            assertThat(client.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo("80010000000a00000101");
            bench.transports.add(bench.tpm, bench.tpm);
            assertThat(client.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // no bytes, some, and a size field that does not fit
        "0000000800 00000000,                         80010000000a00000142",
        "0000000800 00000003 800100,                  80010000000a00000142",
        "0000000800 0000000A 80010000000B0000017B,    80010000000a00000142",
        // another locality than the chip has
        "0000000801 0000000A 80010000000A0000017B,    80010000000a00000907",
    })
    void whatIsNoCommandIsAnsweredAndNeverSent(String frame, String answer) throws Exception {
        try (Client client = bench.mssim()) {
            assertThat(client.send(frame).response()).isEqualTo(answer);
            assertThat(bench.tpm.commands).isEmpty();
            assertThat(client.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
        }
    }

    @ParameterizedTest
    @CsvSource({"474554202F20485454502F312E310D0A", "0000000800FFFFFFFF", "000000080000001001", "00000063"})
    void whatBreaksTheProtocolIsDropped(String bytes) throws Exception {
        try (Client bad = bench.mssim();
                Client good = bench.mssim()) {
            assertThat(bad.send(bytes).isEnded()).isTrue();
            assertThat(good.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
            assertThat(bench.totals().dropped()).isEqualTo(1);
        }
    }

    @Test
    void garbageOnThePlatformPortIsAnsweredOnce() throws Exception {
        try (Client platform = bench.platform()) {
            assertThat(platform.send("DEADBEEF").read(4)).isEqualTo("00000001");
            assertThat(platform.isEnded()).isTrue();
        }
    }

    @Test
    void commandsOfAllClientsTakeTurns() throws Exception {
        final CompletableFuture<Void> gate = bench.tpm.hold();
        try (Client first = bench.mssim();
                Client second = bench.mssim();
                Client third = bench.mssim()) {
            first.command(FakeTransport.GET_RANDOM, 1).command(FakeTransport.GET_RANDOM, 2);
            inFlight(1);
            second.command(FakeTransport.GET_RANDOM, 3);
            inFlight(2);
            third.command(FakeTransport.GET_RANDOM, 4);
            inFlight(3);
            gate.complete(null);
            assertThat(first.response()).endsWith("1");
            assertThat(second.response()).endsWith("3");
            assertThat(third.response()).endsWith("4");
            assertThat(first.response()).endsWith("2");
            assertThat(bench.tpm.commands)
                    .extracting(command -> command.charAt(27))
                    .containsExactly('1', '3', '4', '2');
        }
    }

    @Test
    void cancelTakesBackWhatWaits() throws Exception {
        final CompletableFuture<Void> gate = bench.tpm.hold();
        try (Client first = bench.mssim();
                Client firstPlatform = bench.platform()) {
            assertThat(firstPlatform.send("00000001").read(4)).isEqualTo("00000000");
            try (Client second = bench.mssim();
                    Client secondPlatform = bench.platform()) {
                assertThat(secondPlatform.send("00000001").read(4)).isEqualTo("00000000");
                second.command(FakeTransport.GET_RANDOM, 1);
                inFlight(1);
                first.command(FakeTransport.GET_RANDOM, 2);
                inFlight(2);
                assertThat(firstPlatform.send("00000009").read(4)).isEqualTo("00000000");
                assertThat(first.response()).as("the one that waits").isEqualTo("80010000000a00000909");
                assertThat(secondPlatform.send("00000009").read(4)).isEqualTo("00000000");
                gate.complete(null);
                assertThat(second.response()).as("the one that the TPM has").endsWith("00000001");
                assertThat(bench.tpm.commands).hasSize(1);
            }
        }
    }

    @Test
    void cancelNeverTouchesAnotherClient() throws Exception {
        final CompletableFuture<Void> gate = bench.tpm.hold();
        try (Client running = bench.mssim();
                Client first = bench.mssim();
                Client second = bench.mssim();
                Client platform = bench.platform()) {
            // whose is it? Three have none, so nobody's
            assertThat(platform.send("00000001").read(4)).isEqualTo("00000000");
            running.command(FakeTransport.GET_RANDOM, 1);
            inFlight(1);
            first.command(FakeTransport.GET_RANDOM, 2);
            second.command(FakeTransport.GET_RANDOM, 3);
            inFlight(3);
            assertThat(platform.send("00000009").read(4)).isEqualTo("00000000");
            gate.complete(null);
            assertThat(running.response()).endsWith("1");
            assertThat(first.response()).endsWith("2");
            assertThat(second.response()).endsWith("3");
        }
    }

    @Test
    void aClientThatHasSpokenIsNotThatOfALaterPlatformConnection() throws Exception {
        final CompletableFuture<Void> gate = bench.tpm.hold();
        try (Client running = bench.mssim();
                Client waiting = bench.mssim()) {
            running.command(FakeTransport.GET_RANDOM, 1);
            inFlight(1);
            waiting.command(FakeTransport.GET_RANDOM, 2);
            inFlight(2);
            try (Client platform = bench.platform()) {
                assertThat(platform.send("00000009").read(4)).isEqualTo("00000000");
            }
            gate.complete(null);
            assertThat(waiting.response()).endsWith("2");
        }
    }

    @Test
    void aVanishedClientsCommandIsNotSentAndWhatItHasLoadedIsFlushed() throws Exception {
        try (Client stays = bench.mssim()) {
            final CompletableFuture<Void> gate;
            try (Client vanishes = bench.mssim()) {
                assertThat(vanishes.command(FakeTransport.CREATE_PRIMARY, 0x40000001)
                                .response())
                        .endsWith("80000000");
                assertThat(stays.command(FakeTransport.CREATE_PRIMARY, 0x40000001)
                                .response())
                        .endsWith("80000001");
                assertThat(bench.server().clients())
                        .extracting(TpmServerClient::handles)
                        .containsExactly(1, 1);
                gate = bench.tpm.hold();
                stays.command(FakeTransport.GET_RANDOM, 1);
                inFlight(1);
                vanishes.command(FakeTransport.GET_RANDOM, 2);
                inFlight(2);
            }
            Bench.eventually("it is gone", () -> bench.server().clients().size() == 1);
            gate.complete(null);
            assertThat(stays.response()).endsWith("1");
            Bench.eventually("flushed", () -> bench.totals().flushed() == 1);
            assertThat(bench.tpm.commands).hasSize(4).last().isEqualTo(FLUSH + "80000000");
            assertThat(bench.server().clients())
                    .extracting(TpmServerClient::handles)
                    .containsExactly(1);
        }
    }

    @Test
    void whatWasCreatedWhileItsClientVanishedIsFlushedToo() throws Exception {
        final CompletableFuture<Void> gate = bench.tpm.hold();
        try (Client vanishes = bench.mssim()) {
            vanishes.command(FakeTransport.CREATE_PRIMARY, 0x40000001);
            Bench.eventually("it runs", () -> bench.tpm.commands.size() == 1);
        }
        Bench.eventually("it is gone", () -> bench.server().clients().isEmpty());
        gate.complete(null);
        Bench.eventually("flushed", () -> bench.totals().flushed() == 1);
        assertThat(bench.tpm.commands).last().isEqualTo(FLUSH + "80000000");
    }

    @Test
    void clientsThatComeAndGoLeaveNothingInTheQueue() throws Exception {
        final CompletableFuture<Void> gate = bench.tpm.hold();
        try (Client stays = bench.mssim()) {
            stays.command(FakeTransport.GET_RANDOM, 5);
            Bench.eventually("it runs", () -> bench.tpm.commands.size() == 1);
            for (int i = 0; i < 50; i++) {
                try (Client goes = bench.mssim()) {
                    goes.command(FakeTransport.CREATE_PRIMARY, 0x40000001);
                    inFlight(2);
                }
                inFlight(1);
            }
            gate.complete(null);
            assertThat(stays.response()).isEqualTo(RANDOM_5);
            assertThat(stays.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
            assertThat(bench.tpm.commands).as("neither sent nor flushed").hasSize(2);
        }
    }

    @Test
    void afterSessionEndEverythingStays() throws Exception {
        try (Client client = bench.mssim()) {
            client.command(FakeTransport.CREATE_PRIMARY, 0x40000001).response();
            assertThat(client.send("00000014").isEnded()).isTrue();
        }
        try (Client other = bench.mssim()) {
            assertThat(other.command(FakeTransport.GET_RANDOM, 5).response()).isEqualTo(RANDOM_5);
        }
        assertThat(bench.tpm.commands).hasSize(2).noneMatch(command -> command.startsWith(FLUSH));
    }

    @Test
    void theEndOfTheServerFlushes() throws Exception {
        try (Client client = bench.mssim()) {
            client.command(FakeTransport.CREATE_PRIMARY, 0x40000001).response();
            bench.close();
            assertThat(client.isEnded()).isTrue();
        }
        assertThat(bench.tpm.commands).last().isEqualTo(FLUSH + "80000000");
    }

    /** The first of them has reached the TPM. */
    private void inFlight(int count) throws IOException {
        Bench.eventually(
                count + " in flight",
                () -> !bench.tpm.commands.isEmpty()
                        && bench.server().clients().stream()
                                        .filter(client -> client.inFlight().isPresent())
                                        .count()
                                == count);
    }
}
