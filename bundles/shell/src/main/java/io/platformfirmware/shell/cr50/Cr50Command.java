// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.Devices;
import io.platformfirmware.shell.ShellCommand;
import io.platformfirmware.tpm.Cr50;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/** A command of this scope. Services are lists: Karaf hides every command of the bundle while any single one is missing. */
abstract class Cr50Command extends ShellCommand {

    @Reference
    private List<Cr50> services;

    Devices<Cr50> devices() {
        return new Devices<>(services, Cr50::deviceId, none(), "with --device");
    }

    private Failure none() {
        return Failure.of(FailureReason.DEVICE_NOT_FOUND, operation(), "there is no Cr50 or Ti50 chip")
                .likely(
                        "none is configured: each needs a configuration io.platformfirmware.cr50~NAME, with the line"
                                + " spiDevice=/dev/spidevB.C",
                        "its SPI device is not there: Linux needs CONFIG_SPI_SPIDEV, and spidev bound to the chip, not the"
                                + " kernel's own driver tpm_tis_spi",
                        "the service is not running: start the bundle io.platformfirmware.cr50, or install it:"
                                + " feature:install cr50")
                .next(
                        "Write etc/io.platformfirmware.cr50-NAME.cfg, see in the log what was looked for and what is missing"
                                + " (log:display), or try a simulated chip: feature:install platform-firmware-simulator");
    }
}
