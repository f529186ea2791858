// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import io.platformfirmware.FirmwareDevice;
import java.util.ArrayList;
import java.util.List;

/** The chain of one of the two ACPI devices, from the platform to the node and its service. */
enum Half {
    PFRU("INTC1080", "pfr_update", "acpi_pfr_update", "pfru"),
    PFRT("INTC1081", "pfr_telemetry", "acpi_pfr_telemetry", "pfrt");

    private static final String ACPI = "bus/acpi/devices";
    private static final String DISABLED = "0";

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

    /** Whether the platform has it. */
    boolean isPresent(Host host) {
        return !acpiDevices(host).isEmpty();
    }

    /**
     * The links, the lowest first. Where the platform has no such device, nothing above it is looked for.
     *
     * @param services of this half
     * @param pid of this process
     */
    List<Finding> findings(Host host, Kernel kernel, List<? extends FirmwareDevice> services, long pid) {
        final List<String> nodes = host.names(host.dev(""), node + "\\d+");
        final List<Finding> findings = new ArrayList<>();
        findings.add(platform(host));
        if (isPresent(host) || !nodes.isEmpty()) {
            final Finding driver = driver(host, kernel);
            findings.add(driver);
            if (nodes.isEmpty() && driver.verdict() == Finding.Verdict.OK) {
                findings.add(missingNode(host, kernel));
            }
        }
        for (final String name : nodes) {
            findings.add(Nodes.permission(name() + " node", host, host.dev(name)));
            Nodes.lock(name() + " lock", host, host.dev(name), pid).ifPresent(findings::add);
            findings.add(service(host.dev(name), services));
        }
        return findings;
    }

    private List<String> acpiDevices(Host host) {
        return host.names(host.sys(ACPI), hid + ":.*");
    }

    private Finding platform(Host host) {
        final String link = name() + " platform";
        final List<String> acpi = acpiDevices(host);
        if (acpi.isEmpty()) {
            return host.has(host.sys(ACPI))
                    ? Finding.absent(
                            link,
                            "its firmware has no ACPI device " + hid,
                            "Look for run-time update in the firmware's setup, or ask the platform's vendor")
                    : Finding.absent(link, "this machine has no ACPI", "Use a machine with ACPI and a device " + hid);
        }
        final String device = host.sys(ACPI + "/" + acpi.get(0));
        final String found = acpi.get(0)
                + host.text(device + "/path").map(path -> " at " + path).orElse("");
        // Documentation/ABI/testing/sysfs-bus-acpi: what _STA says, in decimal
        return host.text(device + "/status").filter(DISABLED::equals).isPresent()
                ? Finding.broken(
                        link,
                        found + " is switched off (its _STA is 0)",
                        "Switch run-time update on in the firmware's setup, or ask the platform's vendor")
                : Finding.ok(link, found);
    }

    private Finding driver(Host host, Kernel kernel) {
        final String link = name() + " driver";
        if (host.has(host.sys("module/" + module)) || kernel.lists("modules.builtin", module)) {
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
                        module + " is not loaded, and not among the modules of Linux " + kernel.release(),
                        "Use a kernel with CONFIG_ACPI_PFRUT=m, or load the module from where it is: insmod " + module
                                + ".ko")
                : Finding.broken(
                        link,
                        module + " is not loaded; what the kernel has can not be seen from here",
                        "Run as root: modprobe " + module + ", on the machine itself where this is a container");
    }

    private Finding missingNode(Host host, Kernel kernel) {
        final String link = name() + " node";
        final boolean pnp = acpiDevices(host).stream()
                .flatMap(device -> host.target(host.sys(ACPI + "/" + device + "/physical_node")).stream())
                .anyMatch(target -> target.contains("/pnp"));
        final String missing = "there is no " + host.dev(node) + "<N>";
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
                "Read dmesg for " + module + ": the ACPI device may have no _DSM. In a container, pass the node on");
    }

    private Finding service(String path, List<? extends FirmwareDevice> services) {
        final String link = name() + " service";
        return services.stream()
                .filter(service -> !service.simulated() && service.devicePath().equals(path))
                .findFirst()
                .map(service -> Finding.ok(link, service.deviceId()))
                .orElseGet(() -> Finding.broken(
                        link,
                        "nothing drives " + path,
                        "Run feature:install " + feature
                                + ", and look at the names of nodes in io.platformfirmware.linux"));
    }
}
