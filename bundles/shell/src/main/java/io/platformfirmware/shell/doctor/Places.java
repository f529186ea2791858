// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.StoredSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Where the settings say that things are.
 *
 * @param devRoot folder of the nodes, absolute
 * @param sysRoot where sysfs is mounted, absolute
 * @param spiDevices the nodes of the chips that are configured, absolute
 */
public record Places(String devRoot, String sysRoot, List<String> spiDevices) {

    /** Where they are without any settings. */
    public static final Places DEFAULT = new Places("/dev", "/sys", List.of());

    private static final String LINUX = "io.platformfirmware.linux";
    private static final String CR50 = "io.platformfirmware.cr50";

    /** Copies the list. */
    public Places {
        spiDevices = List.copyOf(spiDevices);
    }

    /**
     * Reads the settings. A value that is refused by the device nodes' bundle counts as none.
     *
     * @param admins what Karaf found
     * @param operation the command
     * @return the places
     * @throws FirmwareException {@code IO_ERROR} when Configuration Admin is not there, or can not read them
     */
    public static Places of(List<ConfigurationAdmin> admins, String operation) throws FirmwareException {
        final StoredSettings linux = StoredSettings.of(admins, LINUX, operation);
        final List<String> spiDevices = new ArrayList<>();
        for (final StoredSettings chip : StoredSettings.ofFactory(admins, CR50, operation)) {
            chip.value("spiDevice")
                    .map(String::strip)
                    .filter(Places::isAbsolute)
                    .ifPresent(spiDevices::add);
        }
        return new Places(
                folder(linux.value("devRoot"), DEFAULT.devRoot),
                folder(linux.value("sysRoot"), DEFAULT.sysRoot),
                spiDevices);
    }

    private static String folder(Optional<String> value, String otherwise) {
        return value.map(String::strip)
                .filter(Places::isAbsolute)
                .map(text -> Path.of(text).normalize().toString())
                .orElse(otherwise);
    }

    private static boolean isAbsolute(String text) {
        try {
            return Path.of(text).isAbsolute();
        } catch (final InvalidPathException e) {
            return false;
        }
    }
}
