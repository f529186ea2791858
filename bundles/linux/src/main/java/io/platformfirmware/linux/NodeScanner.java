// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.CharDevice.Access;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Looks which device nodes there are. Only character devices count, symbolic links are followed. Without side effect: no
 * node is opened, nothing is logged.
 *
 * <p>A node's id is the short one of its driver, for example {@code pfru0} or {@code spidev0.0}. A name that gives none, or
 * one that a name has that sorts before it, gets its kind and itself, for example {@code pfru-acpi_pfr_update}. A name is of
 * one kind, see {@link Settings#kindOf}.
 */
final class NodeScanner {

    /** How {@link Scan#others} names what somebody left by writing to a node that was not there. */
    static final String REGULAR_FILE = "regular file";

    /** File types of {@code st_mode} (Linux include/uapi/linux/stat.h). */
    private static final int TYPE_MASK = 0xF000;

    private static final int CHARACTER_DEVICE = 0x2000;
    private static final Map<Integer, String> OTHER_TYPES = Map.of(
            0x1000, "pipe",
            0x4000, "folder",
            0x6000, "block device",
            0x8000, REGULAR_FILE,
            0xC000, "socket");

    private final BiPredicate<Path, Access> accessible;

    /**
     * A scanner.
     *
     * @param accessible whether this process may open a node for that access
     */
    NodeScanner(BiPredicate<Path, Access> accessible) {
        this.accessible = accessible;
    }

    /**
     * Asks the system whether this process may open a file, without opening it.
     *
     * @param path of the file
     * @param access for what
     * @return true when its permissions allow that
     */
    static boolean mayOpen(Path path, Access access) {
        return switch (access) {
            case READ_ONLY -> Files.isReadable(path);
            case READ_WRITE -> Files.isReadable(path) && Files.isWritable(path);
        };
    }

    /**
     * Looks.
     *
     * @param settings where and for what
     * @return what there is now
     */
    Scan scan(Settings settings) {
        final List<Path> candidates;
        try {
            candidates = candidates(settings);
        } catch (NoSuchFileException e) {
            return idle(Idleness.noFolder(settings));
        } catch (IOException e) {
            return idle(Idleness.unreadable(settings, e));
        }
        final List<DeviceNode> nodes = new ArrayList<>();
        final Map<Path, String> others = new TreeMap<>();
        final Set<String> ids = new HashSet<>();
        for (final Path path : candidates) {
            try {
                final Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,dev,ino,rdev");
                final int type = (Integer) attributes.get("mode") & TYPE_MASK;
                if (type == CHARACTER_DEVICE) {
                    nodes.add(node(path, identity(attributes), ids, settings));
                } else {
                    others.put(path, OTHER_TYPES.getOrDefault(type, "file of type " + Integer.toOctalString(type)));
                }
            } catch (NoSuchFileException e) {
                if (Files.isSymbolicLink(path)) {
                    others.put(path, "link to nothing");
                }
                // else it went since the folder was listed
            } catch (IOException e) {
                others.put(path, "file that can not be examined (" + e + ")");
            }
        }
        return new Scan(nodes, others, idle(nodes, settings));
    }

    private static List<Path> candidates(Settings settings) throws IOException {
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(settings.devRoot(), entry -> settings.isNode(entry.getFileName()))) {
            final List<Path> candidates = new ArrayList<>();
            entries.forEach(candidates::add);
            candidates.sort(null);
            return candidates;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private DeviceNode node(Path path, DeviceNode.Identity identity, Set<String> ids, Settings settings) {
        final NodeKind kind = settings.kindOf(path.getFileName()).orElseThrow();
        final String name = path.getFileName().toString();
        // where somebody chose patterns that make the ids of two kinds meet, one is made longer until it is free
        final String id = Stream.concat(
                        kind.driver().shortId(name).stream(),
                        Stream.iterate(kind.id() + "-" + name, taken -> taken + "-"))
                .filter(ids::add)
                .findFirst()
                .orElseThrow();
        return new DeviceNode(
                kind,
                path,
                id,
                identity,
                accessible.test(path, kind.access()),
                kind.driver().acpiPath(settings.sysRoot(), name),
                kind.driver().kernelName(settings.sysRoot(), name));
    }

    private static DeviceNode.Identity identity(Map<String, Object> attributes) {
        return new DeviceNode.Identity(
                (Long) attributes.get("dev"), (Long) attributes.get("ino"), (Long) attributes.get("rdev"));
    }

    private static List<String> idle(List<DeviceNode> nodes, Settings settings) {
        return Arrays.stream(NodeKind.values())
                .filter(kind -> nodes.stream().noneMatch(node -> node.kind() == kind))
                .flatMap(kind -> idle(kind, nodes, settings).stream())
                .toList();
    }

    private static Optional<String> idle(NodeKind kind, List<DeviceNode> nodes, Settings settings) {
        return nodes.stream()
                .filter(node -> settings.pattern(kind).matches(node.path().getFileName()))
                .findFirst()
                .map(taken -> Idleness.taken(kind, taken, settings))
                .or(() -> Idleness.noNode(kind, settings));
    }

    private static Scan idle(String reason) {
        return new Scan(List.of(), Map.of(), List.of(reason));
    }
}
