// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Device;
import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.GpioChip;
import io.platformfirmware.device.KernelLog;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.device.VtpmProxy;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The kinds of device node that are looked for, one for each driver. A node that the patterns of several kinds match is
 * of the first of them, in the order of these constants.
 */
enum NodeKind {
    /** Platform Firmware Runtime Update (Linux drivers/acpi/pfr_update.c): a capsule is written to it. */
    PFRU(
            CharDevice.KIND_PFRU,
            "firmware update",
            Settings.PFRU_NODES,
            Access.READ_WRITE,
            CharDevice.class,
            LinuxCharDevice::new,
            new AcpiDriver("pfru", "INTC1080", "pfr_update")),

    /**
     * Platform Firmware Runtime Telemetry (Linux drivers/acpi/pfr_telemetry.c): the log is mapped, which the driver refuses
     * for writing, and no request of it asks how the node was opened.
     */
    PFRT(
            CharDevice.KIND_PFRT,
            "firmware telemetry",
            Settings.PFRT_NODES,
            Access.READ_ONLY,
            CharDevice.class,
            LinuxCharDevice::new,
            new AcpiDriver("pfrt", "INTC1081", "pfr_telemetry")),

    /** A chip select of an SPI bus (Linux drivers/spi/spidev.c, whose device class is {@code spidev}). */
    SPI(
            SpiDevice.KIND_SPI,
            "SPI",
            Settings.SPI_NODES,
            Access.READ_WRITE,
            SpiDevice.class,
            LinuxSpiDevice::new,
            new PlainDriver(
                    "spidev",
                    "spidev*",
                    Optional.of("the driver spidev makes one for each chip that it is given, by driver_override in"
                            + " bus/spi/devices of sysfs, and gets none that another driver has, for example"
                            + " tpm_tis_spi, the kernel's own for a TPM"))),

    /** A chip with input and output lines (Linux drivers/gpio/gpiolib.c, whose bus is {@code gpio}). */
    GPIO(
            GpioChip.KIND_GPIO,
            "GPIO",
            Settings.GPIO_NODES,
            Access.READ_WRITE,
            GpioChip.class,
            LinuxGpioChip::new,
            new PlainDriver(
                    "gpio",
                    "gpiochip*",
                    Optional.of("Linux has no driver for a GPIO controller of this platform, or was built without"
                            + " CONFIG_GPIO_CDEV"))),

    /** The kernel's pool of randomness (Linux drivers/char/random.c), which every machine has. */
    RANDOM(
            EntropyPool.KIND_RANDOM,
            "random",
            Settings.RANDOM_NODES,
            Access.READ_WRITE,
            EntropyPool.class,
            LinuxEntropyPool::new,
            new PlainDriver(
                    "mem", "random", Optional.of("every Linux has one, so the device folder is not all of /dev"))),

    /**
     * What makes TPM devices of the kernel (Linux drivers/char/tpm/tpm_vtpm_proxy.c, a misc device). A machine has it when
     * somebody loaded the module, so that its absence is nothing to tell: who needs it does.
     */
    VTPMX(
            VtpmProxy.KIND_VTPMX,
            "TPM proxy",
            Settings.VTPMX_NODES,
            Access.READ_WRITE,
            VtpmProxy.class,
            LinuxVtpmProxy::new,
            new PlainDriver("misc", "vtpmx", Optional.empty())),

    /** The log of the kernel (Linux kernel/printk/printk.c; drivers/char/mem.c, whose device class is {@code mem}). */
    KMSG(
            KernelLog.KIND_KMSG,
            "kernel log",
            Settings.KMSG_NODES,
            Access.READ_ONLY,
            KernelLog.class,
            LinuxKernelLog::new,
            new PlainDriver(
                    "mem",
                    "kmsg",
                    Optional.of("Linux was built without CONFIG_PRINTK, or the node is hidden from this process")));

    private final String id;
    private final String title;
    private final String defaultPattern;
    private final Access access;
    private final Class<? extends Device> service;
    private final BiFunction<SystemCalls, String, ? extends Device> factory;
    private final Driver driver;

    <T extends Device> NodeKind(
            String id,
            String title,
            String defaultPattern,
            Access access,
            Class<T> service,
            BiFunction<SystemCalls, String, ? extends T> factory,
            Driver driver) {
        this.id = id;
        this.title = title;
        this.defaultPattern = defaultPattern;
        this.access = access;
        this.service = service;
        this.factory = factory;
        this.driver = driver;
    }

    /**
     * The kind as its users know it.
     *
     * @return the value of {@link Device#KIND}
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
     * The setting with the pattern for the names of its nodes.
     *
     * @return the key in the configuration
     */
    String key() {
        return id + "Nodes";
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

    /**
     * What a node is published as.
     *
     * @return the interface that {@link #device} implements
     */
    Class<? extends Device> service() {
        return service;
    }

    /**
     * The object that is published for a node.
     *
     * @param calls does its system calls
     * @param path of the node, absolute
     * @return a new one, which holds nothing open
     */
    Device device(SystemCalls calls, String path) {
        return factory.apply(calls, path);
    }

    /**
     * The kernel's side of it.
     *
     * @return the same each time
     */
    Driver driver() {
        return driver;
    }
}
