// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import io.platformfirmware.FirmwareDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The chain of one of the two ACPI devices, from the platform to the node and its service. */
enum Half {
    PFRU("INTC1080", "pfr_update", "acpi_pfr_update", "pfru"),
    PFRT("INTC1081", "pfr_telemetry", "acpi_pfr_telemetry", "pfrt");

    private static final String ACPI = "sys/bus/acpi/devices";

    private final String hid;
    private final String module;
    private final String node;
    private final String feature;

    Half(String hid, String module, String node, String feature) {
        this.hid = hid;
        this.module = module;
        this.node = node;
        this.feature = feature;
    }

    /**
     * The links, the lowest first.
     *
     * @param services of this half
     * @param pid of this process
     */
    List<Finding> findings(Host host, Kernel kernel, List<? extends FirmwareDevice> services, long pid) {
        final List<Finding> findings = new ArrayList<>();
        final List<String> acpi = host.names(ACPI, hid + ":.*");
        findings.add(platform(host, acpi));
        final Finding driver = driver(host, kernel);
        findings.add(driver);
        final List<String> nodes = host.names("dev", node + "\\d+");
        if (nodes.isEmpty() && driver.verdict() == Finding.Verdict.OK && !acpi.isEmpty()) {
            findings.add(missingNode(host, kernel, acpi));
        }
        for (final String name : nodes) {
            findings.add(permission(host, name));
            lock(host, name, pid).ifPresent(findings::add);
            findings.add(service(name, services));
        }
        return findings;
    }

    private Finding platform(Host host, List<String> acpi) {
        final String link = name() + " platform";
        if (!acpi.isEmpty()) {
            return Finding.ok(
                    link,
                    acpi.get(0)
                            + host.text(ACPI + "/" + acpi.get(0) + "/path")
                                    .map(path -> " at " + path)
                                    .orElse(""));
        }
        return host.has(ACPI)
                ? Finding.broken(
                        link,
                        "its firmware has no ACPI device " + hid,
                        "Look for run-time update in the firmware's setup, or ask the platform's vendor")
                : Finding.broken(link, "this machine has no ACPI", "Use a machine with ACPI and a device " + hid);
    }

    private Finding driver(Host host, Kernel kernel) {
        final String link = name() + " driver";
        if (host.has("sys/module/" + module) || kernel.lists("modules.builtin", module)) {
            return Finding.ok(link, module + " is there");
        }
        if (kernel.lists("modules.dep", module)) {
            return Finding.broken(
                    link,
                    module + " is not loaded",
                    "Run as root: modprobe " + module + "; for every start: echo " + module
                            + " >> /etc/modules-load.d/platform-firmware.conf");
        }
        return kernel.hasLists()
                ? Finding.broken(
                        link,
                        "Linux " + kernel.release() + " was built without " + module,
                        "Use a kernel with CONFIG_ACPI_PFRUT=m")
                : Finding.unknown(link, module + " is not loaded, and the kernel's modules can not be seen");
    }

    private Finding missingNode(Host host, Kernel kernel, List<String> acpi) {
        final String link = name() + " node";
        final boolean pnp = host.target(ACPI + "/" + acpi.get(0) + "/physical_node")
                .filter(target -> target.contains("/pnp"))
                .isPresent();
        final String missing = "there is no /dev/" + node + "<N>";
        final String since =
                "Use Linux 6.3 or later, or one with \"ACPI: PNP: Introduce list of known non-PNP devices\"";
        if (pnp) {
            return Finding.broken(link, missing + ": Linux's PNP code has the device", since);
        }
        if (kernel.isKnown() && kernel.isBefore(6, 3)) {
            return Finding.broken(link, missing + ": before Linux 6.3 its PNP code may have the device", since);
        }
        return Finding.broken(
                link,
                missing + " although the driver and the platform are there",
                "Read dmesg for " + module + ": the ACPI device may have no _DSM");
    }

    private Finding permission(Host host, String name) {
        final String link = name() + " node";
        return host.mayUse("dev/" + name)
                ? Finding.ok(link, "/dev/" + name + " may be used")
                : Finding.broken(
                        link,
                        "no permission to use /dev/" + name,
                        "Run Karaf as root, or give its group the node with contrib/70-platform-firmware.rules");
    }

    private Optional<Finding> lock(Host host, String name, long pid) {
        final String link = name() + " lock";
        final Optional<Long> inode = host.inode("dev/" + name);
        final Optional<String> locks = host.text("proc/locks");
        if (inode.isEmpty() || locks.isEmpty()) {
            return Optional.empty();
        }
        for (final String line : locks.get().split("\n")) {
            // 1: FLOCK  ADVISORY  WRITE 1234 00:06:567 0 EOF
            final String[] words = line.strip().split("\\s+");
            if (words.length > 5 && words[1].equals("FLOCK") && words[5].endsWith(":" + inode.get())) {
                final String holder = words[4];
                return Optional.of(
                        holder.equals(Long.toString(pid))
                                ? Finding.ok(
                                        link, "/dev/" + name + " is held by this Karaf: a capsule waits, see pfru:info")
                                : Finding.broken(
                                        link,
                                        "/dev/" + name + " is held by process " + holder
                                                + host.text("proc/" + holder + "/comm")
                                                        .map(comm -> " (" + comm + ")")
                                                        .orElse(""),
                                        "Wait until it ends; ps -fp " + holder + " shows what it is"));
            }
        }
        return Optional.of(Finding.ok(link, "nobody holds /dev/" + name));
    }

    private Finding service(String name, List<? extends FirmwareDevice> services) {
        final String link = name() + " service";
        return services.stream()
                .filter(service -> !service.simulated() && service.devicePath().equals("/dev/" + name))
                .findFirst()
                .map(service -> Finding.ok(link, service.deviceId()))
                .orElseGet(() -> Finding.broken(
                        link,
                        "nothing drives /dev/" + name,
                        "Run feature:install " + feature + ", and look at devRoot in io.platformfirmware.linux"));
    }
}
