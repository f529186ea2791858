// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;

/** Why there is no device, as precisely as can be told, in one sentence for the log. */
final class Idleness {

    /** ACPI id of Platform Firmware Runtime Update (Linux drivers/acpi/pfr_update.c, {@code acpi_pfru_ids}). */
    private static final String ACPI_ID = "INTC1080";

    /** The driver's module (Linux drivers/acpi/Makefile). */
    private static final String MODULE = "pfr_update";

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
     * No node. Looks into sysfs.
     *
     * @param settings in force
     * @return the sentence
     */
    static String noNode(Settings settings) {
        return "No device: no character device in " + settings.devRoot() + " matches " + settings.pfruNodes() + "; "
                + platform(settings.sysRoot());
    }

    private static String platform(Path sysRoot) {
        final Path devices = sysRoot.resolve("bus/acpi/devices");
        if (!Files.isDirectory(devices)) {
            return devices + " does not exist, so this platform has no ACPI, or sysfs is elsewhere";
        }
        final Optional<Path> device;
        try {
            device = device(devices);
        } catch (IOException e) {
            return "whether this platform has the ACPI device " + ACPI_ID + " can not be told: " + e;
        }
        if (device.isEmpty()) {
            return "this platform has no ACPI device " + ACPI_ID;
        }
        if (isSwitchedOff(device.get())) {
            return "the platform has the ACPI device " + ACPI_ID
                    + " but the firmware says that it is not present: see the firmware setup";
        }
        if (Files.exists(sysRoot.resolve("module").resolve(MODULE))) {
            return "the platform has the ACPI device " + ACPI_ID + " and the driver " + MODULE
                    + " is loaded but made no node: see the kernel log (dmesg)";
        }
        return "the platform has the ACPI device " + ACPI_ID + " but no driver made a node: modprobe " + MODULE;
    }

    private static Optional<Path> device(Path devices) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(devices, ACPI_ID + "*")) {
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
