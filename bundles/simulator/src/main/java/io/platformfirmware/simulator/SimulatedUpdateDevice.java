// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.CharDevice;
import java.util.List;

/**
 * A Platform Firmware Runtime Update node as Linux's driver serves it (Linux {@code drivers/acpi/pfr_update.c}), errno for errno,
 * over an {@link EmulatedFirmware}. What the driver does not check is not checked here either: where it would read memory outside
 * the communication buffer, the simulated kernel oopses, and the device answers EIO from then on.
 *
 * <p>The driver has no lock of its own: any number of channels may be open and their calls interleave.
 */
public final class SimulatedUpdateDevice extends SimulatedDevice {

    private final UpdateDriver driver;

    /**
     * A node.
     *
     * @param index the number at its end, 0 or more
     * @param firmware behind it
     * @param versionRule of the simulated kernel
     */
    public SimulatedUpdateDevice(int index, EmulatedFirmware firmware, VersionRule versionRule) {
        this(index, firmware, versionRule, new SimulatedKernelLog());
    }

    /**
     * A node of a kernel with a log.
     *
     * @param index the number at its end, 0 or more
     * @param firmware behind it
     * @param versionRule of the simulated kernel
     * @param log where the debug lines of the driver go
     */
    public SimulatedUpdateDevice(
            int index, EmulatedFirmware firmware, VersionRule versionRule, SimulatedKernelLog log) {
        this(
                index,
                firmware,
                new UpdateDriver(
                        "simulated:/dev/acpi_pfr_update" + index, kernelName(index), firmware, versionRule, log));
    }

    private SimulatedUpdateDevice(int index, EmulatedFirmware firmware, UpdateDriver driver) {
        super("pfru-sim" + index, CharDevice.KIND_PFRU, kernelName(index), firmware, driver);
        this.driver = driver;
    }

    /**
     * A node over a firmware at power on that does everything at once and without failure.
     *
     * @param index the number at its end, 0 or more
     * @return the node; the kernel judges driver updates by secure version number
     */
    public static SimulatedUpdateDevice atPowerOn(int index) {
        return new SimulatedUpdateDevice(index, EmulatedFirmware.atPowerOn(), VersionRule.SVN);
    }

    /**
     * What the simulated kernel calls the device of a node: its ACPI id and its number in hexadecimal (Linux drivers/acpi/scan.c).
     *
     * @param index the number at the end of the node, 0 or more
     * @return the value of the service property {@link CharDevice#KERNEL_NAME}
     */
    public static String kernelName(int index) {
        return String.format("INTC1080:%02x", index);
    }

    /**
     * Changes the simulated kernel.
     *
     * @param rule for versions, from the next write on
     */
    public void versionRule(VersionRule rule) {
        driver.versionRule(rule);
    }

    /**
     * The revision set last. The kernel has no call that tells it.
     *
     * @return 1 or 2
     */
    public int revision() {
        return driver.revision();
    }

    /**
     * How often the simulated kernel oopsed.
     *
     * @return what it read when it did; empty when it never did, and no more than one because the device is dead after it
     */
    public List<String> oopses() {
        return driver.oopses();
    }

    /**
     * How many write(2) calls reached the driver.
     *
     * @return taken and refused ones
     */
    public long writes() {
        return driver.writes();
    }
}
