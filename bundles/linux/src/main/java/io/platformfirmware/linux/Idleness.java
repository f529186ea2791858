// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;

/** Why there is no device, or none of a kind, as precisely as can be told, in one sentence for the log. */
final class Idleness {

    /** Bit of {@code _STA}, which sysfs shows as {@code status} (Linux include/acpi/actypes.h, ACPI_STA_DEVICE_PRESENT). */
    private static final int STA_PRESENT = 1;

    private Idleness() {}

    /**
     * The wrong system.
     *
     * @param osName what the JVM calls it
     * @return the sentence
     */
    static String notLinux(String osName) {
        return "No device: this system is " + osName + ", and the devices are found on Linux only";
    }

    /**
     * No device folder.
     *
     * @param settings in force
     * @return the sentence
     */
    static String noFolder(Settings settings) {
        return "No device: the device folder " + settings.devRoot() + " does not exist";
    }

    /**
     * A device folder that can not be listed.
     *
     * @param settings in force
     * @param problem as the system gave it
     * @return the sentence
     */
    static String unreadable(Settings settings, IOException problem) {
        return "No device: the device folder " + settings.devRoot() + " can not be listed: " + problem;
    }

    /**
     * No node of a kind. Looks into sysfs.
     *
     * @param kind which
     * @param settings in force
     * @return the sentence
     */
    static String noNode(NodeKind kind, Settings settings) {
        return none(kind) + "no character device in " + settings.devRoot() + " matches " + settings.pattern(kind) + "; "
                + platform(kind, settings.sysRoot());
    }

    /**
     * No node of a kind but one that counts as another kind's, because both patterns match.
     *
     * @param kind which has none
     * @param node that the kind would have
     * @param settings in force
     * @return the sentence
     */
    static String taken(NodeKind kind, DeviceNode node, Settings settings) {
        return none(kind) + node.path() + " matches " + setting(kind, settings) + ", but "
                + setting(node.kind(), settings) + " as well, and counts as a "
                + node.kind().title() + " node";
    }

    private static String none(NodeKind kind) {
        return "No " + kind.title() + " device: ";
    }

    private static String setting(NodeKind kind, Settings settings) {
        return kind.key() + " = " + settings.pattern(kind);
    }

    private static String platform(NodeKind kind, Path sysRoot) {
        final Path devices = sysRoot.resolve("bus/acpi/devices");
        if (!Files.isDirectory(devices)) {
            return devices + " does not exist, so this platform has no ACPI, or sysfs is elsewhere";
        }
        final Optional<Path> device;
        try {
            device = device(kind, devices);
        } catch (IOException e) {
            return "whether this platform has the ACPI device " + kind.acpiId() + " can not be told: " + e;
        }
        if (device.isEmpty()) {
            return "this platform has no ACPI device " + kind.acpiId();
        }
        if (isSwitchedOff(device.get())) {
            return "the platform has the ACPI device " + kind.acpiId()
                    + " but the firmware says that it is not present: see the firmware setup";
        }
        if (Files.exists(sysRoot.resolve("module").resolve(kind.module()))) {
            return "the platform has the ACPI device " + kind.acpiId() + " and the driver " + kind.module()
                    + " is loaded but made no node: see the kernel log (dmesg)";
        }
        return "the platform has the ACPI device " + kind.acpiId() + " but no driver made a node: modprobe "
                + kind.module();
    }

    private static Optional<Path> device(NodeKind kind, Path devices) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(devices, kind.acpiId() + "*")) {
            final Iterator<Path> found = entries.iterator();
            return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean isSwitchedOff(Path device) {
        try {
            return (Integer.parseInt(Files.readString(device.resolve("status")).strip()) & STA_PRESENT) == 0;
        } catch (IOException | NumberFormatException e) {
            // without a _STA method there is no such file, and the device is present (ACPI 6.5, 6.3.7)
            return false;
        }
    }
}
