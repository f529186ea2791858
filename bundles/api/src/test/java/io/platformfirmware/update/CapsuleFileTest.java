// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are read once and whole, and what is not a readable file is refused with its reason. */
final class CapsuleFileTest {

    @TempDir
    private Path folder;

    @Test
    void fileIsReadWithItsDigest() throws IOException, FirmwareException {
        final Path path = Files.write(folder.resolve("code.cap"), GoodCapsule.codeInjection());
        final CapsuleFile file = CapsuleFile.read(path);

        assertThat(file.source()).isEqualTo(path.toString());
        assertThat(file.size()).isEqualTo(GoodCapsule.SIZE);
        assertThat(file.bytes()).isEqualTo(GoodCapsule.codeInjection());
        assertThat(file.sha256()).isEqualTo(Sha256.of(GoodCapsule.codeInjection()));
        assertThat(file)
                .hasToString(path + " (192 bytes, SHA-256 " + file.sha256().abbreviated() + ")");
        assertThat(Capsule.read(path).type()).isEqualTo(CapsuleType.CODE_INJECTION);
    }

    @Test
    void linkToFileIsFollowed() throws IOException, FirmwareException {
        final Path path = Files.write(folder.resolve("code.cap"), GoodCapsule.codeInjection());

        assertThat(CapsuleFile.read(Files.createSymbolicLink(folder.resolve("link"), path))
                        .size())
                .isEqualTo(GoodCapsule.SIZE);
    }

    @Test
    void emptyFileCanBeReadAndIsNotCapsule() throws IOException, FirmwareException {
        final Path path = Files.createFile(folder.resolve("empty.cap"));

        assertThat(CapsuleFile.read(path).size()).isZero();
        assertThat(catchThrowableOfType(CapsuleException.class, () -> Capsule.read(path))
                        .findings())
                .extracting(Finding::rule)
                .containsExactly(CapsuleRule.FILE_SIZE);
    }

    @Test
    void bytesAreNotShared() {
        final byte[] bytes = GoodCapsule.codeInjection();
        final CapsuleFile file = CapsuleFile.of("memory", bytes);
        bytes[0] = 0;
        file.bytes()[1] = 0;

        assertThat(file.bytes()).isEqualTo(GoodCapsule.codeInjection());
    }

    @Test
    void missingFileIsRefused() {
        final Path path = folder.resolve("none.cap");
        refused(path, "there is no file " + path);
    }

    @Test
    void folderIsRefused() {
        refused(folder, folder + " is a directory");
    }

    @Test
    void pathThroughFileIsRefused() throws IOException {
        final Path path = Files.createFile(folder.resolve("file")).resolve("code.cap");
        refused(path, "can not read " + path);
    }

    @Test
    void deviceIsRefused() {
        refused(Path.of("/dev/zero"), "/dev/zero is not a regular file");
    }

    @Test
    void largestFileIsReadAndLargerOneIsRefused() throws IOException, FirmwareException {
        final Path path = folder.resolve("sparse.cap");
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(CapsuleFile.MAX_SIZE);
            assertThat(CapsuleFile.read(path).size()).isEqualTo(CapsuleFile.MAX_SIZE);

            sparse.setLength(CapsuleFile.MAX_SIZE + 1L);
            refused(path, path + " has more than 67108864 bytes, the most that is read as a capsule");
            sparse.setLength(1L << 40);
            refused(path, path + " has more than 67108864 bytes, the most that is read as a capsule");
        }
    }

    private static void refused(Path path, String message) {
        final FirmwareException thrown = catchThrowableOfType(FirmwareException.class, () -> CapsuleFile.read(path));

        assertThat(thrown.reason()).isEqualTo(FailureReason.CAPSULE_UNREADABLE);
        assertThat(thrown.failure().message()).startsWith(message);
    }
}
