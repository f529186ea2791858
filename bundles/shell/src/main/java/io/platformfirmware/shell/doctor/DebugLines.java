// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kernel's debug lines, in which the driver tells the firmware's status: whether they can be switched on, and read. */
final class DebugLines {

    private static final String PROC_CONTROL = "/proc/dynamic_debug/control";
    private static final String OWN_LOG = "read the firmware's own log instead (pfrt:log)";
    private static final String RESTRICTED = "1";

    private final Host host;

    DebugLines(Host host) {
        this.host = host;
    }

    /** Whether lockdown leaves them alone: Linux locks debugfs, and since 5.7 procfs has the same file. */
    boolean areOutsideDebugfs() {
        return host.has(PROC_CONTROL);
    }

    List<Finding> findings() {
        return List.of(control(), log());
    }

    private Finding control() {
        final String link = "kernel debug lines";
        final String debugfs = host.sys("kernel/debug");
        final Optional<String> control = Stream.of(PROC_CONTROL, debugfs + "/dynamic_debug/control")
                .filter(host::has)
                .findFirst();
        if (control.isPresent()) {
            return host.mayUse(control.get())
                    ? Finding.ok(
                            link,
                            "can be switched on, with kernelDiagnostics = on in io.platformfirmware.pfru: "
                                    + control.get()
                                    + (isMounted(debugfs) ? "" : "; debugfs is not mounted"))
                    : Finding.doubtful(
                            link,
                            "this process may not switch them on, and can not have the firmware's status: "
                                    + control.get(),
                            "Run Karaf as root, or " + OWN_LOG);
        }
        // the driver came with Linux 5.17, so procfs would have the file
        return isMounted(debugfs) && host.mayUse(debugfs)
                ? Finding.doubtful(
                        link,
                        "neither in procfs nor in debugfs: the kernel was built without CONFIG_DYNAMIC_DEBUG",
                        "Use a kernel with CONFIG_DYNAMIC_DEBUG, or " + OWN_LOG)
                : Finding.doubtful(
                        link,
                        "there is no " + PROC_CONTROL
                                + ": the kernel was built without CONFIG_DYNAMIC_DEBUG, or a container hides it",
                        "Use a kernel with CONFIG_DYNAMIC_DEBUG, or pass that file on to the container, or " + OWN_LOG);
    }

    /** Where they arrive. */
    private Finding log() {
        final String link = "kernel log";
        final String path = host.dev("kmsg");
        if (!host.has(path)) {
            return Finding.doubtful(
                    link,
                    "there is no " + path + ", and with it the firmware's status can not be had",
                    "In a container, pass the node on, or " + OWN_LOG);
        }
        if (host.canOpen(path)) {
            return Finding.ok(link, path + " can be read");
        }
        // Linux Documentation/admin-guide/sysctl/kernel.rst: with 1, root alone is not enough
        final boolean restricted = host.text("/proc/sys/kernel/dmesg_restrict")
                .filter(RESTRICTED::equals)
                .isPresent();
        return Finding.doubtful(
                link,
                "this process may not read " + path + ", and can not have the firmware's status"
                        + (restricted ? ": kernel.dmesg_restrict is 1" : ""),
                "Run Karaf as root" + (restricted ? " with CAP_SYSLOG" : "") + ", in a container with leave to use "
                        + path + ", or " + OWN_LOG);
    }

    private boolean isMounted(String debugfs) {
        return host.text("/proc/mounts")
                .filter(mounts -> mounts.contains(" " + debugfs + " debugfs "))
                .isPresent();
    }
}
