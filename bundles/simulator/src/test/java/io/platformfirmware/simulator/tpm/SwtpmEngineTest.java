// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of a command when swtpm is there, has gone, comes back, or talks nonsense. */
class SwtpmEngineTest {

    private static final String FAILURE = "80 01 00 00 00 0A 00 00 01 01";
    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();
    private static final String RANDOM = "80 01 00 00 00 0C 00 00 01 7B 00 08";

    @Test
    void survivesARestart() throws IOException {
        try (Swtpm swtpm = Swtpm.start();
                SwtpmEngine engine = swtpm.engine()) {
            assertThat(answer(engine, Host.STARTUP_CLEAR)).isEqualTo(Host.SUCCESS);
            engine.reset();
            assertThat(answer(engine, RANDOM)).endsWith("00 00 01 00");
            assertThat(answer(engine, Host.STARTUP_CLEAR)).isEqualTo(Host.SUCCESS);

            swtpm.kill();
            assertThat(answer(engine, RANDOM)).isEqualTo(FAILURE);
            engine.reset();

            assertThat(swtpm.run()).isTrue();
            assertThat(answer(engine, Host.STARTUP_CLEAR)).isEqualTo(Host.SUCCESS);
            assertThat(answer(engine, RANDOM)).startsWith("80 01 00 00 00 14 00 00 00 00 00 08");
        }
    }

    @Test
    void wholeChipOverIt() throws IOException {
        try (Swtpm swtpm = Swtpm.start();
                SimulatedCr50 cr50 = SimulatedCr50.virtual(swtpm.engine());
                Host host = Host.awake(cr50)) {
            assertThat(host.commandHex(Host.STARTUP_CLEAR)).isEqualTo(Host.SUCCESS);
            assertThat(host.commandHex("80 01 00 00 00 16 00 00 01 7A 00 00 00 06 00 00 01 00 00 00 00 01"))
                    .endsWith("00 00 01 00 32 2E 30 00");
            cr50.chip().reset(Duration.ofMillis(10));
            cr50.clock().advance(Duration.ofMillis(10));
            host.read(Host.DID_VID, 4);
            assertThat(host.commandHex(RANDOM)).endsWith("00 00 01 00");
        }
    }

    @Test
    void answersThatAreNoneAreFailures() throws IOException {
        assertThat(answerOf("")).isEqualTo(FAILURE);
        assertThat(answerOf("80 01 00 00")).isEqualTo(FAILURE);
        assertThat(answerOf("80 01 00 00 00 09 00 00 00 00")).isEqualTo(FAILURE);
        assertThat(answerOf("80 01 FF FF FF FF 00 00 00 00")).isEqualTo(FAILURE);
        assertThat(answerOf("80 01 00 00 00 0C 00 00 00 00 00")).isEqualTo(FAILURE);
        assertThat(answerOf("80 01 00 00 00 0C 00 00 00 00 00 07")).isEqualTo("80 01 00 00 00 0C 00 00 00 00 00 07");
    }

    @Test
    void silenceIsAFailure() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final SwtpmEngine engine =
                    new SwtpmEngine(HOST, silent.getLocalPort(), Duration.ofSeconds(1), Duration.ofMillis(50));
            assertThat(answer(engine, RANDOM)).isEqualTo(FAILURE);
        }
    }

    @Test
    void unknownHostIsAFailure() {
        final SwtpmEngine engine = new SwtpmEngine("host.invalid", 2321);

        assertThat(answer(engine, RANDOM)).isEqualTo(FAILURE);
    }

    /** A server that answers these bytes to one command and closes the connection. */
    private static String answerOf(String bytes) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().readNBytes(Host.bytes(RANDOM).length);
                    socket.getOutputStream().write(Host.bytes(bytes));
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            final String answer = answer(
                    new SwtpmEngine(HOST, server.getLocalPort(), Duration.ofSeconds(5), Duration.ofSeconds(20)),
                    RANDOM);
            served.join();
            return answer;
        }
    }

    private static String answer(TpmEngine engine, String command) {
        return Host.hex(engine.execute(Host.bytes(command)));
    }
}
