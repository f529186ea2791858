// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

/** Which texts the debug lines of the simulated kernel's update driver have. */
public enum KernelMessages {
    /** Those of Linux 5.17 to 6.16: they tell a status, and nothing of what the driver itself refuses. */
    LINUX_5_17("5.17"),
    /** Those since Linux 6.17: they tell which call failed, and most of what the driver refuses. */
    LINUX_6_17("6.17");

    private final String id;

    KernelMessages(String id) {
        this.id = id;
    }

    /**
     * The texts in settings.
     *
     * @return the first release that has them
     */
    public String id() {
        return id;
    }
}
