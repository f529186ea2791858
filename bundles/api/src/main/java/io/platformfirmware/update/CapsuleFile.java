// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The bytes of a file, read once, with their digest. Whether they are a capsule is a matter of {@link CapsuleStructure}.
 * Immutable.
 */
public final class CapsuleFile {

    /** The largest file that is read, in bytes: well beyond any communication buffer, and small enough for a heap. */
    public static final int MAX_SIZE = 64 << 20;

    private static final String OPERATION = "read capsule";

    private final String source;
    private final byte[] bytes;
    private final Sha256 sha256;

    private CapsuleFile(String source, byte[] bytes) {
        this.source = source;
        this.bytes = bytes;
        this.sha256 = Sha256.of(bytes);
    }

    /**
     * Bytes that are in memory.
     *
     * @param source where they came from, for people
     * @param bytes copied
     * @return the file
     */
    public static CapsuleFile of(String source, byte[] bytes) {
        return new CapsuleFile(source, bytes.clone());
    }

    /**
     * Reads a file, once and whole.
     *
     * @param path of a regular file
     * @return the file
     * @throws FirmwareException {@code CAPSULE_UNREADABLE} when it is missing, not a regular file, not readable or larger
     *     than {@link #MAX_SIZE}
     */
    public static CapsuleFile read(Path path) throws FirmwareException {
        try {
            final BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw unreadable(path + " is a directory").asException();
            }
            if (!attributes.isRegularFile()) {
                throw unreadable(path + " is not a regular file").asException();
            }
            if (attributes.size() > MAX_SIZE) {
                throw tooLarge(path).asException();
            }
            return new CapsuleFile(path.toString(), content(path));
        } catch (final NoSuchFileException e) {
            throw new FirmwareException(unreadable("there is no file " + path), e);
        } catch (final AccessDeniedException e) {
            throw new FirmwareException(
                    unreadable("no permission to read " + path)
                            .next("Give the user that runs Karaf read permission on the file and its folders."),
                    e);
        } catch (final IOException e) {
            throw new FirmwareException(unreadable("can not read " + path + ": " + e.getMessage()), e);
        }
    }

    /**
     * Where the bytes came from.
     *
     * @return a path or a name, for people
     */
    public String source() {
        return source;
    }

    /**
     * The bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The length.
     *
     * @return bytes
     */
    public int size() {
        return bytes.length;
    }

    /**
     * The digest.
     *
     * @return of all bytes
     */
    public Sha256 sha256() {
        return sha256;
    }

    /** The bytes themselves, for the parser: never changed and never given away. */
    byte[] shared() {
        return bytes;
    }

    @Override
    public String toString() {
        return source + " (" + bytes.length + " bytes, SHA-256 " + sha256.abbreviated() + ")";
    }

    private static byte[] content(Path path) throws IOException, FirmwareException {
        try (InputStream in = Files.newInputStream(path)) {
            final byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            // it may have grown since its size was asked for
            if (bytes.length > MAX_SIZE) {
                throw tooLarge(path).asException();
            }
            return bytes;
        }
    }

    private static Failure tooLarge(Path path) {
        return unreadable(path + " has more than " + MAX_SIZE + " bytes, the most that is read as a capsule");
    }

    private static Failure unreadable(String message) {
        return Failure.of(FailureReason.CAPSULE_UNREADABLE, OPERATION, message);
    }
}
