// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What this process has open and mapped, as the kernel tells. */
final class Descriptors {

    private Descriptors() {}

    /**
     * What every open descriptor is for, sorted; without archives, which a class loader opens when it likes, without the
     * limits of its control group, which the JVM looks up from time to time, and without what this look itself opens.
     */
    static List<String> open() {
        return targets().stream()
                .filter(target -> !target.isEmpty() && !target.endsWith(".jar"))
                .filter(target -> !target.startsWith("/proc/") && !target.startsWith("/sys/fs/cgroup/"))
                .sorted()
                .toList();
    }

    /** Checks that nothing is left open. The JVM's own threads open and close as well, so what is gone soon is no leak. */
    static void assertOpen(List<String> expected) {
        Await.until(() -> open().equals(expected), expected + ", not " + open());
    }

    /** How many descriptors are open for a file. */
    static long count(Path file) {
        return targets().stream().filter(file.toString()::equals).count();
    }

    /** How many times a file is mapped. */
    static long mappings(Path file) {
        return permissions(file).size();
    }

    /** The permissions of each mapping of a file, for example {@code r--s}: readable, and shared. */
    static List<String> permissions(Path file) {
        // address, permissions, offset, device, inode, path: proc(5)
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.endsWith(" " + file))
                    .map(line -> line.split(" ")[1])
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> targets() {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.map(Descriptors::target).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (IOException e) {
            // closed since it was listed
            return "";
        }
    }
}
