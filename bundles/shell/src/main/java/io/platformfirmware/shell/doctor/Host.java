// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folders of Linux, as this process sees them, below {@code /} or below a folder that imitates it. Names are absolute. What can not be
 * read is not there.
 */
final class Host {

    private static final int MAJOR_SHIFT = 8;
    private static final int MAJOR_MASK = 0xfff;
    private static final int MINOR_LOW = 0xff;
    private static final int MINOR_SHIFT = 12;

    private final Path root;
    private final Places places;

    Host(Path root, Places places) {
        this.root = root;
        this.places = places;
    }

    /** A node's name in the folder of the nodes. */
    String dev(String node) {
        return places.devRoot() + "/" + node;
    }

    /** A name below the place where sysfs is mounted. */
    String sys(String name) {
        return places.sysRoot() + "/" + name;
    }

    boolean has(String name) {
        return Files.exists(path(name));
    }

    /** The text of a file, without white space around it. */
    Optional<String> text(String name) {
        try {
            return Optional.of(
                    Files.readString(path(name), StandardCharsets.ISO_8859_1).strip());
        } catch (final IOException e) {
            return Optional.empty();
        }
    }

    /** The names in a folder that match, in their order. */
    List<String> names(String folder, String regex) {
        final Pattern pattern = Pattern.compile(regex);
        try (Stream<Path> files = Files.list(path(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> pattern.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (final IOException e) {
            return List.of();
        }
    }

    /** Where a symbolic link points to. */
    Optional<String> target(String name) {
        try {
            return Optional.of(Files.readSymbolicLink(path(name)).toString());
        } catch (final IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** Whether this process may read and write a file, or look into and change a folder. */
    boolean mayUse(String name) {
        return Files.isReadable(path(name)) && Files.isWritable(path(name));
    }

    /**
     * Whether this process may open a file to read it. That tells more than {@link #mayUse}: of some nodes Linux asks for a capability at
     * open(2), whatever their mode.
     */
    boolean canOpen(String name) {
        try (SeekableByteChannel opened = Files.newByteChannel(path(name))) {
            return opened.isOpen();
        } catch (final IOException e) {
            return false;
        }
    }

    /** How {@code /proc/locks} names a file: device and number (Linux fs/locks.c, lock_get_status). */
    Optional<String> lockName(String name) {
        try {
            final long device = ((Number) Files.getAttribute(path(name), "unix:dev")).longValue();
            final long inode = ((Number) Files.getAttribute(path(name), "unix:ino")).longValue();
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%02x:%02x:%d",
                    device >> MAJOR_SHIFT & MAJOR_MASK,
                    device & MINOR_LOW | device >> MINOR_SHIFT & ~MINOR_LOW,
                    inode));
        } catch (final IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Path path(String name) {
        return root.resolve(name.substring(1));
    }
}
