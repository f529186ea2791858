// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chips on SPI that the platform names, and who has them. */
final class SpiChips {

    private static final String SPI = "sys/bus/spi/devices";
    private static final String SPIDEV = "spidev";
    private static final List<String> NAMES = List.of("cr50", "ti50", "goog0005");

    private SpiChips() {}

    static List<Finding> findings(Host host) {
        final List<Finding> findings = new ArrayList<>();
        for (final String name : host.names(SPI, "spi\\d+\\.\\d+")) {
            final String folder = SPI + "/" + name;
            final String kind = (host.text(folder + "/modalias").orElse("") + " "
                            + host.text(folder + "/of_node/compatible").orElse(""))
                    .toLowerCase(Locale.ROOT);
            if (NAMES.stream().anyMatch(kind::contains)) {
                findings.add(driver(host, name, folder));
            }
        }
        return findings;
    }

    private static Finding driver(Host host, String name, String folder) {
        final String link = "Cr50 driver of " + name;
        final Optional<String> driver =
                host.target(folder + "/driver").map(path -> path.substring(path.lastIndexOf('/') + 1));
        if (driver.isEmpty()) {
            return Finding.broken(link, "no driver has the chip", "Run as root: " + override(folder) + bind(name));
        }
        return driver.get().equals(SPIDEV)
                ? Finding.ok(link, "spidev: /dev/" + name.replace("spi", SPIDEV))
                : Finding.broken(
                        link,
                        "Linux's own driver " + driver.get() + " has the chip",
                        "Use the kernel's /dev/tpm0 instead, or run as root: " + override(folder) + "echo " + name
                                + " > /sys/bus/spi/drivers/" + driver.get() + "/unbind; " + bind(name));
    }

    private static String override(String folder) {
        return "modprobe spidev; echo spidev > /" + folder + "/driver_override; ";
    }

    private static String bind(String name) {
        return "echo " + name + " > /sys/bus/spi/drivers/spidev/bind";
    }
}
