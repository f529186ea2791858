// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.tpm.TpmServerListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnixSocketTest {

    private Path folder;
    private Path socket;
    private Bench bench;

    /** Not the folder that JUnit would make: its path is too long for a socket. */
    @BeforeEach
    void setUp() throws Exception {
        folder = Files.createTempDirectory(Path.of("/tmp"), "t");
        socket = folder.resolve("tpm");
        bench = new Bench();
    }

    @AfterEach
    void tearDown() throws Exception {
        bench.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Test
    void isMadeAgainWhereSomebodyRemovesIt() throws Exception {
        listening(Map.of());
        Files.delete(socket);

        bench.pass(Duration.ofSeconds(6));

        Bench.eventually("it is back", () -> Files.exists(socket));
        try (SocketChannel commands = connected(socket)) {
            final byte[] command = FakeTransport.command(FakeTransport.GET_RANDOM, 5);
            assertThat(answer(commands, Client.framed(0, command), 22).get(17)).isEqualTo((byte) 5);
        }
    }

    @Test
    void takesCommandsAndSignals() throws Exception {
        listening(Map.of());

        try (SocketChannel commands = connected(socket);
                SocketChannel platform = connected(folder.resolve("tpm.ctrl"))) {
            assertThat(answer(platform, new byte[] {0, 0, 0, 1}, 4)).isEqualTo(ByteBuffer.allocate(4));
            final byte[] command = FakeTransport.command(FakeTransport.GET_RANDOM, 5);
            assertThat(answer(commands, Client.framed(0, command), 22).get(17)).isEqualTo((byte) 5);
            assertThat(bench.server().clients())
                    .allSatisfy(one -> assertThat(one.peer()).isEqualTo("unix"));
        }
    }

    @Test
    void itsFilesHaveThePermissionsAndNothingElseIsLeft() throws Exception {
        listening(Map.of());
        assertThat(permissions()).isEqualTo("rw-------");

        change(Map.of("unixSocketMode", "0660"));
        Bench.eventually(
                "a new one", () -> troubles().isEmpty() && permissions().equals("rw-rw----"));
        Bench.eventually("both, and nothing else", () -> files().equals(List.of("tpm", "tpm.ctrl")));

        bench.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void whatADeadServerLeftIsReplaced() throws Exception {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        listening(Map.of());
        connected(socket).close();
    }

    @Test
    void aServerThatListensIsNotReplaced() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket));
            change(Map.of());
            trouble("another server listens there");
            connected(socket).close();
            assertThat(other.accept()).isNotNull();
        }
        bench.pass(Duration.ofSeconds(6));
        Bench.eventually("it listens", () -> troubles().isEmpty());
    }

    @Test
    void aForeignFileStays() throws Exception {
        Files.writeString(socket, "precious");
        change(Map.of());
        trouble("a file that is no socket is there");
        bench.close();
        assertThat(socket).hasContent("precious");
    }

    @Test
    void aFileThatTookItsPlaceStays() throws Exception {
        listening(Map.of());
        Files.delete(socket);
        Files.writeString(socket, "precious");
        bench.close();
        assertThat(socket).hasContent("precious");
    }

    @Test
    void aFolderThatIsNotThereIsTold() throws Exception {
        socket = folder.resolve("not-there/tpm");
        change(Map.of());
        trouble("not-there: there is no such folder");
    }

    private void listening(Map<String, String> settings) throws Exception {
        change(settings);
        Bench.eventually(
                "it listens",
                () -> bench.server().listeners().size() == 6 && troubles().isEmpty());
    }

    private void change(Map<String, String> settings) throws Exception {
        final Map<String, String> all = new HashMap<>(settings);
        all.put("unixSocket", socket.toString());
        bench.change(all);
    }

    private void trouble(String expected) {
        Bench.eventually(expected, () -> troubles().stream().anyMatch(trouble -> trouble.contains(expected)));
    }

    private List<String> troubles() {
        return bench.server().listeners().stream()
                .map(TpmServerListener::trouble)
                .flatMap(Optional::stream)
                .toList();
    }

    private String permissions() {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(socket));
        } catch (final IOException e) {
            // between the old one and the new one
            return "";
        }
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SocketChannel connected(Path path) throws Exception {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    private static ByteBuffer answer(SocketChannel channel, byte[] request, int count) throws Exception {
        channel.write(ByteBuffer.wrap(request));
        final ByteBuffer in = ByteBuffer.allocate(count);
        while (in.hasRemaining()) {
            assertThat(channel.read(in)).isPositive();
        }
        return in.flip();
    }
}
