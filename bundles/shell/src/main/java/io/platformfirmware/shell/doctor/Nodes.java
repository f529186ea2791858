// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import java.util.Optional;

/** Whether a node can be used, and who else uses it. */
final class Nodes {

    private Nodes() {}

    static Finding permission(String link, Host host, String path) {
        return host.mayUse(path)
                ? Finding.ok(link, path + " may be used")
                : Finding.broken(
                        link,
                        "no permission to use " + path,
                        "Run Karaf as root, or give its group the node with contrib/70-platform-firmware.rules");
    }

    /**
     * Who holds its lock.
     *
     * @param pid of this process
     * @return empty where Linux does not tell
     */
    static Optional<Finding> lock(String link, Host host, String path, long pid) {
        final Optional<String> name = host.lockName(path);
        final Optional<String> locks = host.text("/proc/locks");
        if (name.isEmpty() || locks.isEmpty()) {
            return Optional.empty();
        }
        for (final String line : locks.get().split("\n")) {
            // 1: FLOCK  ADVISORY  WRITE 1234 00:06:567 0 EOF
            final String[] words = line.strip().split("\\s+");
            if (words.length > 5 && words[1].equals("FLOCK") && words[5].equals(name.get())) {
                return Optional.of(held(link, host, path, words[4], pid));
            }
        }
        return Optional.of(Finding.ok(link, "nobody holds " + path));
    }

    private static Finding held(String link, Host host, String path, String holder, long pid) {
        if (holder.equals(Long.toString(pid))) {
            return Finding.ok(link, path + " is held by this Karaf");
        }
        return Finding.broken(
                link,
                path + " is held by process " + holder
                        + host.text("/proc/" + holder + "/comm")
                                .map(comm -> " (" + comm + ")")
                                .orElse(""),
                "Wait until it ends; ps -fp " + holder + " shows what it is");
    }
}
