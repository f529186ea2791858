// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.UserPath;
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
final class OutputFile {

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
     * @param replace whether it may be there already
     */
    static OutputFile of(Session session, String name, boolean replace, String operation) throws FirmwareException {
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

    Path path() {
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
            throw isThere();
        }
    }

    void write(byte[] bytes) throws FirmwareException {
        final Path part = path.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel channel =
                    FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
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
        } catch (final FileAlreadyExistsException e) {
            throw isThere();
        } catch (final IOException e) {
            throw failed(part, e);
        }
    }

    private FirmwareException failed(Path part, IOException e) {
        try {
            Files.deleteIfExists(part);
        } catch (final IOException suppressed) {
            e.addSuppressed(suppressed);
        }
        // the exception names the file that is only there while it is written
        final String why = e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : e instanceof AccessDeniedException ? "no permission" : e.getMessage();
        return new FirmwareException(
                Failure.of(FailureReason.IO_ERROR, operation, path + " can not be written: " + why)
                        .next("Name a file in a folder where this process may write and there is room."),
                e);
    }

    private FirmwareException isThere() {
        return invalid(path + " is there already")
                .next("Add --force to replace it, or name another file.")
                .asException();
    }

    private Failure invalid(String message) {
        return Failure.of(FailureReason.INVALID_VALUE, operation, message);
    }
}
