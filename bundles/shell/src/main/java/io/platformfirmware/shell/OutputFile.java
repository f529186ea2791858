// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.apache.karaf.shell.api.console.Session;

/** A file that a user names to be written: it gets all of its bytes, or is left as it was. */
public final class OutputFile {

    private final Path path;
    private final boolean replace;
    private final String operation;

    private OutputFile(Path path, boolean replace, String operation) {
        this.path = path;
        this.replace = replace;
        this.operation = operation;
    }

    /**
     * Looks at the file before anything is done for it.
     *
     * @param session of the user
     * @param name as the user typed it
     * @param replace whether it may be there already
     * @param operation the command
     * @return the file, not written yet
     * @throws FirmwareException {@code INVALID_VALUE} when it can not be written, or must not be
     */
    public static OutputFile of(Session session, String name, boolean replace, String operation)
            throws FirmwareException {
        final OutputFile file = new OutputFile(path(session, name, operation), replace, operation);
        file.check();
        return file;
    }

    private static Path path(Session session, String name, String operation) throws FirmwareException {
        try {
            final Path named = UserPath.of(session, name);
            // a link stays a link: what it leads to is replaced
            return Files.exists(named) ? named.toRealPath() : named;
        } catch (final InvalidPathException | IOException e) {
            throw new FirmwareException(
                    Failure.of(FailureReason.INVALID_VALUE, operation, "this is not a path: " + name), e);
        }
    }

    /**
     * Where it is.
     *
     * @return its path; where a link was named, that of what it leads to
     */
    public Path path() {
        return path;
    }

    private void check() throws FirmwareException {
        final Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new FirmwareException(
                    invalid("there is no folder " + folder + " for " + path),
                    new NoSuchElementException(String.valueOf(folder)));
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            // as root, a device node would be replaced
            throw invalid(path + " is not a regular file").asException();
        }
        if (Files.exists(path) && !replace) {
            throw isThere().asException();
        }
    }

    /**
     * Writes it.
     *
     * @param bytes all of it
     * @throws FirmwareException {@code INVALID_VALUE} when another file has taken the name meanwhile, {@code IO_ERROR}
     */
    public void write(byte[] bytes) throws FirmwareException {
        final Path part = path.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            writeTo(part, bytes);
        } catch (final FileAlreadyExistsException e) {
            throw discarded(part, isThere(), e);
        } catch (final IOException e) {
            throw discarded(part, failed(e), e);
        }
    }

    private void writeTo(Path part, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            final ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        if (replace) {
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.move(part, path);
        }
    }

    /** Leaves nothing behind of a file that did not come to be. */
    private static FirmwareException discarded(Path part, Failure failure, IOException e) {
        try {
            Files.deleteIfExists(part);
        } catch (final IOException suppressed) {
            e.addSuppressed(suppressed);
        }
        return new FirmwareException(failure, e);
    }

    private Failure failed(IOException e) {
        // the exception names the file that is only there while it is written
        final String why = e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : e instanceof AccessDeniedException ? "no permission" : e.getMessage();
        return Failure.of(FailureReason.IO_ERROR, operation, path + " can not be written: " + why)
                .next("Name a file in a folder where this process may write and there is room.");
    }

    private Failure isThere() {
        return invalid(path + " is there already").next("Add --force to replace it, or name another file.");
    }

    private Failure invalid(String message) {
        return Failure.of(FailureReason.INVALID_VALUE, operation, message);
    }
}
