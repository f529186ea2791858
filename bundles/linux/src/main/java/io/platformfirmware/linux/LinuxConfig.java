// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What the settings look like to an administrator. {@link Settings} reads the values. */
@ObjectClassDefinition(
        name = "Platform Firmware: Linux devices",
        description = "Where device nodes are looked for. Changes take effect at once; devices that still match stay.")
@interface LinuxConfig {

    /**
     * Folder of the nodes.
     *
     * @return an absolute path
     */
    @AttributeDefinition(
            name = "Device folder",
            description = "Folder with the device nodes; an absolute path. It may appear later.")
    String devRoot() default Settings.DEV_ROOT;

    /**
     * Where sysfs is.
     *
     * @return an absolute path
     */
    @AttributeDefinition(
            name = "Sysfs folder",
            description = "Where sysfs is mounted; an absolute path. Read for the ACPI path of a device and to say why"
                    + " there is none.")
    String sysRoot() default Settings.SYS_ROOT;

    /**
     * Which nodes are firmware update devices.
     *
     * @return a glob
     */
    @AttributeDefinition(
            name = "Firmware update nodes",
            description =
                    "Which names in the device folder are firmware update (PFRU) nodes: a pattern with *, ?, [...]"
                            + " and {a,b}.")
    String pfruNodes() default Settings.PFRU_NODES;

    /**
     * Which nodes are firmware telemetry devices.
     *
     * @return a glob
     */
    @AttributeDefinition(
            name = "Firmware telemetry nodes",
            description =
                    "Which names in the device folder are firmware telemetry (PFRT) nodes: a pattern with *, ?, [...]"
                            + " and {a,b}. A name that the pattern for update nodes matches too is an update node.")
    String pfrtNodes() default Settings.PFRT_NODES;

    /**
     * Which nodes are SPI devices.
     *
     * @return a glob
     */
    @AttributeDefinition(
            name = "SPI nodes",
            description =
                    "Which names in the device folder are nodes of SPI devices (spidev): a pattern with *, ?, [...] and"
                            + " {a,b}. A name that a pattern above matches too is not.")
    String spiNodes() default Settings.SPI_NODES;

    /**
     * Which nodes are GPIO chips.
     *
     * @return a glob
     */
    @AttributeDefinition(
            name = "GPIO nodes",
            description =
                    "Which names in the device folder are nodes of GPIO chips: a pattern with *, ?, [...] and {a,b}. A"
                            + " name that a pattern above matches too is not.")
    String gpioNodes() default Settings.GPIO_NODES;

    /**
     * Which nodes are the kernel's pool of randomness.
     *
     * @return a glob
     */
    @AttributeDefinition(
            name = "Random nodes",
            description =
                    "Which names in the device folder are nodes of the kernel's pool of randomness: a pattern with *, ?,"
                            + " [...] and {a,b}. A name that a pattern above matches too is not.")
    String randomNodes() default Settings.RANDOM_NODES;

    /**
     * Which nodes make TPM devices of the kernel.
     *
     * @return a glob
     */
    @AttributeDefinition(
            name = "TPM proxy nodes",
            description =
                    "Which names in the device folder are nodes of the kernel's TPM proxy (vtpm_proxy): a pattern with *,"
                            + " ?, [...] and {a,b}. A name that a pattern above matches too is not.")
    String vtpmxNodes() default Settings.VTPMX_NODES;

    /**
     * Which node is the kernel log.
     *
     * @return a glob
     */
    @AttributeDefinition(
            name = "Kernel log node",
            description =
                    "Which name in the device folder is the kernel's log, unless a pattern above matches. It is read only"
                            + " where kernelDiagnostics is on.")
    String kmsgNodes() default Settings.KMSG_NODES;

    /**
     * How often to look again.
     *
     * @return seconds
     */
    @AttributeDefinition(
            name = "Rescan period",
            description =
                    "Seconds, 1 to 3600. Nodes that come and go are seen at once; this is for what the kernel does"
                            + " not report, such as a device folder that appears or permissions that change.",
            min = "1",
            max = "3600")
    int rescanSeconds() default Settings.RESCAN_SECONDS;
}
