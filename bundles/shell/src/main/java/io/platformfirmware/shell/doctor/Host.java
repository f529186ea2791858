// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folders of Linux, below {@code /} or below a folder that imitates it. What can not be read is not there. */
final class Host {

    private final Path root;

    Host(Path root) {
        this.root = root;
    }

    Path path(String name) {
        return root.resolve(name);
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

    /** Whether this process may read and write a file. */
    boolean mayUse(String name) {
        return Files.isReadable(path(name)) && Files.isWritable(path(name));
    }

    /** The number of a file, as {@code /proc/locks} has it. */
    Optional<Long> inode(String name) {
        try {
            return Optional.of(((Number) Files.getAttribute(path(name), "unix:ino")).longValue());
        } catch (final IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
