// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.clientkey;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes the key pair with which the owner of an installation logs in to its console: the private half in
 * {@code etc/client.key}, readable by nobody else, the public half in {@code etc/keys.properties}. The folder, which
 * will hold more secrets than this one, is closed to others as well.
 *
 * <p>A line for the user in {@code keys.properties}, whoever wrote it, means that there is nothing left to do. It is
 * written last, so a start that was cut short is completed by the next one. RSA, because Karaf's login module takes no
 * Ed25519 key and misreads most ECDSA keys.
 */
public final class ClientKey {
    static final String USER = "karaf";
    private static final String ROLES = "_g_:admingroup";
    private static final int BITS = 3072;

    private static final Pattern USER_LINE = Pattern.compile("\\s*" + USER + "\\s*[=:].*");
    private static final String PEM_BEGIN = "-----BEGIN PRIVATE KEY-----\n";
    private static final String PEM_END = "\n-----END PRIVATE KEY-----\n";

    private ClientKey() {}

    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("Usage: java -jar client-key.jar ETC");
            System.exit(1);
        }
        try {
            ensure(Path.of(args[0]));
        } catch (IOException | GeneralSecurityException | UnsupportedOperationException e) {
            System.err.println("Cannot make the key pair of bin/client in " + args[0] + ": "
                    + e.getClass().getSimpleName() + ": " + e.getMessage());
            System.exit(1);
        }
    }

    static void ensure(Path etc) throws IOException, GeneralSecurityException {
        Path users = etc.resolve("keys.properties");
        List<String> lines = new ArrayList<>(Files.readAllLines(users));
        if (lines.stream().anyMatch(line -> USER_LINE.matcher(line).matches())) {
            return;
        }
        Files.setPosixFilePermissions(etc, PosixFilePermissions.fromString("rwx------"));
        Path key = etc.resolve("client.key");
        if (!Files.exists(key)) {
            create(key);
        }
        lines.add(USER + "=" + publicHalf(key) + "," + ROLES);
        replace(users, String.join("\n", lines) + "\n");
    }

    private static void create(Path key) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS);
        byte[] encoded = generator.generateKeyPair().getPrivate().getEncoded();
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        Path temporary = write(key, PEM_BEGIN + base64 + PEM_END);
        try {
            Files.createLink(key, temporary);
        } catch (FileAlreadyExistsException another) {
            // two first starts at once: the first link wins, and both use its key
        } finally {
            Files.delete(temporary);
        }
    }

    /** The public half as OpenSSH writes it in its key files: type, exponent, modulus. */
    private static String publicHalf(Path key) throws IOException, GeneralSecurityException {
        String pem = Files.readString(key, StandardCharsets.US_ASCII);
        if (!pem.startsWith(PEM_BEGIN) || !pem.endsWith(PEM_END)) {
            throw new IOException(key + " is not a private key in PEM; move it away to get a new one");
        }
        byte[] encoded =
                Base64.getMimeDecoder().decode(pem.substring(PEM_BEGIN.length(), pem.length() - PEM_END.length()));
        RSAPrivateCrtKey rsa =
                (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(blob);
        byte[] type = "ssh-rsa".getBytes(StandardCharsets.US_ASCII);
        out.writeInt(type.length);
        out.write(type);
        for (BigInteger number : List.of(rsa.getPublicExponent(), rsa.getModulus())) {
            byte[] bytes = number.toByteArray();
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        return Base64.getEncoder().encodeToString(blob.toByteArray());
    }

    private static void replace(Path file, String text) throws IOException {
        Path temporary = write(file, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes a file beside {@code file} that only its owner can read, and has it on disk before it returns. */
    private static Path write(Path file, String text) throws IOException {
        Path temporary = Files.createTempFile(file.getParent(), file.getFileName() + ".", ".tmp");
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        return temporary;
    }
}
