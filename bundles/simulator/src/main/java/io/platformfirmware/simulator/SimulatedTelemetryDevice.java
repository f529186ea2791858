// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.CharDevice;

/**
 * A Platform Firmware Runtime Telemetry node as Linux's driver serves it (Linux {@code drivers/acpi/pfr_telemetry.c}), errno for
 * errno, over an {@link EmulatedFirmware}. Log type and revision are the driver's, one for all channels, kept until the device is
 * removed; the level is the firmware's. A mapping outlives the channel that it came from, and the device.
 *
 * <p>The driver has no lock of its own: any number of channels may be open and their calls interleave.
 */
public final class SimulatedTelemetryDevice extends SimulatedDevice {

    private final TelemetryDriver driver;

    /**
     * A node.
     *
     * @param index the number at its end, 0 or more
     * @param firmware behind it, the same as behind an update device that is to write its log
     */
    public SimulatedTelemetryDevice(int index, EmulatedFirmware firmware) {
        this(index, firmware, new TelemetryDriver("simulated:/dev/acpi_pfr_telemetry" + index, firmware));
    }

    private SimulatedTelemetryDevice(int index, EmulatedFirmware firmware, TelemetryDriver driver) {
        super("pfrt-sim" + index, CharDevice.KIND_PFRT, String.format("INTC1081:%02x", index), firmware, driver);
        this.driver = driver;
    }

    /**
     * A node over a firmware of its own, at power on: nothing was started, so there is no log to be mapped yet.
     *
     * @param index the number at its end, 0 or more
     * @return the node
     */
    public static SimulatedTelemetryDevice atPowerOn(int index) {
        return new SimulatedTelemetryDevice(index, EmulatedFirmware.atPowerOn());
    }

    /**
     * The log that the driver asks for.
     *
     * @return 0 the execution log, 1 the history
     */
    public int type() {
        return driver.type().code();
    }

    /**
     * The revision of the interface with which the driver asks.
     *
     * @return 1 or 2
     */
    public int revision() {
        return driver.revision();
    }

    /**
     * How many ioctl(2) calls reached the driver.
     *
     * @return taken and refused ones, since the device was made
     */
    public long ioctls() {
        return driver.ioctls();
    }

    /**
     * How many mappings are open.
     *
     * @return those that were given out and not closed, whether or not their channel is open
     */
    public int mappings() {
        return driver.mappings();
    }

    /**
     * How much was read out of mappings.
     *
     * @return bytes, since the device was made
     */
    public long bytesCopied() {
        return driver.bytesCopied();
    }
}
