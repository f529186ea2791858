// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.UserPath;
import io.platformfirmware.tpm.TpmCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.karaf.shell.api.console.Session;

/** The command that a user means: bytes that are typed, or those of a file. */
final class CommandBytes {

    private static final String FILE = "@";

    private final Session session;
    private final String operation;

    CommandBytes(Session session, String operation) {
        this.session = session;
        this.operation = operation;
    }

    /**
     * Reads them.
     *
     * @param words hexadecimal digits, or one word: {@code @} and the name of a file
     * @throws FirmwareException {@code INVALID_VALUE} where they are no command
     */
    TpmCommand read(List<String> words) throws FirmwareException {
        final byte[] bytes = words.stream().anyMatch(word -> word.startsWith(FILE)) ? ofFile(words) : typed(words);
        if (bytes.length == 0) {
            throw invalid("there is no byte in it").asException();
        }
        try {
            return TpmCommand.of(bytes);
        } catch (final FirmwareException e) {
            throw new FirmwareException(invalid(e.failure().message()), e);
        }
    }

    private byte[] typed(List<String> words) throws FirmwareException {
        try {
            return HexWords.parse(words);
        } catch (final IllegalArgumentException e) {
            throw new FirmwareException(invalid(e.getMessage()), e);
        }
    }

    private byte[] ofFile(List<String> words) throws FirmwareException {
        if (words.size() > 1) {
            throw invalid("a file is the whole command: nothing goes with " + words.get(0))
                    .asException();
        }
        final Path path = path(words.get(0).substring(FILE.length()));
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw invalid(path + " is not a regular file").asException();
        }
        try (InputStream in = Files.newInputStream(path)) {
            final byte[] bytes = in.readNBytes(TpmCommand.MAX_SIZE + 1);
            if (bytes.length > TpmCommand.MAX_SIZE) {
                throw invalid(path + " has more than " + TpmCommand.MAX_SIZE + " bytes, the most that a command has")
                        .asException();
            }
            return bytes;
        } catch (final NoSuchFileException e) {
            throw new FirmwareException(
                    invalid("there is no file " + path), new NoSuchElementException(path.toString()));
        } catch (final AccessDeniedException e) {
            throw new FirmwareException(invalid("no permission to read " + path), e);
        } catch (final IOException e) {
            throw new FirmwareException(invalid("can not read " + path + ": " + e.getMessage()), e);
        }
    }

    private Path path(String name) throws FirmwareException {
        try {
            return UserPath.of(session, name);
        } catch (final InvalidPathException e) {
            throw new FirmwareException(invalid("this is not a path: " + name), e);
        }
    }

    private Failure invalid(String message) {
        return Failure.of(FailureReason.INVALID_VALUE, operation, message);
    }
}
