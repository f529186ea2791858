// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserPathTest {

    private final FakeSession session = new FakeSession(null);

    @TempDir
    private Path folder;

    @BeforeEach
    void twoFilesOfAName() throws Exception {
        Files.createDirectories(folder.resolve("real/deep"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real/deep"));
        Files.writeString(folder.resolve("real/x.cap"), "the one that is meant");
        Files.writeString(folder.resolve("x.cap"), "another one");
        session.currentDir = folder;
    }

    @Test
    void aLinkIsFollowedBeforeTheWayBack() throws Exception {
        assertThat(UserPath.of(session, "link/../x.cap")).hasContent("the one that is meant");

        session.currentDir = folder.resolve("link");

        assertThat(UserPath.of(session, "../x.cap")).hasContent("the one that is meant");
    }

    @Test
    void namesAreFromTheFolderOfTheSessionOrFromHomeOrAbsolute() {
        assertThat(UserPath.of(session, "x.cap")).isEqualTo(folder.resolve("x.cap"));
        assertThat(UserPath.of(session, "/x.cap")).isEqualTo(Path.of("/x.cap"));
        assertThat(UserPath.of(session, "~/x.cap")).isEqualTo(Path.of(System.getProperty("user.home"), "x.cap"));
    }
}
