// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwtpmServerTest {

    private static final byte[] COMMAND = FakeTransport.command(FakeTransport.GET_RANDOM, 5);
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
    void asTpm2TssUsesIt() throws Exception {
        bench.swtpm().close();
        try (Client control = bench.control()) {
            assertThat(control.send("0000000500").read(4)).isEqualTo("00000000");
        }
        for (int i = 0; i < 3; i++) {
            try (Client client = bench.swtpm()) {
                assertThat(client.send(COMMAND).read(14)).isEqualTo(RANDOM_5);
            }
        }
        assertThat(bench.totals().commands()).isEqualTo(3);
    }

    @Test
    void severalCommandsOnOneConnection() throws Exception {
        try (Client client = bench.swtpm()) {
            assertThat(client.send(COMMAND).send(COMMAND).read(28)).isEqualTo(RANDOM_5 + RANDOM_5);
        }
    }

    @Test
    void whatIsLoadedIsNobodys() throws Exception {
        try (Client client = bench.swtpm()) {
            assertThat(client.send(FakeTransport.command(FakeTransport.CREATE_PRIMARY, 0x40000001))
                            .read(14))
                    .endsWith("80000000");
        }
        try (Client other = bench.swtpm()) {
            assertThat(other.send(COMMAND).read(14)).isEqualTo(RANDOM_5);
        }
        assertThat(bench.tpm.commands).hasSize(2);
    }

    /** SHUTDOWN, STOP, INIT. */
    @ParameterizedTest
    @ValueSource(strings = {"00000003", "0000000E", "0000000200000000"})
    void nobodyStopsTheTpm(String frame) throws Exception {
        try (Client control = bench.control();
                Client client = bench.swtpm()) {
            assertThat(control.send(frame).read(4)).isEqualTo("0000000a");
            assertThat(client.send(COMMAND).read(14)).isEqualTo(RANDOM_5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8001FFFFFFFF0000017B", "8001000000000000017B", "8001000000090000017B", "474554202F20485454502F"
            })
    void whatNobodyWouldWaitForIsDropped(String bytes) throws Exception {
        try (Client bad = bench.swtpm();
                Client good = bench.swtpm()) {
            assertThat(bad.send(bytes).isEnded()).isTrue();
            assertThat(good.send(COMMAND).read(14)).isEqualTo(RANDOM_5);
            assertThat(bench.tpm.commands).hasSize(1);
        }
    }

    @Test
    void halfACommandIsNotWaitedForForever() throws Exception {
        try (Client half = bench.swtpm()) {
            half.send("80010000000C0000017B");
            Bench.eventually("it has come", () -> bench.totals().bytesIn() == 10);
            bench.pass(Duration.ofSeconds(6));
            assertThat(half.isEnded()).isTrue();
            assertThat(bench.tpm.commands).isEmpty();
        }
    }
}
