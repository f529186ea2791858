// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.CharDevice.Access;

/**
 * The kinds of device node that are looked for, one for each driver. A node that the patterns of several kinds match is
 * of the first of them, in the order of these constants.
 */
enum NodeKind {
    /** Platform Firmware Runtime Update (Linux drivers/acpi/pfr_update.c): a capsule is written to it. */
    PFRU(
            CharDevice.KIND_PFRU,
            "firmware update",
            "INTC1080",
            "pfr_update",
            "pfruNodes",
            Settings.PFRU_NODES,
            Access.READ_WRITE),

    /**
     * Platform Firmware Runtime Telemetry (Linux drivers/acpi/pfr_telemetry.c): the log is mapped, which the driver refuses
     * for writing, and no request of it asks how the node was opened.
     */
    PFRT(
            CharDevice.KIND_PFRT,
            "firmware telemetry",
            "INTC1081",
            "pfr_telemetry",
            "pfrtNodes",
            Settings.PFRT_NODES,
            Access.READ_ONLY);

    private final String id;
    private final String title;
    private final String acpiId;
    private final String module;
    private final String key;
    private final String defaultPattern;
    private final Access access;

    NodeKind(String id, String title, String acpiId, String module, String key, String defaultPattern, Access access) {
        this.id = id;
        this.title = title;
        this.acpiId = acpiId;
        this.module = module;
        this.key = key;
        this.defaultPattern = defaultPattern;
        this.access = access;
    }

    /**
     * The kind as its users know it.
     *
     * @return the value of {@link CharDevice#KIND}. The ids of its nodes begin with it; and so do the names of the driver's
     *     misc devices, which sysfs and udev know, each followed by a number
     */
    String id() {
        return id;
    }

    /**
     * What a reader calls it.
     *
     * @return to be put before "node" and "device"
     */
    String title() {
        return title;
    }

    /**
     * The id of the ACPI object that the driver binds to.
     *
     * @return from the driver's {@code acpi_device_id} table
     */
    String acpiId() {
        return acpiId;
    }

    /**
     * The driver's module.
     *
     * @return from Linux drivers/acpi/Makefile
     */
    String module() {
        return module;
    }

    /**
     * The setting with the pattern for the names of its nodes.
     *
     * @return the key in the configuration
     */
    String key() {
        return key;
    }

    /**
     * The pattern in force without a setting.
     *
     * @return see {@link NamePattern}
     */
    String defaultPattern() {
        return defaultPattern;
    }

    /**
     * What a node has to be opened for to be of use.
     *
     * @return the least that is enough
     */
    Access access() {
        return access;
    }
}
