// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a Unix-domain socket that listens. It is made in a folder that nobody else may enter, gets its permissions there, and only then
 * its name, so that it never has wider ones; the name is a new link, which never takes the place of another file. What a dead server left
 * behind is removed.
 */
final class UnixSocketFile {

    private static final Logger LOG = LoggerFactory.getLogger(UnixSocketFile.class);

    /** POSIX, {@code S_IFMT} and {@code S_IFSOCK} as Linux has them (inode(7)). */
    private static final int TYPE_MASK = 0xF000;

    private static final int TYPE_SOCKET = 0xC000;

    private static final String MODE = "unix:mode";
    private static final String INODE = "unix:ino";

    private final Path path;
    private final Object inode;

    private UnixSocketFile(Path path, Object inode) {
        this.path = path;
        this.inode = inode;
    }

    /**
     * Binds a channel to the path.
     *
     * @param channel of the Unix family, not bound yet
     * @param path where it is to be found
     * @param mode its permissions
     * @return the file
     * @throws IOException when something else is there, or the folder does not take it
     */
    static UnixSocketFile bind(ServerSocketChannel channel, Path path, Set<PosixFilePermission> mode)
            throws IOException {
        if (!Files.isDirectory(path.getParent())) {
            throw new NoSuchFileException(path.getParent().toString(), null, "there is no such folder");
        }
        makeRoom(path);
        final Path folder = Files.createTempDirectory(
                path.getParent(),
                ".",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        final Path made = folder.resolve("s");
        try {
            channel.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, mode);
            Files.createLink(path, made);
            return new UnixSocketFile(path, Files.getAttribute(made, INODE));
        } finally {
            Files.deleteIfExists(made);
            Files.delete(folder);
        }
    }

    /** Whether the file is still the one that was made. Where that can not be seen, it is. */
    boolean isThere() {
        try {
            return isOurs();
        } catch (final NoSuchFileException e) {
            return false;
        } catch (final IOException e) {
            LOG.debug("{}", path, e);
            return true;
        }
    }

    /** Removes the file, unless it is another one now. */
    void remove() throws IOException {
        try {
            if (isOurs()) {
                Files.delete(path);
            }
        } catch (final NoSuchFileException e) {
            // somebody was faster
        }
    }

    private boolean isOurs() throws IOException {
        return Files.getAttribute(path, INODE, LinkOption.NOFOLLOW_LINKS).equals(inode);
    }

    private static void makeRoom(Path path) throws IOException {
        final int mode;
        try {
            mode = (int) Files.getAttribute(path, MODE, LinkOption.NOFOLLOW_LINKS);
        } catch (final NoSuchFileException e) {
            return;
        }
        if ((mode & TYPE_MASK) != TYPE_SOCKET) {
            throw new FileAlreadyExistsException(path.toString(), null, "a file that is no socket is there");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (final ConnectException e) {
            Files.delete(path);
            return;
        }
        throw new FileAlreadyExistsException(path.toString(), null, "another server listens there");
    }
}
