// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A driver of an ACPI device that makes misc devices. The short id of a node is the misc device's name: the driver gives it
 * the number of the node, for example {@code pfru0} to {@code acpi_pfr_update0} (Linux drivers/acpi/pfr_update.c,
 * pfr_telemetry.c).
 *
 * <p>The ACPI path stands in {@code class/misc/pfru<N>/device/firmware_node/path} of sysfs: the misc device's parent is the
 * platform device (Linux drivers/char/misc.c), and that one's firmware node is the ACPI object (drivers/acpi/device_sysfs.c).
 * {@code device} is a link to the platform device, whose name the kernel puts into its messages.
 *
 * @param misc what the names of the misc devices begin with, each followed by a number
 * @param acpiId the id of the ACPI object that it binds to, from its {@code acpi_device_id} table
 * @param module its module (Linux drivers/acpi/Makefile)
 */
record AcpiDriver(String misc, String acpiId, String module) implements Driver {

    private static final Pattern NUMBERED = Pattern.compile(".*?([0-9]+)");

    /** Bit of {@code _STA}, which sysfs shows as {@code status} (Linux include/acpi/actypes.h, ACPI_STA_DEVICE_PRESENT). */
    private static final int STA_PRESENT = 1;

    @Override
    public Optional<String> shortId(String name) {
        final Matcher matcher = NUMBERED.matcher(name);
        return matcher.matches() ? Optional.of(misc + matcher.group(1)) : Optional.empty();
    }

    @Override
    public Optional<String> acpiPath(Path sysRoot, String name) {
        return shortId(name).flatMap(device -> read(sysRoot, device));
    }

    @Override
    public Optional<String> kernelName(Path sysRoot, String name) {
        return shortId(name)
                .map(device -> sysRoot.resolve("class/misc").resolve(device).resolve("device"))
                .flatMap(AcpiDriver::target);
    }

    private static Optional<String> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).getFileName().toString());
        } catch (IOException e) {
            // without it a message is told by the driver's name alone
            return Optional.empty();
        }
    }

    private static Optional<String> read(Path sysRoot, String device) {
        final Path file = sysRoot.resolve("class/misc").resolve(device).resolve("device/firmware_node/path");
        try {
            return Optional.of(Files.readString(file).strip()).filter(path -> !path.isEmpty());
        } catch (IOException e) {
            // a detail for the reader, which sysfs may not have
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> whyNoNode(Path sysRoot) {
        return Optional.of(reason(sysRoot));
    }

    private String reason(Path sysRoot) {
        final Path devices = sysRoot.resolve("bus/acpi/devices");
        if (!Files.isDirectory(devices)) {
            return devices + " does not exist, so this platform has no ACPI, or sysfs is elsewhere";
        }
        final Optional<Path> device;
        try {
            device = device(devices);
        } catch (IOException e) {
            return "whether this platform has the ACPI device " + acpiId + " can not be told: " + e;
        }
        if (device.isEmpty()) {
            return "this platform has no ACPI device " + acpiId;
        }
        if (isSwitchedOff(device.get())) {
            return "the platform has the ACPI device " + acpiId
                    + " but the firmware says that it is not present: see the firmware setup";
        }
        if (Files.exists(sysRoot.resolve("module").resolve(module))) {
            return "the platform has the ACPI device " + acpiId + " and the driver " + module
                    + " is loaded but made no node: see the kernel log (dmesg)";
        }
        return "the platform has the ACPI device " + acpiId + " but no driver made a node: modprobe " + module;
    }

    private Optional<Path> device(Path devices) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(devices, acpiId + "*")) {
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

    // the rule has the name that sysfs knows, which is not that of the node
    @Override
    public String udevMatch() {
        return "SUBSYSTEM==\"misc\", KERNEL==\"" + misc + "[0-9]*\"";
    }
}
