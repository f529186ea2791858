// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A folder that imitates {@code /dev} and one that imitates {@code /sys}. Its nodes are links to devices of this machine. */
final class Tree {

    private final Path dev;
    private final Path sys;

    private Tree(Path dev, Path sys) {
        this.dev = dev;
        this.sys = sys;
    }

    /** Neither folder exists yet. */
    static Tree in(Path folder) {
        return new Tree(folder.resolve("dev"), folder.resolve("sys"));
    }

    /** Deletes the links below a folder, which JUnit would do with a warning for each. */
    static void deleteLinks(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    Path dev() {
        return dev;
    }

    Path node(String name) {
        return dev.resolve(name);
    }

    Tree withDev() throws IOException {
        Files.createDirectories(dev);
        return this;
    }

    Tree withNode(String name) throws IOException {
        return withNode(name, "null");
    }

    /** A node that is a device of this machine. One that exists is replaced. */
    Tree withNode(String name, String device) throws IOException {
        withDev();
        final Path prepared = dev.resolve("." + name);
        Files.createSymbolicLink(prepared, Path.of("/dev", device));
        Files.move(prepared, node(name), StandardCopyOption.ATOMIC_MOVE);
        return this;
    }

    Tree without(String name) throws IOException {
        Files.delete(node(name));
        return this;
    }

    Tree withAcpiPath(String misc, String path) throws IOException {
        return withSysFile("class/misc/" + misc + "/device/firmware_node/path", path + "\n");
    }

    /** A platform with ACPI, and without any device that matters. */
    Tree withAcpi() throws IOException {
        return withSysFile("bus/acpi/devices/PNP0303:00/status", "15\n");
    }

    Tree withSysFile(String name, String content) throws IOException {
        final Path file = sys.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    Settings settings() {
        return settings("acpi_pfr_update*", Duration.ofHours(1));
    }

    Settings settings(String pfruNodes, Duration rescan) {
        return settings(properties(pfruNodes, rescan));
    }

    Settings settings(String pfruNodes, String pfrtNodes) {
        final Map<String, Object> properties = properties(pfruNodes, Duration.ofHours(1));
        properties.put("pfrtNodes", pfrtNodes);
        return settings(properties);
    }

    static Settings settings(Map<String, Object> properties) {
        return Settings.read(properties, Settings.defaults(), refusal -> {
            throw new IllegalArgumentException(refusal.toString());
        });
    }

    Map<String, Object> properties(String pfruNodes, Duration rescan) {
        final Map<String, Object> properties = new HashMap<>();
        properties.put("devRoot", dev.toString());
        properties.put("sysRoot", sys.toString());
        properties.put("pfruNodes", pfruNodes);
        properties.put("rescanSeconds", Math.toIntExact(rescan.toSeconds()));
        return properties;
    }
}
