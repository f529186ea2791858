// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.clientkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientKeyTest {
    private static final String GROUP = "_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh";

    @TempDir
    Path etc;

    private Path key;
    private Path users;

    @BeforeEach
    void files() throws IOException {
        key = etc.resolve("client.key");
        users = etc.resolve("keys.properties");
        Files.writeString(users, "# users\n" + GROUP + "\n");
    }

    @Test
    void firstStartMakesAPairThatFits() throws Exception {
        ClientKey.ensure(etc);

        assertThat(permissions(key)).isEqualTo("rw-------");
        assertThat(permissions(etc)).isEqualTo("rwx------");
        List<String> lines = Files.readAllLines(users);
        assertThat(lines).hasSize(3).startsWith("# users", GROUP);
        assertThat(lines.get(2)).startsWith("karaf=").endsWith(",_g_:admingroup");
        assertThat(fits(key, lines.get(2))).isTrue();
        assertOnlyTheTwoFiles();
    }

    @Test
    void laterStartsChangeNothing() throws Exception {
        ClientKey.ensure(etc);
        String before = Files.readString(key) + Files.readString(users);

        ClientKey.ensure(etc);

        assertThat(Files.readString(key) + Files.readString(users)).isEqualTo(before);
    }

    @Test
    void aStartCutShortIsCompletedWithTheSameKey() throws Exception {
        ClientKey.ensure(etc);
        String pem = Files.readString(key);
        String complete = Files.readString(users);
        Files.writeString(users, "# users\n" + GROUP + "\n");

        ClientKey.ensure(etc);

        assertThat(Files.readString(key)).isEqualTo(pem);
        assertThat(Files.readString(users)).isEqualTo(complete);
    }

    @Test
    void aLineOfTheOwnersIsLeftAlone() throws Exception {
        String own = GROUP + "\n karaf : AAAA,_g_:admingroup\n";
        Files.writeString(users, own);

        ClientKey.ensure(etc);

        assertThat(Files.readString(users)).isEqualTo(own);
        assertThat(key).doesNotExist();
    }

    @Test
    void firstStartsAtOnceAgreeOnOneKey() throws Exception {
        ExecutorService starts = Executors.newFixedThreadPool(4);
        try {
            Callable<Void> start = () -> {
                ClientKey.ensure(etc);
                return null;
            };
            List<Future<Void>> done = new ArrayList<>(starts.invokeAll(List.of(start, start, start, start)));
            for (Future<Void> one : done) {
                one.get();
            }
        } finally {
            starts.shutdownNow();
        }
        List<String> lines = Files.readAllLines(users);
        assertThat(lines).hasSize(3);
        assertThat(fits(key, lines.get(2))).isTrue();
        assertOnlyTheTwoFiles();
    }

    @Test
    void aForeignFileInThePlaceOfTheKeyIsNamedAndKept() throws Exception {
        Files.writeString(key, "mine");

        assertThatThrownBy(() -> ClientKey.ensure(etc))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(key.toString());
        assertThat(Files.readString(key)).isEqualTo("mine");
    }

    @Test
    void noUsersFileIsAnError() {
        assertThatThrownBy(() -> ClientKey.ensure(etc.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    private void assertOnlyTheTwoFiles() throws IOException {
        try (Stream<Path> files = Files.list(etc)) {
            assertThat(files).containsExactlyInAnyOrder(key, users);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static boolean fits(Path key, String line) throws Exception {
        String pem = Files.readString(key).replaceAll("-----[A-Z ]+-----", "");
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        PrivateKey privateKey = rsa.generatePrivate(
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        ByteBuffer blob =
                ByteBuffer.wrap(Base64.getDecoder().decode(line.substring(line.indexOf('=') + 1, line.indexOf(','))));
        assertThat(field(blob)).isEqualTo("ssh-rsa".getBytes(StandardCharsets.US_ASCII));
        BigInteger exponent = new BigInteger(field(blob));
        BigInteger modulus = new BigInteger(field(blob));
        assertThat(blob.hasRemaining()).isFalse();
        PublicKey publicKey = rsa.generatePublic(new RSAPublicKeySpec(modulus, exponent));

        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(privateKey);
        signature.update(pem.getBytes(StandardCharsets.US_ASCII));
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(pem.getBytes(StandardCharsets.US_ASCII));
        return signature.verify(signed);
    }

    private static byte[] field(ByteBuffer blob) {
        byte[] bytes = new byte[blob.getInt()];
        blob.get(bytes);
        return bytes;
    }
}
