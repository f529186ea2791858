// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import io.platformfirmware.tpm.Cr50;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chips on SPI that the platform names or somebody has configured, and who has them. */
final class SpiChips {

    private static final String SPI = "bus/spi/devices";
    private static final String SPIDEV = "spidev";
    private static final List<String> NAMES = List.of("cr50", "ti50", "goog0005");

    private final Host host;
    private final long pid;

    SpiChips(Host host, long pid) {
        this.host = host;
        this.pid = pid;
    }

    /**
     * Who has them, then whether those that are configured can be used.
     *
     * @param configured the nodes of those that are
     * @param services those that are there
     */
    List<Finding> findings(List<String> configured, List<Cr50> services) {
        final List<Finding> findings = new ArrayList<>();
        for (final String name : host.names(host.sys(SPI), "spi\\d+\\.\\d+")) {
            final String folder = host.sys(SPI + "/" + name);
            final String kind = (host.text(folder + "/modalias").orElse("") + " "
                            + host.text(folder + "/of_node/compatible").orElse(""))
                    .toLowerCase(Locale.ROOT);
            if (NAMES.stream().anyMatch(kind::contains)) {
                findings.add(driver(name, folder, configured));
            }
        }
        for (final String path : configured) {
            findings.addAll(node(path, services));
        }
        return findings;
    }

    private Finding driver(String name, String folder, List<String> configured) {
        final String link = "Cr50 driver of " + name;
        final String node = host.dev(name.replace("spi", SPIDEV));
        final Optional<String> driver = driver(folder);
        if (driver.isEmpty()) {
            return withoutSpidev(
                    link,
                    "no driver has the chip",
                    "Run as root: " + override(folder) + bind(name),
                    configured.contains(node));
        }
        return driver.get().equals(SPIDEV)
                ? Finding.ok(link, "spidev: " + node)
                : withoutSpidev(
                        link,
                        "Linux's own driver " + driver.get() + " has the chip",
                        "Use the kernel's /dev/tpm0 instead, or run as root: " + override(folder) + "echo " + name
                                + " > " + host.sys("bus/spi/drivers/" + driver.get() + "/unbind; ") + bind(name),
                        configured.contains(node));
    }

    /** A machine is not out of order because nobody wants its TPM here. */
    private static Finding withoutSpidev(String link, String found, String advice, boolean wanted) {
        return wanted
                ? Finding.broken(link, found, advice)
                : Finding.absent(link, found + ", and no configuration names it", advice);
    }

    private List<Finding> node(String path, List<Cr50> services) {
        final String link = "Cr50 node";
        if (!host.has(path)) {
            return List.of(Finding.broken(
                    link,
                    "there is no " + path + ", which io.platformfirmware.cr50~NAME names",
                    "Give the chip to spidev, or correct spiDevice; the kernel needs CONFIG_SPI_SPIDEV"));
        }
        final List<Finding> findings = new ArrayList<>();
        findings.add(Nodes.permission(link, host, path));
        Nodes.lock("Cr50 lock", host, path, pid).ifPresent(findings::add);
        findings.add(services.stream()
                .filter(chip -> !chip.simulated() && chip.devicePath().equals(path))
                .findFirst()
                .map(chip -> Finding.ok("Cr50 service", chip.deviceId()))
                .orElseGet(() -> Finding.broken(
                        "Cr50 service",
                        "nothing drives " + path,
                        "Run feature:install cr50, and look at the names of nodes in io.platformfirmware.linux")));
        return findings;
    }

    private Optional<String> driver(String folder) {
        return host.target(folder + "/driver").map(path -> path.substring(path.lastIndexOf('/') + 1));
    }

    private String override(String folder) {
        return "modprobe spidev; echo spidev > " + folder + "/driver_override; ";
    }

    private String bind(String name) {
        return "echo " + name + " > " + host.sys("bus/spi/drivers/spidev/bind");
    }
}
